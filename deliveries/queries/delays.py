"""Announced delays, and when an order is expected under them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from deliveries.domain.delays import Slip, slip_of
from deliveries.models import Delay, Order

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


def expected(order: Order, at: datetime) -> Expected:
    """One order as its store or its recipient reads it."""
    concerned = Delay.objects.filter(Q(store__isnull=True) | Q(store=order.store_id))
    found = concerned.filter(lifted_at__isnull=True, ends_at__gt=max(order.placed_at, order.promised_at))
    slip = slip_of(
        map(as_slip, found),
        store=str(order.store_id),
        placed_at=order.placed_at,
        promised_at=order.promised_at,
        closed_at=order.closed_at,
    )
    return Expected(order.promised_at + timedelta(minutes=slip.minutes if slip else 0), slip)


def as_slip(delay: Delay) -> Slip:
    store = str(delay.store_id) if delay.store_id else None
    return Slip(store, delay.minutes, delay.reason, delay.begins_at, delay.ends_at)
