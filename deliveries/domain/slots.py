"""Time slots: which ones a store's customers may choose, from opening hours such as `Mo-Sa 10:00-11:00`."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY_MINUTES = 24 * 60
MOST_DAYS = 14
LOOKED_AHEAD = 60
MOST_LINES = 20
SATURDAY = 5
DAY_PART = re.compile(rf"({'|'.join(DAYS)})(?:-({'|'.join(DAYS)}))?")
SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """On these days of the week (0 Monday), from one minute to another; an end not after its start is tomorrow's."""

    days: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SlotTerms:
    """`opening` as people write it; slots of so many open days, today included, `notice` minutes before they begin.

    After `cutoff` (a minute of the day) none of today is given. `working_days` leaves out weekends and public
    holidays.
    """

    opening: tuple[str, ...]
    days: int = 2
    notice: int = 0
    cutoff: int | None = None
    working_days: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise Invalid(
                "slot_days", _("Slots are offered for 1 to %(most)s days."), field="days", most=MOST_DAYS
            )
        if not 0 <= self.notice <= MOST_DAYS * DAY_MINUTES:
            raise Invalid(
                "slot_notice",
                _("The notice goes from nothing to %(most)s days."),
                field="notice",
                most=MOST_DAYS,
            )
        spans_of(self.opening)


def spans_of(opening: Sequence[str]) -> list[Span]:
    """Raises Invalid, saying which line is not understood."""
    lines = [line.strip() for text in opening for line in text.split(";") if line.strip()]
    if not lines:
        raise Invalid("no_opening", _("Give at least one slot, as “Mo-Sa 10:00-11:00”."), field="opening")
    if len(lines) > MOST_LINES:
        raise Invalid("many_openings", _("At most %(most)s lines."), field="opening", most=MOST_LINES)
    return [span for line in lines for span in _read(line)]


def _read(line: str) -> Iterator[Span]:
    days_text, _space, times_text = line.rpartition(" ") if " " in line else ("", "", line)
    days = _days(days_text.replace(" ", ""), line)
    for text in times_text.split(","):
        found = SPAN.fullmatch(text.strip())
        hours = [int(part) for part in found.groups()] if found else []
        if not hours or max(hours[0], hours[2]) > 24 or max(hours[1], hours[3]) > 59:
            raise _unread(line)
        start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
        if start >= DAY_MINUTES or end > DAY_MINUTES or start == end:
            raise _unread(line)
        yield Span(days, start, end)


def _days(text: str, line: str) -> frozenset[int]:
    if not text:
        return frozenset(range(7))
    days: set[int] = set()
    for part in text.split(","):
        found = DAY_PART.fullmatch(part)
        if found is None:
            raise _unread(line)
        first = DAYS.index(found[1])
        last = DAYS.index(found[2]) if found[2] else first
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def _unread(line: str) -> Invalid:
    return Invalid(
        "opening_unread",
        _("This is not understood: “%(line)s”. Write days and times as “Mo-Fr 10:00-12:00,14:00-16:00”."),
        field="opening",
        line=line[:60],
    )


def windows(
    terms: SlotTerms, at: datetime, zone: ZoneInfo, closed: Collection[date], holidays: Collection[date]
) -> list[TimeWindow]:
    """The slots that can be chosen at `at`, the earliest first, each once.

    `closed` days have none and are not counted, nor are weekends and `holidays` where the terms leave them out.
    """
    local, spans = at.astimezone(zone), spans_of(terms.opening)
    today, earliest = local.date(), at + timedelta(minutes=terms.notice)
    is_too_late = terms.cutoff is not None and local.hour * 60 + local.minute >= terms.cutoff
    found: dict[TimeWindow, None] = {}
    counted = 0
    for step in range(LOOKED_AHEAD):
        day = today + timedelta(days=step)
        if day in closed or (terms.working_days and (day.weekday() >= SATURDAY or day in holidays)):
            continue
        counted += 1
        if counted > terms.days:
            break
        if step == 0 and is_too_late:
            continue
        found |= dict.fromkeys(window for window in _of_day(spans, day, zone) if window.after >= earliest)
    return sorted(found, key=lambda window: (window.after, window.before))


def _of_day(spans: Sequence[Span], day: date, zone: ZoneInfo) -> Iterator[TimeWindow]:
    """A slot in an hour that the clock leaves out does not exist; one that reaches into it is shorter."""
    for span in spans:
        if day.weekday() in span.days:
            after = moment(day, span.start, zone)
            before = moment(day, span.end + (DAY_MINUTES if span.end <= span.start else 0), zone)
            if after < before:
                yield TimeWindow(after, before)


def moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of the local day in UTC: the first of two where the clock goes back, the next one that exists
    where it goes forward."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    for step in range(181):
        tried = (wall + timedelta(minutes=step)).astimezone(UTC)
        if tried.astimezone(zone).replace(tzinfo=None) == (wall + timedelta(minutes=step)).replace(
            tzinfo=None
        ):
            return tried
    return wall.astimezone(UTC)
