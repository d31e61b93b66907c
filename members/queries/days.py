"""Local days as moments."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coopplatform.kernel.time import TimeWindow


def day_window(first: date, last: date, zone: ZoneInfo) -> TimeWindow:
    """From the midnight that begins `first` to the one that ends `last`, in local time."""
    begins = datetime.combine(first, time(0), tzinfo=zone)
    return TimeWindow(begins, datetime.combine(last + timedelta(days=1), time(0), tzinfo=zone))


def week_window(monday: date, zone: ZoneInfo) -> TimeWindow:
    """The civil week that begins on this Monday."""
    return day_window(monday, monday + timedelta(days=6), zone)
