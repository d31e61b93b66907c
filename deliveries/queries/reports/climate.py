"""CO2 avoided by activity, each delivery with the factors of its day."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from deliveries.domain.emissions import Balance, balance
from deliveries.queries.reports.asked import DELIVERED, Asked, orders_closed


@dataclass(frozen=True, slots=True)
class Ridden:
    """Deliveries of an activity, the metres between their stops, and what that avoided."""

    deliveries: int = 0
    metres: int = 0
    balance: Balance = field(default_factory=Balance)

    def __add__(self, other: "Ridden") -> "Ridden":
        return Ridden(
            self.deliveries + other.deliveries, self.metres + other.metres, self.balance + other.balance
        )


def ridden_by_activity(asked: Asked) -> dict[str, Ridden]:
    """The most deliveries first. One query."""
    rows = (
        orders_closed(asked)
        .filter(DELIVERED)
        .annotate(day=TruncDate("closed_at", tzinfo=asked.zone))
        .values("day", "store__activity")
        .annotate(count=Count("id"), metres=Sum("delivery__distance_metres", default=0))
        .order_by()
    )
    found: dict[str, Ridden] = defaultdict(Ridden)
    for row in rows:
        activity = row["store__activity"]
        avoided = balance(activity, row["metres"], row["day"])
        found[activity] += Ridden(row["count"], row["metres"], avoided)
    return dict(sorted(found.items(), key=lambda item: (-item[1].deliveries, item[0])))
