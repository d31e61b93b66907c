"""Giving deliveries to couriers: by hand or by adopting a suggestion, always with its reason kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from cooperatives.queries.charters import charter_on
from coopplatform.contracts.story import TasksAssigned, TasksUnassigned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import ORDER, OrderEvent, OrderState, TaskState
from deliveries.models import Decision, Delivery, Order, Task
from members.queries.roster import on_shift, workers


@unit_of_work
def adopt_plan(
    *,
    delivery_id: UUID,
    courier_id: UUID,
    seen_courier_id: UUID | None,
    by: Actor,
    at: datetime,
    suggestion: dict[str, Any] | None = None,
    reason: str = "",
) -> Decision:
    """Give a delivery to a courier on shift, after the stops they have. Assigning twice the same is one.

    `seen_courier_id` is whom the dispatcher saw on it: if someone was quicker, NotAllowedNow tells who it is
    now. `suggestion` is what the engine said, kept with the decision. Raises NotFound for an unknown delivery,
    NotAllowedNow once it is carried or when the courier is not on shift.
    """
    delivery, order = _locked(delivery_id)
    tasks = {task.kind: task for task in delivery.tasks.all()}
    present_id = tasks[Task.Kind.PICKUP].assignee_id
    if present_id == courier_id:
        return Decision.objects.filter(delivery=delivery).latest("decided_at")
    if present_id != seen_courier_id:
        raise _someone_was_quicker(order, present_id)
    if all(courier.courier_id != courier_id for courier in on_shift()):
        raise NotAllowedNow("not_on_shift", _("This courier is not on shift now: choose another."))
    if order.state == OrderState.PLACED:
        order.state = ORDER.next(OrderState.PLACED, OrderEvent.DISPATCH)
        order.save(update_fields=["state"])
    elif order.state != OrderState.DISPATCHED:
        raise NotAllowedNow(f"order_is_{order.state}", ORDER.refusals[OrderState(order.state)])
    _queue(tasks, courier_id)
    decision = Decision.objects.create(
        delivery=delivery,
        courier_id=courier_id,
        kind=_kind(suggestion, courier_id),
        reason=reason[:200],
        suggestion=suggestion or {},
        charter_version=charter_on(timezone.localdate(at)).version,
        decided_by=str(by),
        decided_at=at,
    )
    event = TasksAssigned(
        delivery_id=delivery.id,
        store_id=order.store_id,
        courier_id=courier_id,
        previous_courier_id=present_id,
        decision_id=decision.id,
        occurred_at=at,
    )
    record(event, by=by)
    return decision


@unit_of_work
def withdraw(*, delivery_id: UUID, seen_courier_id: UUID, by: Actor, at: datetime) -> Order:
    """Take a delivery back from a courier who has not picked it up: it waits again.

    Raises NotFound; NotAllowedNow if someone else has it by now, or it is already carried.
    """
    delivery, order = _locked(delivery_id)
    tasks = {task.kind: task for task in delivery.tasks.all()}
    present_id = tasks[Task.Kind.PICKUP].assignee_id
    if present_id != seen_courier_id:
        raise _someone_was_quicker(order, present_id)
    order.state = ORDER.next(OrderState(order.state), OrderEvent.RECALL)
    order.save(update_fields=["state"])
    delivery.tasks.update(assignee=None, rank=0, state=TaskState.WAITING, arrived_at=None)
    event = TasksUnassigned(
        delivery_id=delivery.id, store_id=order.store_id, courier_id=seen_courier_id, occurred_at=at
    )
    record(event, by=by)
    return order


def _locked(delivery_id: UUID) -> tuple[Delivery, Order]:
    """The order's row is the lock of everything below it."""
    delivery = Delivery.objects.filter(pk=delivery_id).prefetch_related("tasks").first()
    if delivery is None:
        raise NotFound("no_delivery", _("There is no such delivery."))
    order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=delivery.order_id)
    return Delivery.objects.prefetch_related("tasks").get(pk=delivery_id), order


def _someone_was_quicker(order: Order, present_id: UUID | None) -> NotAllowedNow:
    if present_id is None:
        return NotAllowedNow(
            "taken_back", _("No. %(number)s was taken back meanwhile: it waits again."), number=order.number
        )
    name = workers({present_id})[present_id].name
    return NotAllowedNow(
        "already_assigned",
        _("Someone was quicker: %(name)s now has no. %(number)s."),
        name=name,
        number=order.number,
    )


def _queue(tasks: dict[str, Task], courier_id: UUID) -> None:
    """Behind the courier's stops; a pickup joins one still waiting at the same door.

    Whoever had it may have arrived already; the new courier has not.
    """
    pickup, dropoff = tasks[Task.Kind.PICKUP], tasks[Task.Kind.DROPOFF]
    todo = Task.objects.filter(assignee_id=courier_id, state__in=(TaskState.WAITING, TaskState.ARRIVED))
    last = todo.aggregate(last=Max("rank"))["last"] or 0
    same_door = todo.filter(kind=Task.Kind.PICKUP, lat=pickup.lat, lon=pickup.lon).order_by("rank").first()
    pickup.rank = same_door.rank if same_door else last + 1
    dropoff.rank = last + 2
    for task in (pickup, dropoff):
        task.assignee_id, task.state, task.arrived_at = courier_id, TaskState.WAITING, None
        task.save(update_fields=["assignee", "rank", "state", "arrived_at"])


def _kind(suggestion: dict[str, Any] | None, courier_id: UUID) -> str:
    if not suggestion:
        return Decision.Kind.UNASSISTED
    is_followed = suggestion.get("courier_id") == str(courier_id)
    return Decision.Kind.SUGGESTED if is_followed else Decision.Kind.OVERRIDDEN
