"""What each store's orders came to."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Avg, Count, Q, Sum

from deliveries.domain.lifecycle import OrderState
from deliveries.queries.prices import NET
from deliveries.queries.reports.asked import (
    DELIVERED,
    DELIVERED_COUNT,
    KEPT_COUNT,
    Asked,
    Promises,
    orders_closed,
)


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """Of the orders closed in the period: turnover before VAT and average way are of those delivered."""

    store_id: UUID
    name: str
    activity: str
    orders: int
    promises: Promises
    failed: int
    cancelled: int
    net_cents: int
    metres: int | None


def by_store(asked: Asked) -> list[StoreFigures]:
    """The most orders first. One query."""
    rows = (
        orders_closed(asked)
        .values("store_id", "store__name", "store__activity")
        .annotate(
            orders=Count("id"),
            failed=Count("id", filter=Q(state=OrderState.FAILED)),
            cancelled=Count("id", filter=Q(state=OrderState.CANCELLED)),
            net=Sum(NET, filter=DELIVERED, default=0),
            metres=Avg("delivery__distance_metres", filter=DELIVERED),
            delivered=DELIVERED_COUNT,
            kept=KEPT_COUNT,
        )
        .order_by("-orders", "store__name")
    )
    return [
        StoreFigures(
            store_id=row["store_id"],
            name=row["store__name"],
            activity=row["store__activity"],
            orders=row["orders"],
            promises=Promises(row["delivered"], row["kept"]),
            failed=row["failed"],
            cancelled=row["cancelled"],
            net_cents=row["net"],
            metres=None if row["metres"] is None else round(row["metres"]),
        )
        for row in rows
    ]
