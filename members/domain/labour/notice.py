"""How long before it begins a published shift may still be changed without saying why."""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5


def working_days_until(today: date, day: date, holidays: Collection[date] = ()) -> int:
    """Full working days (Monday to Friday, no public holiday) between today and a later day, both left out."""
    between = (today + timedelta(days=n) for n in range(1, (day - today).days))
    return sum(one.weekday() < SATURDAY and one not in holidays for one in between)


def is_short_notice(today: date, day: date, limit: float, holidays: Collection[date] = ()) -> bool:
    """Whether fewer than `limit` working days lie between today and the day of the shift."""
    return working_days_until(today, day, holidays) < limit
