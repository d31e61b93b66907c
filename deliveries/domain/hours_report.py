"""Deliveries and turnover for an hour of work, in weeks when enough people worked to stay among the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

FEWEST_PEOPLE = 3
"""With fewer at work, a week's figures would be somebody's own."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Deliveries and what they were sold for before VAT."""

    deliveries: int = 0
    net_cents: int = 0

    def __add__(self, other: "Carried") -> "Carried":
        return Carried(self.deliveries + other.deliveries, self.net_cents + other.net_cents)

    def deliveries_an_hour(self, seconds: int) -> float | None:
        """None where nobody worked."""
        return self.deliveries * 3600 / seconds if seconds else None

    def cents_an_hour(self, seconds: int) -> int | None:
        return self.net_cents * 3600 // seconds if seconds else None


@dataclass(frozen=True, slots=True)
class Week:
    """A week from its Monday: what was carried by activity, the paid seconds, and how many people worked them."""

    monday: date
    carried: Mapping[str, Carried] = field(default_factory=dict)
    seconds: int = 0
    people: int = 0

    @property
    def whole(self) -> Carried:
        return sum(self.carried.values(), Carried())

    @property
    def is_withheld(self) -> bool:
        return self.people < FEWEST_PEOPLE


def together(weeks: Iterable[Week]) -> tuple[dict[str, Carried], int]:
    """By activity, and the seconds, of all these weeks."""
    sums: dict[str, Carried] = {}
    seconds = 0
    for week in weeks:
        seconds += week.seconds
        for activity, carried in week.carried.items():
            sums[activity] = sums.get(activity, Carried()) + carried
    return sums, seconds
