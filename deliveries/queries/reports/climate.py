"""CO2 avoided by activity, each delivery with the factors of its day."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from deliveries.domain.emissions import Balance, balance
from deliveries.queries.reports.asked import DELIVERED, Asked, orders_closed


@dataclass(frozen=True, slots=True)
class Ridden:
    """Deliveries of an activity, the metres between their stops, what that avoided, and with which vehicles.

    `vehicles` are as a delivery keeps them, empty for none told.
    """

    deliveries: int = 0
    metres: int = 0
    balance: Balance = field(default_factory=Balance)
    vehicles: frozenset[str] = frozenset()

    def __add__(self, other: "Ridden") -> "Ridden":
        return Ridden(
            self.deliveries + other.deliveries,
            self.metres + other.metres,
            self.balance + other.balance,
            self.vehicles | other.vehicles,
        )


def ridden_by_activity(asked: Asked) -> dict[str, Ridden]:
    """The most deliveries first. One query."""
    rows = (
        orders_closed(asked)
        .filter(DELIVERED)
        .annotate(day=TruncDate("closed_at", tzinfo=asked.zone))
        .values("day", "store__activity", "delivery__vehicle")
        .annotate(count=Count("id"), metres=Sum("delivery__distance_metres", default=0))
        .order_by()
    )
    found: dict[str, Ridden] = defaultdict(Ridden)
    for row in rows:
        activity, vehicle = row["store__activity"], row["delivery__vehicle"]
        avoided = balance(activity, row["metres"], row["day"], vehicle)
        found[activity] += Ridden(row["count"], row["metres"], avoided, frozenset({vehicle}))
    return dict(sorted(found.items(), key=lambda item: (-item[1].deliveries, item[0])))
