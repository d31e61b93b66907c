"""From what happened in a month to what the formulas take: shares of the month, extra hours by civil week, premiums."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from coopplatform.kernel.time import TimeWindow
from members.domain.absence import Absence, AbsenceKind
from members.domain.pay.fr.month import ONE, ZERO
from members.domain.pay.fr.reduction import CENT
from members.domain.pay.hours import Hours, Sorted, sort_out
from members.domain.pay.parameters import PayGrid
from members.domain.pay.work_month import Terms, WorkMonth

LEGAL_WEEK = 35 * 3600
FIRST_OVERTIME = 8 * 3600
LEAVE_COUNTS_SINCE = date(2025, 9, 10)
"""Paid leave counts when a week's overtime is told (Cass. soc. 10/09/2025, n° 23-14.455)."""
NOT_PAID = (AbsenceKind.UNPAID, AbsenceKind.SICKNESS, AbsenceKind.WORK_ACCIDENT)
LABOUR_DAY = (5, 1)


@dataclass(frozen=True, slots=True)
class Shares:
    """Parts of the month, weekdays (Monday to Friday) counted: the real-hours method of case law.

    `away` holds the share of each kind of unpaid absence, `not_employed` what lies outside of the contracts;
    `weekly_hours` and `hourly` are the means of the contracts by their days.
    """

    weekdays: int
    not_employed: Decimal
    away: dict[AbsenceKind, Decimal]
    calendar: Decimal
    weekly_hours: Decimal
    hourly: Decimal
    minimum_hourly: Decimal

    @property
    def paid(self) -> Decimal:
        return max(ZERO, ONE - self.not_employed - sum(self.away.values(), ZERO))


def shares_of(month: WorkMonth) -> Shares:
    """A contract must be in force on some weekday of the month."""
    days = list(_days(month.month, month.last))
    weekdays = [day for day in days if day.weekday() < 5]
    terms = {day: next((t for t in month.terms if t.covers(day)), None) for day in days}
    employed = [(day, found) for day in weekdays if (found := terms[day]) is not None]
    away = Counter(
        absence.kind for day, _terms in employed if (absence := _absence(month.absences, day, NOT_PAID))
    )
    minutes = [found.weekly_minutes for _day, found in employed]
    all_weekdays = Decimal(len(weekdays))
    return Shares(
        weekdays=len(weekdays),
        not_employed=(len(weekdays) - len(employed)) / all_weekdays,
        away={AbsenceKind(kind): Decimal(count) / all_weekdays for kind, count in away.items()},
        calendar=Decimal(sum(found is not None for found in terms.values())) / len(days),
        weekly_hours=Decimal(sum(minutes)) / len(employed) / 60,
        hourly=_mean_rate(found for _day, found in employed),
        minimum_hourly=max(Decimal(found.minimum_cents) / 100 for _day, found in employed),
    )


@dataclass(frozen=True, slots=True)
class ExtraSeconds:
    """Beyond the contract, in seconds: overtime at 25 and 50 %, complementary hours up to a tenth and beyond."""

    overtime_25: int = 0
    overtime_50: int = 0
    complementary_10: int = 0
    complementary_25: int = 0


