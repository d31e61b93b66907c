"""Moments are aware and in UTC; a window is a promise between two of them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


def aware_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone is not a moment")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """From `after` to `before`, both aware; a window never ends before it starts."""

    after: datetime
    before: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "after", aware_utc(self.after))
        object.__setattr__(self, "before", aware_utc(self.before))
        if self.before < self.after:
            raise ValueError(f"Window ends ({self.before}) before it starts ({self.after})")

    def __contains__(self, moment: datetime) -> bool:
        return self.after <= moment <= self.before


def last_of_month(day: date) -> date:
    """The last day of the month `day` is in."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
