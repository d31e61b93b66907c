"""What a French employer adds to the health insurance's daily allowance, day by day, with the article behind it.

Calendar days. The legal floor (L1226-1, D1226-1 to D1226-8) and, where the co-op says it applies, the agreement's
scale for workers (IDCC 16): each day takes whichever gives more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import last_of_month
from members.domain.absence import Absence, AbsenceKind

CENT = Decimal("0.01")
ZERO, ONE = Decimal(0), Decimal(1)
INSURANCE_WAITS = 3
"""Waiting days of the daily allowance (CSS R323-1); none after a work accident (L433-1)."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`rate` of pay for the next `days` of illness."""

    days: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """What is maintained from `seniority_years` on: after `waiting_days`, stage after stage."""

    seniority_years: int
    waiting_days: int
    stages: tuple[Stage, ...]
    since: date
    source: str
    doubt: str = ""


TWO_THIRDS = Decimal(2) / 3
LONGEST_LEGAL_STAGE = 90


def _legal() -> tuple[Scale, ...]:
    """Ten days more for every five years beyond the first (D1226-2), ninety at most."""
    steps = [(1, 30), *((1 + 5 * n, min(30 + 10 * n, LONGEST_LEGAL_STAGE)) for n in range(1, 7))]
    source = "Code du travail L1226-1, D1226-1 à D1226-3"
    return tuple(
        Scale(years, 7, (Stage(days, Decimal("0.9")), Stage(days, TWO_THIRDS)), date(2008, 5, 1), source)
        for years, days in steps
    )


def _workers_of_transport(years: int, full_until: int, partly_until: int) -> Scale:
    """A row of the agreement, which counts days of absence: 100 % from the sixth, then 75 %."""
    return Scale(
        years,
        5,
        (Stage(full_until - 5, ONE), Stage(partly_until - full_until, Decimal("0.75"))),
        date(2008, 5, 1),
        "CCN transports routiers (IDCC 16), annexe I, maladie",
        doubt="read in a summary of 2024, not in the agreement",
    )


LEGAL = _legal()
AGREEMENTS: dict[str, tuple[Scale, ...]] = {
    "idcc16_workers": (
        _workers_of_transport(3, 40, 70),
        _workers_of_transport(5, 70, 130),
        _workers_of_transport(10, 100, 190),
    ),
}


@dataclass(frozen=True, slots=True)
class SickDay:
    """One calendar day: what pay is maintained, what the insurance gives of it, what the employer adds; euros."""

    day: date
    maintained: Decimal
    allowance: Decimal
    top_up: Decimal
    why: Sentence


@dataclass(frozen=True, slots=True)
class TopUp:
    """The employer's part of a month's sick days, before contributions."""

    days: tuple[SickDay, ...]

    @property
    def total(self) -> Decimal:
        return sum((day.top_up for day in self.days), ZERO)


def top_up(
    *,
    absence: Absence,
    month: date,
    hired_on: date,
    monthly_gross: Decimal,
    allowance: Decimal,
    earlier: Iterable[Absence] = (),
    agreement: str = "",
) -> TopUp:
    """What the employer adds for the days of `absence` in `month`.

    `monthly_gross` is what the whole month would have earned, `allowance` the insurance's gross sum a day
    (`fr.absence.daily_allowance`), `earlier` the sick absences before this one: what they used up in the twelve
    months before it is not given again (D1226-4). Together with the allowance never more than a day would have
    earned. Raises KeyError for an agreement that is not in `AGREEMENTS`.
    """
    first = max(absence.first, month.replace(day=1))
    last = min(absence.last, last_of_month(month))
    daily = monthly_gross / last_of_month(month).day
    before = [a for a in earlier if a.last < absence.first]
    tables = [LEGAL, AGREEMENTS[agreement]] if agreement else [LEGAL]
    scales = [scale for table in tables if (scale := _scale(table, hired_on, absence.first))]
    days = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        rate, why = max(
            (_rate(scale, absence, day, before) for scale in scales),
            key=lambda found: found[0],
            default=(ZERO, _too_new(hired_on)),
        )
        maintained = (daily * rate).quantize(CENT, ROUND_HALF_UP)
        paid = min(allowance, daily.quantize(CENT, ROUND_HALF_UP)) if _is_insured(absence, day) else ZERO
        days.append(SickDay(day, maintained, paid, max(ZERO, maintained - paid), why))
    return TopUp(tuple(days))


def _scale(table: tuple[Scale, ...], hired_on: date, first: date) -> Scale | None:
    """The row for the seniority on the first day of absence (D1226-8)."""
    years = first.year - hired_on.year - ((first.month, first.day) < (hired_on.month, hired_on.day))
    rows = [scale for scale in table if scale.seniority_years <= years and scale.since <= first]
    return max(rows, key=lambda scale: scale.seniority_years, default=None)


def _rate(scale: Scale, absence: Absence, day: date, earlier: list[Absence]) -> tuple[Decimal, Sentence]:
    waits = _waiting(scale, absence)
    number = (day - absence.first).days + 1
    if number <= waits:
        return ZERO, Sentence(
            _("waiting day %(number)s of %(days)s (%(source)s)"),
            {"number": number, "days": waits, "source": scale.source},
        )
    used = number - waits - 1 + sum(_given(scale, one, since=_year_before(absence.first)) for one in earlier)
    for stage in scale.stages:
        if used < stage.days:
            return stage.rate, Sentence(
                _("%(percent)s %% of pay, %(days)s days at this rate (%(source)s)"),
                {
                    "percent": float((stage.rate * 100).quantize(CENT)),
                    "days": stage.days,
                    "source": scale.source,
                },
            )
        used -= stage.days
    return ZERO, Sentence(_("nothing more in these twelve months (%(source)s)"), {"source": scale.source})


def _waiting(scale: Scale, absence: Absence) -> int:
    return 0 if absence.kind == AbsenceKind.WORK_ACCIDENT else scale.waiting_days


def _given(scale: Scale, absence: Absence, *, since: date) -> int:
    """Days of an earlier absence that were maintained on or after `since`."""
    begins = max(absence.first + timedelta(days=_waiting(scale, absence)), since)
    return max(0, (absence.last - begins).days + 1)


def _is_insured(absence: Absence, day: date) -> bool:
    waits = 0 if absence.kind == AbsenceKind.WORK_ACCIDENT else INSURANCE_WAITS
    return (day - absence.first).days >= waits


def _too_new(hired_on: date) -> Sentence:
    return Sentence(
        _("less than a year here on the first day (hired on %(day)s, Code du travail L1226-1)"),
        {"day": hired_on.isoformat()},
    )


def _year_before(day: date) -> date:
    return day - timedelta(days=365)
