"""Timesheets that look like a year of work: each week about what the contract says, a fixed rhythm of days off."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coopplatform.kernel.time import TimeWindow
from federation.demo.scop import Hired
from members.domain.absence import Absence

EARLY, LATE = (time(8), time(12, 45)), (time(15), time(19))
"""When the first part of a day begins, and the second."""
LONGEST_STRETCH = timedelta(hours=6)
FIRST_PART = {EARLY: timedelta(hours=4), LATE: timedelta(hours=3, minutes=30)}
CLOSED_ON = ((1, 1), (5, 1), (12, 25))
EXTRA_WEEKS = 0.22
AROUND_A_PLAYED_SHIFT = timedelta(minutes=30)
GAPS = ((time(13, 45), time(18, 45)), (time(11, 30), time(17)))
"""After a lunch that was played, and before an evening."""
SHORTEST = timedelta(hours=1)


def weeks_of(
    person: Hired,
    first: date,
    last: date,
    *,
    zone: ZoneInfo,
    away: Sequence[Absence],
    played: Sequence[TimeWindow] = (),
) -> list[TimeWindow]:
    """A person's worked windows from `first` to `last`, beside those that were `played` already."""
    found: list[TimeWindow] = []
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        week = [monday + timedelta(days=n) for n in range(7)]
        chance = random.Random(f"{person.login} {monday}")
        found.extend(_week(person, week, (first, last), zone, away, played, chance))
        monday += timedelta(days=7)
    return found


def _week(
    person: Hired,
    week: Sequence[date],
    span: tuple[date, date],
    zone: ZoneInfo,
    away: Sequence[Absence],
    played: Sequence[TimeWindow],
    chance: random.Random,
) -> Iterator[TimeWindow]:
    days = [
        day
        for day in week
        if _is_worked(person, day) and not any(one.first <= day <= one.last for one in away)
    ]
    begins = chance.choice((EARLY, LATE))
    usual = timedelta(hours=person.weekly_hours) / person.days_a_week
    longer = chance.choice(days) if days and chance.random() < EXTRA_WEEKS else None
    here = [window for window in played if window.after.astimezone(zone).date() in week]
    left = usual * len(days) - _sum(here)
    for day in days:
        if not span[0] <= day <= span[1]:
            continue
        wanted = usual + timedelta(hours=1) * (day == longer)
        today = [window for window in here if window.after.astimezone(zone).date() == day]
        if not played:
            yield from _parts(day, begins, wanted, zone)
            continue
        wanted = min(wanted - _sum(today), left)
        windows = list(_between(day, today, wanted, zone) if today else _parts(day, begins, wanted, zone))
        left -= _sum(windows)
        yield from windows


def _is_worked(person: Hired, day: date) -> bool:
    since_free = (day.weekday() - person.free_from) % 7
    return since_free >= 7 - person.days_a_week and (day.month, day.day) not in CLOSED_ON


def _parts(day: date, begins: tuple[time, time], wanted: timedelta, zone: ZoneInfo) -> Iterator[TimeWindow]:
    """One stretch, or two with a break between them."""
    if wanted < SHORTEST:
        return
    first, second = (datetime.combine(day, hour, zone) for hour in begins)
    if wanted <= LONGEST_STRETCH:
        yield TimeWindow(first, first + wanted)
        return
    part = FIRST_PART[begins]
    yield TimeWindow(first, first + part)
    yield TimeWindow(second, second + wanted - part)


def _between(
    day: date, played: Sequence[TimeWindow], wanted: timedelta, zone: ZoneInfo
) -> Iterator[TimeWindow]:
    """Beside shifts that were played, where there is room."""
    for starts, ends in GAPS:
        gap = TimeWindow(datetime.combine(day, starts, zone), datetime.combine(day, ends, zone))
        is_free = all(
            window.after >= gap.before or window.before + AROUND_A_PLAYED_SHIFT <= gap.after
            for window in played
        )
        length = min(wanted, gap.before - gap.after)
        if is_free and length >= SHORTEST:
            begins = gap.before - length if starts == GAPS[-1][0] else gap.after
            yield TimeWindow(begins, begins + length)
            return


def _sum(windows: Sequence[TimeWindow]) -> timedelta:
    return sum((window.before - window.after for window in windows), timedelta())
