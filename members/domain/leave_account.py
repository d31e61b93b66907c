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
class Credit:
    """Days given beside the accrual, to be taken from `first` to `last`: carried over, or of an agreement."""

    days: Decimal
    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CreditLeft:
    credit: Credit
    taken: Decimal

    @property
    def left(self) -> Decimal:
        return self.credit.days - self.taken


@dataclass(frozen=True, slots=True)
class LeaveAccount:
    """Every period looked at as of `on`, the oldest first, and every credit; working days.

    `uncovered` days had not been acquired when they were taken.
    """

    on: date
    periods: tuple[LeavePeriod, ...]
    uncovered: Decimal
    credits: tuple[CreditLeft, ...] = ()

    @property
    def open_periods(self) -> tuple[LeavePeriod, ...]:
        """Those whose days may still be taken."""
        return tuple(period for period in self.periods if period.take_until >= self.on)

    @property
    def left(self) -> Decimal:
        """Days that may be taken on `on`; negative for leave granted in advance."""
        credited = sum((part.left for part in self.open_credits), ZERO)
        return sum((period.left for period in self.open_periods), credited)

    @property
    def open_credits(self) -> tuple[CreditLeft, ...]:
        """Those whose days may be taken on `on`."""
        return tuple(part for part in self.credits if part.credit.first <= self.on <= part.credit.last)

    @property
    def lapsed(self) -> Decimal:
        """Days acquired and not taken in time; credits are given anew, not counted."""
        return sum((period.left for period in self.periods if period.take_until < self.on), ZERO)

    def rights(self) -> LeaveRights:
        complete = [p for p in self.open_periods if p.last < self.on and p.acquired]
        period = complete[-1] if complete else self.periods[-1]
        return LeaveRights(period.acquired, period.taken, period.left, period.first, period.last)


@dataclass(frozen=True, slots=True)
class Employment:
    """What an account is drawn from: days under contract, the country's rule, its public holidays, credits."""

    spans: Sequence[Span]
    rule: LeaveRule
    holidays: Collection[date]
    credits: Sequence[Credit] = ()


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


@dataclass(slots=True)
class _DrawnCredit:
    """A credit while days are drawn from it."""

    credit: Credit
    taken: Decimal = ZERO

    @property
    def first(self) -> date:
        return self.credit.first

    @property
    def take_until(self) -> date:
        return self.credit.last

    def acquired(self, _job: Employment, _away: Sequence[Absence], _until: date) -> Decimal:
        return self.credit.days


def leave_account(job: Employment, absences: Iterable[Absence], on: date) -> LeaveAccount:
    """The account on a day, from the approved absences up to it.

    Each working day of paid leave is drawn from what still has days and lapses first, credit or period, as acquired
    on the day itself (L3141-12). What none covers is drawn from the running period, in advance.
    """
    away = [absence for absence in absences if absence.first <= on]
    periods, credits = _periods(job, on), [_DrawnCredit(credit) for credit in job.credits]
    uncovered = ZERO
    for day in _leave_days(away, job.holidays, periods[0].first, on):
        wanted = Decimal(1)
        parts: list[_Drawn | _DrawnCredit] = [*credits, *periods]
        open_parts = (part for part in parts if part.first <= day <= part.take_until)
        for part in sorted(open_parts, key=lambda part: part.take_until):
            here = min(wanted, max(ZERO, part.acquired(job, away, day) - part.taken))
            part.taken += here
            wanted -= here
            if not wanted:
                break
        running = next(period for period in reversed(periods) if period.first <= day)
        running.taken += wanted
        uncovered += wanted
    closed = (LeavePeriod(p.first, p.last, p.take_until, p.acquired(job, away, on), p.taken) for p in periods)
    left = tuple(CreditLeft(part.credit, part.taken) for part in credits)
    return LeaveAccount(on, tuple(closed), uncovered, left)


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
