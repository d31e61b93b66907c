"""A month as a row of days, and how an absence lies in it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from coopplatform.kernel.time import last_of_month
from members.domain.leave import SUNDAY


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """`is_free`: a Sunday or a public holiday, which costs no leave."""

    day: date
    is_free: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class DayAway:
    """One day of a person's row: the kind of absence, asked for only or granted; no kind when they are there."""

    day: CalendarDay
    kind: str = ""
    is_asked: bool = False


def month_days(month: date, holidays: Collection[date], today: date) -> list[CalendarDay]:
    """Every day of the month."""
    first, last = month.replace(day=1), last_of_month(month)
    days = (first + timedelta(days=n) for n in range(last.day))
    return [CalendarDay(d, d.weekday() == SUNDAY or d in holidays, d == today) for d in days]


def row_of(
    days: Iterable[CalendarDay],
    granted: Iterable[tuple[str, date, date]],
    asked: Iterable[tuple[str, date, date]],
) -> list[DayAway]:
    """A person's days from (kind, first, last) of their absences; what is granted hides what is asked."""
    certain, open_ = list(granted), list(asked)

    def on(day: CalendarDay) -> DayAway:
        for spans, is_asked in ((certain, False), (open_, True)):
            for kind, first, last in spans:
                if first <= day.day <= last:
                    return DayAway(day, kind, is_asked)
        return DayAway(day)

    return [on(day) for day in days]
