"""Opening hours of a store, in its own zone: `{"mon": [["11:00", "14:30"], …], …}`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Mapping[str, Sequence[Sequence[str]]]


def is_open(hours: Hours, moment: datetime) -> bool:
    """Whether the store is open at that local moment. Without any hours it always is; a span past midnight
    belongs to the day it begins on."""
    if not hours:
        return True
    today, yesterday = DAYS[moment.weekday()], DAYS[moment.weekday() - 1]
    now = moment.time().replace(tzinfo=None)
    return any(_within(span, now, is_after_midnight=False) for span in hours.get(today, ())) or any(
        _within(span, now, is_after_midnight=True) for span in hours.get(yesterday, ())
    )


def _within(span: Sequence[str], now: time, *, is_after_midnight: bool) -> bool:
    start, end = (time.fromisoformat(text) for text in span)
    if end > start:
        return not is_after_midnight and start <= now <= end
    return now <= end if is_after_midnight else now >= start


def described(hours: Hours, moment: datetime) -> str:
    """The day's spans as people write them: `11:00–14:30, 18:30–22:00`."""
    return ", ".join("–".join(span) for span in hours.get(DAYS[moment.weekday()], ())) or "–"
