"""A person's leave account: what each period gave, what was taken of it, what is left."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from members.domain.absence import Absence, AbsenceKind
from members.domain.leave import ZERO, LeaveRule, Span, acquired_days, is_working_day, period_of

YEARS_BACK = 4
"""How far an account looks back: older days have lapsed."""


@dataclass(frozen=True, slots=True)
class LeavePeriod:
    """One acquisition period; working days. `take_until` is the last day its days may be taken.

    `left` is negative of leave granted in advance.
    """

    first: date
    last: date
    take_until: date
    acquired: Decimal
    taken: Decimal

    @property
    def left(self) -> Decimal:
        return self.acquired - self.taken


@dataclass(frozen=True, slots=True)
class LeaveRights:
    """The period being taken on a day: the last that is complete or, of somebody new, the running one.

    Working days. `left_days` is negative for leave granted in advance.
    """

    acquired_days: Decimal
    taken_days: Decimal
    left_days: Decimal
    reference_first: date
    reference_last: date


@dataclass(frozen=True, slots=True)
class LeaveAccount:
    """Every period looked at as of `on`, the oldest first; `uncovered` days had not been acquired when taken."""

    on: date
    periods: tuple[LeavePeriod, ...]
    uncovered: Decimal

    @property
    def open_periods(self) -> tuple[LeavePeriod, ...]:
        """Those whose days may still be taken."""
        return tuple(period for period in self.periods if period.take_until >= self.on)

    @property
    def left(self) -> Decimal:
        """Days that may be taken on `on`; negative for leave granted in advance."""
        return sum((period.left for period in self.open_periods), ZERO)

    @property
    def lapsed(self) -> Decimal:
        """Days acquired and not taken in time."""
        return sum((period.left for period in self.periods if period.take_until < self.on), ZERO)

    def rights(self) -> LeaveRights:
        complete = [p for p in self.open_periods if p.last < self.on and p.acquired]
        period = complete[-1] if complete else self.periods[-1]
        return LeaveRights(period.acquired, period.taken, period.left, period.first, period.last)


@dataclass(frozen=True, slots=True)
class Employment:
    """What an account is drawn from: days under contract, the country's rule and its public holidays."""

    spans: Sequence[Span]
    rule: LeaveRule
    holidays: Collection[date]


@dataclass(slots=True)
class _Drawn:
    """A period while days are drawn from it."""

    first: date
    last: date
    taken: Decimal = ZERO
    whole: Decimal | None = None

    @property
    def take_until(self) -> date:
        return (self.last + timedelta(days=1)).replace(year=self.last.year + 1) - timedelta(days=1)

    def acquired(self, job: Employment, away: Sequence[Absence], until: date) -> Decimal:
        """Of a period that is over the same on every day, and computed once."""
        if until < self.last:
            return acquired_days(job.spans, away, (self.first, self.last), job.rule, until=until)
        if self.whole is None:
            self.whole = acquired_days(job.spans, away, (self.first, self.last), job.rule, until=until)
        return self.whole


def leave_account(job: Employment, absences: Iterable[Absence], on: date) -> LeaveAccount:
    """The account on a day, from the approved absences up to it.

    Each working day of paid leave is drawn from the oldest period that still has days and may still be taken, as
    acquired on the day itself (L3141-12). What none covers is drawn from the running period, in advance.
    """
    away = [absence for absence in absences if absence.first <= on]
    periods = _periods(job, on)
    uncovered = ZERO
    for day in _leave_days(away, job.holidays, periods[0].first, on):
        wanted = Decimal(1)
        begun = [period for period in periods if period.first <= day <= period.take_until]
        for period in begun:
            here = min(wanted, max(ZERO, period.acquired(job, away, day) - period.taken))
            period.taken += here
            wanted -= here
            if not wanted:
                break
        begun[-1].taken += wanted
        uncovered += wanted
    closed = (LeavePeriod(p.first, p.last, p.take_until, p.acquired(job, away, on), p.taken) for p in periods)
    return LeaveAccount(on, tuple(closed), uncovered)


def uncovered_days(job: Employment, leave: Absence, absences: Iterable[Absence]) -> Decimal:
    """How many working days of `leave` the balance does not cover, leave already granted for later included."""
    others = list(absences)
    end = max([leave.last, *(absence.last for absence in others)])
    with_it = leave_account(job, [*others, leave], end).uncovered
    return max(ZERO, with_it - leave_account(job, others, end).uncovered)


def _periods(job: Employment, on: date) -> list[_Drawn]:
    """From the first day under contract, or some years back, to the period that holds `on`."""
    begins = min((first for first, _last in job.spans), default=on)
    begins = min(on, max(begins, on.replace(day=1, year=on.year - YEARS_BACK)))
    periods = [_Drawn(*period_of(begins, job.rule))]
    while periods[-1].last < on:
        periods.append(_Drawn(*period_of(periods[-1].last + timedelta(days=1), job.rule)))
    return periods


def _leave_days(away: Iterable[Absence], holidays: Collection[date], first: date, last: date) -> list[date]:
    """Each working day of paid leave from `first` to `last`, in order, once."""
    days: set[date] = set()
    for absence in away:
        if absence.kind == AbsenceKind.PAID_LEAVE:
            begins, ends = max(absence.first, first), min(absence.last, last)
            span = (begins + timedelta(days=n) for n in range((ends - begins).days + 1))
            days.update(day for day in span if is_working_day(day, holidays))
    return sorted(days)
