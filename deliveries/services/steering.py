"""The dispatcher's hand on the engine: keep an order for someone, rule someone out, and take either back."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.dispatching import CourierRuledIn, CourierRuledOut, OrderPinned, OrderUnpinned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order, Pin, Refusal
from deliveries.services.assigning import locked_orders
from members.queries.roster import workers


@unit_of_work
def pin_order(*, delivery_id: UUID, courier_id: UUID, reason: str = "", by: Actor, at: datetime) -> Pin:
    """Keep a waiting order for this courier, also where the dispatcher had ruled them out.

    Raises NotFound for an unknown delivery or courier, NotAllowedNow once it has a courier
    or when this one declined it.
    """
    order = _waiting(delivery_id, courier_id)
    if Refusal.objects.filter(order=order, courier_id=courier_id, is_by_courier=True).exists():
        raise NotAllowedNow("declined", _("This courier declined it: ask them, or choose another."))
    Refusal.objects.filter(order=order, courier_id=courier_id).delete()
    pin, _is_new = Pin.objects.update_or_create(
        order=order,
        defaults={
            "courier_id": courier_id,
            "reason": reason[:200],
            "pinned_by": str(by),
            "pinned_at": at,
        },
    )
    event = OrderPinned(
        delivery_id=delivery_id, store_id=order.store_id, courier_id=courier_id, occurred_at=at
    )
    record(event, by=by)
    return pin


@unit_of_work
def unpin_order(*, delivery_id: UUID, by: Actor, at: datetime) -> None:
    """The engine may choose again. Twice changes nothing; raises NotFound."""
    order = locked_orders([delivery_id])[delivery_id]
    if Pin.objects.filter(order=order).delete()[0]:
        record(OrderUnpinned(delivery_id=delivery_id, store_id=order.store_id, occurred_at=at), by=by)


@unit_of_work
def rule_out(*, delivery_id: UUID, courier_id: UUID, reason: str = "", by: Actor, at: datetime) -> Refusal:
    """The engine leaves this courier out for a waiting order; a pin to them ends.

    Raises NotFound for an unknown delivery or courier, NotAllowedNow once it has a courier.
    """
    order = _waiting(delivery_id, courier_id)
    Pin.objects.filter(order=order, courier_id=courier_id).delete()
    refusal, is_new = Refusal.objects.get_or_create(
        order=order,
        courier_id=courier_id,
        defaults={
            "is_by_courier": False,
            "reason": reason[:200],
            "refused_by": str(by),
            "refused_at": at,
        },
    )
    if is_new:
        event = CourierRuledOut(
            delivery_id=delivery_id, store_id=order.store_id, courier_id=courier_id, occurred_at=at
        )
        record(event, by=by)
    return refusal


@unit_of_work
def rule_in(*, delivery_id: UUID, courier_id: UUID, by: Actor, at: datetime) -> None:
    """The dispatcher thinks again. What the courier declined stays declined; raises NotFound."""
    order = locked_orders([delivery_id])[delivery_id]
    ruled_out = Refusal.objects.filter(order=order, courier_id=courier_id, is_by_courier=False)
    if ruled_out.delete()[0]:
        event = CourierRuledIn(
            delivery_id=delivery_id, store_id=order.store_id, courier_id=courier_id, occurred_at=at
        )
        record(event, by=by)


def _waiting(delivery_id: UUID, courier_id: UUID) -> Order:
    order = locked_orders([delivery_id])[delivery_id]
    if not workers({courier_id}):
        raise NotFound("no_courier", _("There is no such courier."))
    if order.state != OrderState.PLACED:
        raise NotAllowedNow("not_waiting", _("No. %(number)s does not wait any more."), number=order.number)
    return order
