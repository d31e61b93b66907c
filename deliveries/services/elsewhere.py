"""Orders that another co-op carries: out of our dispatch, and followed here by what it says.

Who it is and on what terms is not known here: whoever calls these does.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from coopplatform.contracts.carrying import CarriedElsewhere, DeliveredElsewhere
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import ORDER, OrderEvent, OrderState, TaskState
from deliveries.models import Order, Pin, Reach, Task
from deliveries.services.booking import book_delivery
from deliveries.services.ordering import check_is_at_its_store
from deliveries.services.reviving import locked_order

What = Literal["sent", "brought_back", "picked_up", "failed"]


@unit_of_work
def send_elsewhere(*, order_id: UUID, partner: str, by: Actor, at: datetime) -> Order:
    """Another co-op carries it from now on; no courier of ours gets it any more.

    Raises NotFound; NotAllowedNow while a courier has it, once it has left its store, or when it went already.
    """
    order = locked_order(order_id)
    check_is_at_its_store(order)
    if order.state != OrderState.PLACED:
        raise NotAllowedNow(
            "not_waiting",
            _("No. %(number)s does not wait for a courier: take it back first."),
            number=order.number,
        )
    order.state = ORDER.next(OrderState.PLACED, OrderEvent.DISPATCH)
    order.save(update_fields=["state"])
    Pin.objects.filter(order=order).delete()
    order.delivery.carried_by = partner[:120]
    order.delivery.save(update_fields=["carried_by"])
    record(_event(order, "sent", at), by=by)
    return order


@unit_of_work
def bring_back(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """It waits for a courier of ours again. Twice is once. Raises NotFound; NotAllowedNow once it is picked up."""
    order = locked_order(order_id)
    if not order.delivery.carried_by:
        return order
    order.state = ORDER.next(OrderState(order.state), OrderEvent.RECALL)
    order.save(update_fields=["state"])
    order.delivery.carried_by = ""
    order.delivery.save(update_fields=["carried_by"])
    record(_event(order, "brought_back", at), by=by)
    return order


@unit_of_work
def picked_up_elsewhere(*, order_id: UUID, happened_at: datetime, by: Actor, at: datetime) -> Order:
    """The other co-op's courier has it. Twice is once. Raises NotFound, NotAllowedNow."""
    order = _carried(order_id)
    if order.state != OrderState.DISPATCHED:
        return order
    _done(order, [Task.Kind.PICKUP], happened_at, at)
    order.state = ORDER.next(OrderState.DISPATCHED, OrderEvent.PICK_UP)
    order.save(update_fields=["state"])
    record(_event(order, "picked_up", at), by=by)
    return order


@unit_of_work
def delivered_elsewhere(*, order_id: UUID, happened_at: datetime, by: Actor, at: datetime) -> Order:
    """The other co-op's courier delivered it: our store owes us its price. Twice is once. Raises as above."""
    order = _carried(order_id)
    if order.state == OrderState.DELIVERED:
        return order
    if order.state == OrderState.DISPATCHED:
        order.state = ORDER.next(OrderState.DISPATCHED, OrderEvent.PICK_UP)
    _done(order, [Task.Kind.PICKUP, Task.Kind.DROPOFF], happened_at, at)
    order.state = ORDER.next(OrderState(order.state), OrderEvent.DELIVER)
    order.closed_at = happened_at
    order.save(update_fields=["state", "closed_at"])
    event = DeliveredElsewhere(
        order_id=order.pk, store_id=order.store_id, delivery_id=order.delivery.pk, occurred_at=happened_at
    )
    record(event, by=by)
    book_delivery(order=order, by=by, at=happened_at)
    return order


@unit_of_work
def failed_elsewhere(*, order_id: UUID, happened_at: datetime, by: Actor, at: datetime) -> Order:
    """The other co-op could not deliver it. Twice is once. Raises as above."""
    order = _carried(order_id)
    if order.state == OrderState.FAILED:
        return order
    order.state = ORDER.next(OrderState(order.state), OrderEvent.FAIL)
    order.closed_at = happened_at
    order.save(update_fields=["state", "closed_at"])
    Task.objects.filter(delivery=order.delivery, kind=Task.Kind.DROPOFF).update(
        state=TaskState.FAILED, failed_at=happened_at
    )
    record(_event(order, "failed", at), by=by)
    return order


@unit_of_work
def reach_towns(*, partners: Mapping[str, str]) -> None:
    """Into which towns the co-op takes orders beyond its own: the name of who carries there, by the town's slug."""
    Reach.objects.exclude(town__in=partners).delete()
    for town, partner in partners.items():
        Reach.objects.update_or_create(town=town, defaults={"partner": partner[:120]})


def _carried(order_id: UUID) -> Order:
    order = locked_order(order_id)
    if not order.delivery.carried_by:
        raise NotAllowedNow("carried_here", _("No. %(number)s is carried here."), number=order.number)
    return order


def _done(order: Order, kinds: list[Task.Kind], happened_at: datetime, at: datetime) -> None:
    for task in order.delivery.tasks.filter(kind__in=kinds).exclude(state=TaskState.DONE):
        task.state = TaskState.DONE
        task.arrived_at = task.completed_at = happened_at
        task.received_at = at
        task.save(update_fields=["state", "arrived_at", "completed_at", "received_at"])


def _event(order: Order, what: What, at: datetime) -> CarriedElsewhere:
    return CarriedElsewhere(
        order_id=order.pk,
        store_id=order.store_id,
        delivery_id=order.delivery.pk,
        kind=what,
        occurred_at=at,
    )
