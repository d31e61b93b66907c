"""What the clock on the wall says, as a moment: not every hour exists on the day the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow


def moment(day: date, clock: time, zone: ZoneInfo, *, field: str = "") -> datetime:
    """That local time of that day, in UTC; of an hour that comes twice the first.

    Raises Invalid for an hour that the change to summer time leaves out.
    """
    local = datetime.combine(day, clock, tzinfo=zone)
    if not _exists(local):
        raise Invalid(
            "no_such_hour",
            _("%(clock)s does not exist on %(day)s: the clocks go forward. Choose an hour later."),
            field=field,
            clock=f"{clock:%H:%M}",
            day=day,
        )
    return local.astimezone(UTC)


def nearest_moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """As `moment`, but an hour that is left out is the one the clocks then show: 02:30 is 03:30."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def window(day: date, after: time, before: time, zone: ZoneInfo, *, field: str = "") -> TimeWindow:
    """From one local time to the next; one that ends before it begins ends the day after.

    Raises Invalid for an hour that does not exist and for a window without length.
    """
    if after == before:
        raise Invalid("empty_window", _("A window ends after it begins."), field=field)
    end = day if before > after else day + timedelta(days=1)
    return TimeWindow(moment(day, after, zone, field=field), moment(end, before, zone, field=field))


def _exists(local: datetime) -> bool:
    there = local.astimezone(UTC).astimezone(local.tzinfo)
    return there.replace(tzinfo=None) == local.replace(tzinfo=None)
