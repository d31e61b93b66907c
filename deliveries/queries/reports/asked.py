"""Which orders a report is about."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from coopplatform.kernel.time import TimeWindow
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order, Store
from members.queries.days import day_window

DELIVERED = Q(state=OrderState.DELIVERED)
KEPT = DELIVERED & Q(closed_at__lte=F("promised_at"))
"""Delivered by the promised time; without a minute's grace."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Local days, both counted, and what is looked at alone: a store, an activity; everything where they are empty."""

    first: date
    last: date
    zone: ZoneInfo
    store_id: UUID | None = None
    activity: str = ""

    @property
    def window(self) -> TimeWindow:
        return day_window(self.first, self.last, self.zone)


@dataclass(frozen=True, slots=True)
class Promises:
    """How many were delivered, and how many of them by the promised time."""

    delivered: int = 0
    kept: int = 0

    @property
    def share(self) -> float | None:
        """None where nothing was delivered."""
        return self.kept / self.delivered if self.delivered else None

    def __add__(self, other: "Promises") -> "Promises":
        return Promises(self.delivered + other.delivered, self.kept + other.kept)


DELIVERED_COUNT = Count("id", filter=DELIVERED)
KEPT_COUNT = Count("id", filter=KEPT)


def orders_closed(asked: Asked) -> QuerySet[Order]:
    """Delivered, failed or cancelled in the period."""
    window = asked.window
    return _among(asked, Order.objects.filter(closed_at__gte=window.after, closed_at__lt=window.before))


def orders_placed(asked: Asked) -> QuerySet[Order]:
    window = asked.window
    return _among(asked, Order.objects.filter(placed_at__gte=window.after, placed_at__lt=window.before))


def _among(asked: Asked, orders: QuerySet[Order]) -> QuerySet[Order]:
    if asked.store_id:
        orders = orders.filter(store=asked.store_id)
    return orders.filter(store__activity=asked.activity) if asked.activity else orders


def stores_known() -> list[Store]:
    """Every store of the co-op by name, for the filter."""
    return list(Store.objects.order_by("name").only("id", "name", "activity"))
