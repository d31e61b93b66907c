"""Paid leave: how many working days a stretch costs, and how many a period of work gives."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from coopplatform.kernel.time import last_of_month
from members.domain.absence import Absence, AbsenceKind

SUNDAY = 6
DAYS_OF_FOUR_WEEKS = 28
ZERO = Decimal(0)
Span = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class LeaveRule:
    """A country's paid leave, in working days (Monday to Saturday) for a month of work, from `since` on.

    The acquisition period begins on the first of `starts_month` and is taken until a year after its end.
    `sick_per_month` is what a month of illness gives, at most `sick_most` a period.
    `first_year_per_month` holds while less than a year was worked at the period's end. `by_weeks`: four weeks of
    work count as a month. `doubt` says what a payroll professional should look at again.
    """

    per_month: Decimal
    most: Decimal
    starts_month: int
    since: date
    source: str
    sick_per_month: Decimal = ZERO
    sick_most: Decimal = ZERO
    first_year_per_month: Decimal | None = None
    by_weeks: bool = False
    doubt: str = ""


RULES: dict[str, tuple[LeaveRule, ...]] = {
    "FR": (
        LeaveRule(
            Decimal("2.5"),
            Decimal(30),
            6,
            date(2009, 12, 1),
            "Code du travail L3141-3 à L3141-7, R3141-4; maladie: L3141-5, L3141-5-1 (loi 2024-364)",
            sick_per_month=Decimal(2),
            sick_most=Decimal(24),
            by_weeks=True,
        ),
    ),
    "MC": (
        LeaveRule(
            Decimal("2.5"),
            Decimal(30),
            5,
            date(2000, 5, 1),
            "Loi (MC) n° 619 du 26/07/1956",
            by_weeks=True,
            doubt="a work accident counts as work for a year at most",
        ),
    ),
    "FI": (
        LeaveRule(
            Decimal("2.5"),
            Decimal(30),
            4,
            date(2005, 4, 1),
            "Vuosilomalaki 162/2005, 5–7 §",
            sick_per_month=Decimal("2.5"),
            sick_most=Decimal("7.5"),
            first_year_per_month=Decimal(2),
            doubt="part-timers count by 35 hours a month (6 §), eves cost no day (4 §), taken until 30 April",
        ),
    ),
    "LI": (
        LeaveRule(
            Decimal(2),
            Decimal(24),
            1,
            date(2000, 1, 1),
            "ABGB (LI) § 1173a Art. 30 (four weeks)",
            sick_per_month=Decimal(2),
            sick_most=Decimal(2),
            doubt="by calendar year, the law says year of service; five weeks until the age of twenty",
        ),
    ),
}


def leave_rule(country: str, on: date) -> LeaveRule | None:
    """The rule in force that day; None for a country whose leave is not computed."""
    in_force = [rule for rule in RULES.get(country, ()) if rule.since <= on]
    return max(in_force, key=lambda rule: rule.since, default=None)


def working_days(first: date, last: date, holidays: Collection[date]) -> int:
    """Jours ouvrables from `first` to `last`, both included: Monday to Saturday, less public holidays."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    return day.weekday() != SUNDAY and day not in holidays


def period_of(day: date, rule: LeaveRule) -> Span:
    """The acquisition period that holds `day`."""
    year = day.year if day.month >= rule.starts_month else day.year - 1
    return date(year, rule.starts_month, 1), date(year + 1, rule.starts_month, 1) - timedelta(days=1)


def acquired_days(
    employed: Sequence[Span], absences: Iterable[Absence], period: Span, rule: LeaveRule, *, until: date
) -> Decimal:
    """Working days of leave a period has given up to `until`, two decimals; whole once it or the work is over.

    Paid leave, family events and work accidents count as work, sickness at its own rate, unpaid leave not at all.
    Months are counted by the calendar, in part by their days; at the end whole stretches of four weeks count if that
    gives more (L3141-4), and what is not whole is rounded up (L3141-7).
    """
    first, last = period[0], min(period[1], until)
    here = merged(_cut(employed, first, last))
    away = list(absences)
    unpaid = merged(_inside(_spans(away, AbsenceKind.UNPAID), here))
    sick = [
        part
        for span in merged(_inside(_spans(away, AbsenceKind.SICKNESS), here))
        for part in without(span, unpaid)
    ]
    worked = [part for span in here for part in without(span, merged([*sick, *unpaid]))]
    is_over = until >= period[1] or (bool(employed) and max(end for _start, end in employed) <= last)
    months = sum((months_in(*span) for span in worked), ZERO)
    if rule.by_weeks and is_over:
        months = max(months, Decimal(_days(worked) // DAYS_OF_FOUR_WEEKS))
    rate = rule.per_month
    if rule.first_year_per_month is not None and _is_first_year(employed, period[1]):
        rate = rule.first_year_per_month
    for_sickness = sum((months_in(*span) for span in sick), ZERO) * rule.sick_per_month
    days = min(months * rate + min(for_sickness, rule.sick_most), rule.most)
    return days.quantize(Decimal("0.001")).quantize(Decimal(1 if is_over else "0.01"), ROUND_CEILING)


def months_in(first: date, last: date) -> Decimal:
    """Calendar months from `first` to `last`; a part of a month by its days."""
    total, day = ZERO, first
    while day <= last:
        end = last_of_month(day)
        total += Decimal((min(end, last) - day).days + 1) / end.day
        day = end + timedelta(days=1)
    return total


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days in as few spans as they need, in order."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first - timedelta(days=1) <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def without(span: Span, taken: Iterable[Span]) -> list[Span]:
    """The days of `span` that are in none of `taken`, which is in order and apart."""
    first, last = span
    parts = []
    for begins, ends in taken:
        if ends < first or begins > last:
            continue
        if begins > first:
            parts.append((first, begins - timedelta(days=1)))
        first = ends + timedelta(days=1)
    return [*parts, (first, last)] if first <= last else parts


def _spans(absences: Iterable[Absence], kind: AbsenceKind) -> list[Span]:
    return [(absence.first, absence.last) for absence in absences if absence.kind == kind]


def _cut(spans: Iterable[Span], first: date, last: date) -> list[Span]:
    return [(max(a, first), min(b, last)) for a, b in spans if a <= last and b >= first]


def _inside(spans: Iterable[Span], here: Iterable[Span]) -> list[Span]:
    asked = list(spans)
    return [part for first, last in here for part in _cut(asked, first, last)]


def _days(spans: Iterable[Span]) -> int:
    return sum((last - first).days + 1 for first, last in spans)


def _is_first_year(employed: Sequence[Span], end: date) -> bool:
    return not employed or (end - min(first for first, _last in employed)).days < 365
