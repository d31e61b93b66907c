"""Who carried more than their share of the month, in seconds of riding."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

RIDING_METRES_PER_SECOND = 15 / 3.6

Who = TypeVar("Who", bound=Hashable)


def seconds_above_share(metres: Mapping[Who, int], minutes: Mapping[Who, int]) -> dict[Who, int]:
    """Metres carried beyond the co-op's mean for the same hours, ridden at 15 km/h; negative below it.

    Whoever has no closed hours yet stands at their share: 0.
    """
    hours = sum(minutes.values())
    rate = sum(metres.get(who, 0) for who in minutes) / hours if hours else 0.0
    return {
        who: round((metres.get(who, 0) - rate * worked) / RIDING_METRES_PER_SECOND) if worked else 0
        for who, worked in minutes.items()
    }
