"""Hours of work by section: members knows them, the books ask."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

Hours = Callable[[date, date], Mapping[str, int]]
_known: list[Hours] = []


def register(hours: Hours) -> None:
    """Called when an app is ready: `hours(first, last)` gives, in a co-op's scope, the seconds worked in a period
    by section, under the empty word what belongs to none."""
    if hours not in _known:
        _known.append(hours)


def seconds_by_section(first: date, last: date) -> dict[str, int]:
    """Everything that was worked, by section, in seconds."""
    found: Counter[str] = Counter()
    for hours in _known:
        found.update(hours(first, last))
    return dict(found)
