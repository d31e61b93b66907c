"""Announced delays, and when an order is expected under them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from deliveries.domain.delays import Slip, slip_of
from deliveries.models import Delay, Order, Store

LOOKED_BACK = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Expected:
    """When the order is expected, and the delay behind it if it is not as promised."""

    at: datetime
    slip: Slip | None

    @property
    def reason(self) -> str:
        """In the reader's language; nothing without a delay."""
        return str(Delay.Reason(self.slip.reason).label) if self.slip else ""


def delays_now(at: datetime) -> list[Delay]:
    """Delays that run, and those that ended lately: what was promised within them is still late."""
    return list(
        Delay.objects.filter(lifted_at__isnull=True, ends_at__gt=at - LOOKED_BACK).order_by("begins_at")
    )


def expected(order: Order) -> Expected:
    """One order as its store or its recipient reads it."""
    return expected_among([order])[order.pk]


def expected_among(orders: Collection[Order]) -> dict[UUID, Expected]:
    """By order; one query for all of them."""
    if not orders:
        return {}
    since = min(min(order.placed_at, order.promised_at) for order in orders)
    slips = list(map(as_slip, Delay.objects.filter(lifted_at__isnull=True, ends_at__gt=since)))
    return {order.pk: _expected(order, slips) for order in orders}


def _expected(order: Order, slips: list[Slip]) -> Expected:
    slip = slip_of(
        slips,
        store=str(order.store_id),
        placed_at=order.placed_at,
        promised_at=order.promised_at,
        closed_at=order.closed_at,
    )
    return Expected(order.promised_at + timedelta(minutes=slip.minutes if slip else 0), slip)


def as_slip(delay: Delay) -> Slip:
    store = str(delay.store_id) if delay.store_id else None
    return Slip(store, delay.minutes, delay.reason, delay.begins_at, delay.ends_at)


def waiting_for_delay(store_id: UUID | None) -> list[str]:
    """The live topics a delay concerns: stores, and deliveries that are still to come."""
    orders = Order.objects.filter(closed_at__isnull=True)
    stores = Store.objects.filter(is_active=True)
    if store_id is not None:
        orders, stores = orders.filter(store=store_id), stores.filter(pk=store_id)
    doors = [f"delivery:{key}" for key in orders.values_list("delivery__pk", flat=True)]
    return [f"store:{key}" for key in stores.values_list("pk", flat=True)] + doors