def extra_seconds(month: WorkMonth, by_week: Counter[date]) -> ExtraSeconds:
    """Civil week by civil week (L3121-29, L3121-35), each under the contract in force on its Sunday."""
    found: Counter[str] = Counter()
    for monday, seconds in by_week.items():
        terms = month.terms_on(monday + timedelta(days=6))
        if terms is None:
            continue
        contract = terms.weekly_minutes * 60
        credited = seconds + _leave_in(month, monday, terms)
        beyond = min(seconds, max(0, credited - min(contract, LEGAL_WEEK)))
        complementary = min(beyond, max(0, LEGAL_WEEK - contract))
        tenth = min(complementary, contract // 10)
        overtime = beyond - complementary
        found["complementary_10"] += tenth
        found["complementary_25"] += complementary - tenth
        found["overtime_25"] += min(overtime, FIRST_OVERTIME)
        found["overtime_50"] += max(0, overtime - FIRST_OVERTIME)
    return ExtraSeconds(**found)


@dataclass(frozen=True, slots=True)
class Premium:
    """`seconds` that earn `percent` on top of their hourly rate."""

    code: str
    seconds: int
    percent: int


def weeks_and_premiums(month: WorkMonth) -> tuple[Counter[date], list[Premium]]:
    """Seconds by civil week (its Monday), and the premiums of the charter's grid.

    1 May is paid twice whatever the grid says (L3133-6).
    """
    labour_day, others = _labour_day(month)
    plain = sort_out(Hours(others, month.timezone, month.month, month.corrected), month.grid, month.holidays)
    weeks, found = plain.by_week, _premiums(plain, month.grid)
    if labour_day:
        double = replace(month.grid, holiday_percent=max(100, month.grid.holiday_percent))
        first = sort_out(Hours(labour_day, month.timezone, month.month), double, month.holidays)
        weeks = weeks + first.by_week
        found += [replace(premium, code="labour_day") for premium in _premiums(first, double)]
    return weeks, found


def _premiums(found: Sorted, grid: PayGrid) -> list[Premium]:
    percent = {
        "sunday": grid.sunday_percent,
        "night": grid.night_percent,
        "holiday": grid.holiday_percent,
    }
    return [Premium(code, seconds, percent[code]) for code, seconds in found.by_premium.items() if seconds]


def _labour_day(month: WorkMonth) -> tuple[tuple[TimeWindow, ...], tuple[TimeWindow, ...]]:
    """The spans cut at the midnights of 1 May: those inside of it, and the others."""
    zone = ZoneInfo(month.timezone)
    begins = datetime.combine(date(month.month.year, *LABOUR_DAY), time(0), zone)
    ends = datetime.combine(date(month.month.year, 5, 2), time(0), zone)
    inside: list[TimeWindow] = []
    outside: list[TimeWindow] = []
    for span in month.spans:
        for first, last, pieces in (
            (span.after, min(span.before, begins), outside),
            (max(span.after, begins), min(span.before, ends), inside),
            (max(span.after, ends), span.before, outside),
        ):
            if first < last:
                pieces.append(TimeWindow(first, last))
    return tuple(inside), tuple(outside)


def leave_days(month: WorkMonth) -> int:
    """Working days (jours ouvrables, Monday to Saturday without holidays) of paid leave in the month."""
    return sum(
        day.weekday() < 6
        and day not in month.holidays
        and _absence(month.absences, day, (AbsenceKind.PAID_LEAVE,)) is not None
        for day in _days(month.month, month.last)
    )


def hours(seconds: int) -> Decimal:
    return Decimal(seconds) / 3600


def cents(amount: Decimal) -> int:
    """Euros, half up to the cent, as cents."""
    return int(amount.quantize(CENT, ROUND_HALF_UP) * 100)


def _leave_in(month: WorkMonth, monday: date, terms: Terms) -> int:
    if monday < LEAVE_COUNTS_SINCE - timedelta(days=6):
        return 0
    days = sum(
        _absence(month.absences, monday + timedelta(days=n), (AbsenceKind.PAID_LEAVE,)) is not None
        for n in range(5)
    )
    return days * terms.weekly_minutes * 60 // 5


def _absence(absences: Iterable[Absence], day: date, kinds: tuple[AbsenceKind, ...]) -> Absence | None:
    return next((a for a in absences if a.kind in kinds and a.first <= day <= a.last), None)


def _mean_rate(employed: Iterable[Terms]) -> Decimal:
    worth = minutes = 0
    for terms in employed:
        worth += terms.weekly_minutes * terms.hourly_cents
        minutes += terms.weekly_minutes
    return Decimal(worth) / minutes / 100 if minutes else ZERO


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
