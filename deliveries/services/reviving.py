"""Orders brought back: a cancelled one restored, a failed one tried again, any of them ordered once more."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from coopplatform.contracts.carrying import DeliveryReopened
from coopplatform.contracts.ordering import OrderRestored
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import ORDER, TASK, OrderEvent, OrderState, TaskEvent, TaskState
from deliveries.models import Order, Task
from deliveries.services.asking_again import as_asked
from deliveries.services.ordering import place_order


@unit_of_work
def restore_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The cancellation was a mistake: the order waits for a courier. Raises NotFound; NotAllowedNow when it stands."""
    order = locked_order(order_id)
    order.state, order.closed_at = ORDER.next(OrderState(order.state), OrderEvent.RESTORE), None
    order.save(update_fields=["state", "closed_at"])
    for task in order.delivery.tasks.all():
        TASK.next(TaskState(task.state), TaskEvent.RESTORE)
    _wait_again(order)
    event = OrderRestored(
        order_id=order.id, store_id=order.store_id, delivery_id=order.delivery.pk, occurred_at=at
    )
    record(event, by=by)
    return order


@unit_of_work
def reopen_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """A failed delivery is tried again: by who carries the bags, or by anyone while nobody has picked them up.

    Raises NotFound; NotAllowedNow when it has not failed.
    """
    order = locked_order(order_id)
    if order.state != OrderState.FAILED:
        raise NotAllowedNow("not_failed", _("No. %(number)s has not failed."), number=order.number)
    if order.delivery.carried_by:
        raise NotAllowedNow(
            "failed_elsewhere",
            _("%(partner)s had no. %(number)s: order it again instead."),
            partner=order.delivery.carried_by,
            number=order.number,
        )
    ORDER.next(OrderState.FAILED, OrderEvent.REOPEN)
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    order.delivery.failure = ""
    order.delivery.save(update_fields=["failure"])
    order.closed_at, courier_id = None, None
    if tasks[Task.Kind.PICKUP].state == TaskState.DONE:
        door = tasks[Task.Kind.DROPOFF]
        courier_id, order.state = door.assignee_id, OrderState.PICKED_UP
        Task.objects.filter(pk=door.pk).update(state=TaskState.WAITING, failed_at=None, arrived_at=None)
    else:
        order.state = OrderState.PLACED
        _wait_again(order)
        _bring_again(order)
    order.save(update_fields=["state", "closed_at"])
    event = DeliveryReopened(
        delivery_id=order.delivery.pk,
        order_id=order.pk,
        store_id=order.store_id,
        courier_id=courier_id,
        occurred_at=at,
    )
    record(event, by=by)
    return order


def duplicate_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The same once more, ready in the store's usual time and priced anew. Raises what `place_order` raises."""
    order = Order.objects.select_related("store", "delivery").filter(pk=order_id).first()
    if order is None:
        raise _no_order()
    new = replace(as_asked(order), ready_at=at + timedelta(minutes=order.store.ready_minutes))
    return place_order(new=new, by=by, at=at)


def locked_order(order_id: UUID) -> Order:
    """Building block: the order with its delivery; its row is the lock of all below it. Raises NotFound."""
    order = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("delivery")
        .filter(pk=order_id)
        .first()
    )
    if order is None:
        raise _no_order()
    return order


def _wait_again(order: Order) -> None:
    order.delivery.tasks.exclude(kind=Task.Kind.HANDIN).update(
        assignee=None, rank=0, state=TaskState.WAITING, arrived_at=None, failed_at=None
    )


def _bring_again(order: Order) -> None:
    """Who could not bring it to the hub still has it, and tries again."""
    failed = order.delivery.tasks.filter(kind=Task.Kind.HANDIN, state=TaskState.FAILED)
    failed.update(state=TaskState.WAITING, arrived_at=None, failed_at=None)


def _no_order() -> NotFound:
    return NotFound("no_order", _("There is no such order."))
