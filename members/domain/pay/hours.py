"""Worked time, cut where its price changes: at midnight and at the edges of the night, in local time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from members.domain.pay.parameters import PayGrid


@dataclass(frozen=True, slots=True)
class Contract:
    """An hourly contract: minutes a week and minor units an hour."""

    weekly_minutes: int
    hourly_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Paid work of one pay period: `spans` without unpaid breaks, read in `timezone`.

    A payslip pays the civil weeks (Monday to Sunday) that end in its `month`, so that overtime is counted by
    whole weeks and no hour is paid twice or forgotten; spans outside those weeks are not counted.
    `corrected` are seconds found missing (or too many) on a day after its month was paid; they earn no premium.
    Raises Invalid for spans that overlap.
    """

    spans: tuple[TimeWindow, ...]
    timezone: str
    month: date
    corrected: tuple[tuple[date, int], ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.spans, key=lambda span: (span.after, span.before)))
        if any(b.after < a.before for a, b in pairwise(ordered)):
            raise Invalid("hours_overlap", _("Two periods of work overlap."))
        object.__setattr__(self, "spans", ordered)


@dataclass(frozen=True, slots=True)
class Sorted:
    """Seconds by civil week (its Monday), and seconds that earn each premium."""

    by_week: Counter[date]
    by_premium: Counter[str]


def weeks_ending_in(month: date) -> tuple[date, date]:
    """The Monday of the first and the Sunday of the last civil week that ends in `month`."""
    first_day = month.replace(day=1)
    first_sunday = first_day + timedelta(days=6 - first_day.weekday())
    next_month = (first_day + timedelta(days=31)).replace(day=1)
    last_day = next_month - timedelta(days=1)
    return first_sunday - timedelta(days=6), last_day - timedelta(days=(last_day.weekday() + 1) % 7)


def sort_out(hours: Hours, grid: PayGrid, holidays: frozenset[date]) -> Sorted:
    """Count the seconds of the period's weeks, by week and by the one premium each second earns."""
    first, last = weeks_ending_in(hours.month)
    by_week, by_premium = Counter[date](), Counter[str]()
    for day, seconds, premium in premium_pieces(hours.spans, hours.timezone, grid, holidays):
        if not first <= day <= last:
            continue
        by_week[day - timedelta(days=day.weekday())] += seconds
        if premium:
            by_premium[premium] += seconds
    for day, seconds in hours.corrected:
        by_week[day - timedelta(days=day.weekday())] += seconds
    return Sorted(Counter({week: max(0, seconds) for week, seconds in by_week.items()}), by_premium)


def premium_pieces(
    spans: Iterable[TimeWindow], timezone: str, grid: PayGrid, holidays: frozenset[date]
) -> Iterator[tuple[date, int, str]]:
    """Worked time as local day, seconds, and the one premium these seconds earn (empty: none)."""
    zone = ZoneInfo(timezone)
    for begins, ends in local_pieces(spans, zone, grid):
        local = begins.astimezone(zone)
        yield local.date(), int((ends - begins).total_seconds()), _premium(local, grid, holidays)


def local_pieces(
    spans: Iterable[TimeWindow], zone: ZoneInfo, grid: PayGrid
) -> Iterator[tuple[datetime, datetime]]:
    """The spans, cut at local midnight and at the edges of the night."""
    edges = (time(0), time(grid.night_until_hour), time(grid.night_from_hour % 24))
    for span in spans:
        day, last = span.after.astimezone(zone).date(), span.before.astimezone(zone).date()
        cuts = {span.after, span.before}
        while day <= last:
            at = {datetime.combine(day, edge, tzinfo=zone).astimezone(UTC) for edge in edges}
            cuts |= {moment for moment in at if moment in span}
            day += timedelta(days=1)
        yield from pairwise(sorted(cuts))


def _premium(local: datetime, grid: PayGrid, holidays: frozenset[date]) -> str:
    """The highest premium of this moment; a tie goes to the rarer one. Empty when none applies."""
    night = local.hour >= grid.night_from_hour or local.hour < grid.night_until_hour
    applying = {
        "holiday": grid.holiday_percent * (local.date() in holidays),
        "sunday": grid.sunday_percent * (local.weekday() == 6),
        "night": grid.night_percent * night,
    }
    best = max(applying, key=lambda code: applying[code])
    return best if applying[best] else ""
