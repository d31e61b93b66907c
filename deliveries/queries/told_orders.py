"""Orders as the API tells them: plain rows, nothing read that is not told."""

from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from deliveries.models import Order, Task
from deliveries.queries.prices import TOTAL

OF_AN_ORDER = (
    "id", "number", "state", "placed_at", "ready_at", "promised_at", "bags",
    "quote__currency",
    "delivery__id", "delivery__distance_metres", "delivery__ride_seconds", "delivery__tracking_token",
)  # fmt: skip
OF_A_TASK = (
    "delivery_id", "kind", "state", "name", "address", "lat", "lon", "geocoder", "licence",
    "arrived_at", "completed_at",
)  # fmt: skip


def newest_told(store_id: UUID, *, limit: int) -> list[dict[str, Any]]:
    """The store's newest orders, each with its `tasks`, the pickup first. Two queries."""
    return _told(Order.objects.filter(store=store_id).order_by("-placed_at")[:limit])


def order_told(order_id: UUID) -> dict[str, Any]:
    return _told(Order.objects.filter(pk=order_id))[0]


def placed_told(order: Order) -> dict[str, Any]:
    """What `order_told` would read of an order written a moment ago; reads only one that was written before."""
    if not (tasks := order.delivery.just_written):
        return order_told(order.pk)
    row = {name: reduce(getattr, name.split("__"), order) for name in OF_AN_ORDER}
    told = [{name: getattr(task, name) for name in OF_A_TASK} for task in tasks]
    return row | {"price_total": order.price.total_cents, "tasks": told}


def consignment_told(consignment_id: UUID) -> list[dict[str, Any]]:
    """The orders that were placed at once, by number."""
    return _told(Order.objects.filter(consignment=consignment_id).order_by("number"))


def _told(orders: QuerySet[Order]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = list(orders.values(*OF_AN_ORDER, price_total=TOTAL))
    by_delivery: dict[UUID, list[dict[str, Any]]] = {row["delivery__id"]: [] for row in rows}
    tasks = Task.objects.filter(delivery__in=list(by_delivery)).order_by("-kind").values(*OF_A_TASK)
    for task in tasks:
        by_delivery[task["delivery_id"]].append(dict(task))
    for row in rows:
        row["tasks"] = by_delivery[row["delivery__id"]]
    return rows
