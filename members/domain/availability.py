"""When a person can and cannot work, week after week, and whether a shift fits into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow

DAY_MINUTES = 24 * 60


class Kind(StrEnum):
    CAN = "can"
    CANNOT = "cannot"


class Weeks(StrEnum):
    """Which weeks a window returns in, by the number of the ISO week."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of a weekday (Monday 0), `until` at most 1440; in force from `first` to `last` where they are set."""

    kind: Kind
    weekday: int
    from_minute: int
    until_minute: int
    weeks: Weeks = Weeks.ALL
    first: date | None = None
    last: date | None = None

    def is_on(self, day: date) -> bool:
        if (
            day.weekday() != self.weekday
            or (self.first and day < self.first)
            or (self.last and day > self.last)
        ):
            return False
        number = day.isocalendar().week
        return self.weeks is Weeks.ALL or (number % 2 == 1) == (self.weeks is Weeks.ODD)

    def on(self, day: date, zone: ZoneInfo) -> TimeWindow:
        """The window of one day, as moments."""
        return TimeWindow(_moment(day, self.from_minute, zone), _moment(day, self.until_minute, zone))


def check_window(window: Window) -> None:
    """Raises Invalid for a window that makes no sense."""
    if not 0 <= window.weekday <= 6:
        raise Invalid("bad_weekday", _("Choose a day of the week."), field="weekday")
    if not 0 <= window.from_minute < window.until_minute <= DAY_MINUTES:
        raise Invalid("bad_window", _("It ends after it begins, on the same day."), field="until")
    if window.first and window.last and window.last < window.first:
        raise Invalid("bad_period", _("The last day is not before the first."), field="last")


def conflict(span: TimeWindow, windows: Iterable[Window], zone: ZoneInfo) -> Sentence | None:
    """Why a shift does not fit: it touches a window they cannot work in, or leaves those of a day on which they named
    when they can. A day without windows says nothing."""
    windows = list(windows)
    local_first, local_last = span.after.astimezone(zone).date(), span.before.astimezone(zone).date()
    day = local_first
    while day <= local_last:
        piece = _cut(span, day, zone)
        if piece is not None and (reason := _conflict_of_day(piece, day, windows, zone)):
            return reason
        day += timedelta(days=1)
    return None


def clock_of(minute: int) -> str:
    """A minute of the day as people write it; the last one is 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _conflict_of_day(piece: TimeWindow, day: date, windows: list[Window], zone: ZoneInfo) -> Sentence | None:
    on = [(window.kind, window.on(day, zone)) for window in windows if window.is_on(day)]
    for kind, closed in on:
        if kind is Kind.CANNOT and closed.after < piece.before and piece.after < closed.before:
            return Sentence(
                _("cannot work from %(from)s to %(until)s"),
                {"from": _clock(closed.after, zone), "until": _clock(closed.before, zone)},
            )
    open_ = sorted((w for kind, w in on if kind is Kind.CAN), key=lambda w: w.after)
    if not open_:
        return None
    reached = piece.after
    for window in open_:
        if window.after <= reached:
            reached = max(reached, window.before)
    if reached < piece.before:
        return Sentence(_("outside of the hours they can work that day"))
    return None


def _cut(span: TimeWindow, day: date, zone: ZoneInfo) -> TimeWindow | None:
    begins, ends = _moment(day, 0, zone), _moment(day, DAY_MINUTES, zone)
    after, before = max(span.after, begins), min(span.before, ends)
    return TimeWindow(after, before) if after < before else None


def _moment(day: date, minute: int, zone: ZoneInfo) -> datetime:
    if minute == DAY_MINUTES:
        day, minute = day + timedelta(days=1), 0
    return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
