"""Giving deliveries to couriers: by hand or by adopting a suggestion, always with its reason kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.dispatching import TasksDeclined, TasksUnassigned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.dispatch import Problem
from deliveries.domain.lifecycle import ORDER, OrderEvent, OrderState
from deliveries.models import Decision, Order, Refusal
from deliveries.services.assigning import Given, Ride, assigned, holder, locked_orders, someone_was_quicker
from deliveries.services.groups import check_whole, leave_group, locked_groups, touch_groups
from deliveries.services.queueing import leave_queue


@unit_of_work
def adopt_plan(
    *,
    delivery_id: UUID,
    courier_id: UUID,
    seen_courier_id: UUID | None,
    by: Actor,
    at: datetime,
    problem: Problem | None = None,
    reason: str = "",
) -> Decision:
    """Give a delivery to a courier on shift, after the stops they have. Assigning twice the same is one.

    `seen_courier_id` is whom the dispatcher saw on it: if someone was quicker, NotAllowedNow tells who it is
    now. `problem` is what the engine weighed, kept with the decision. Raises NotFound for an unknown delivery,
    NotAllowedNow once it is carried or when the courier is not on shift.
    """
    ride = Ride(courier_id, (Given(delivery_id, seen_courier_id),))
    (decision,) = assigned(ride, by=by, at=at, problem=problem, reason=reason)
    return decision


@unit_of_work
def adopt_suggestion(
    *,
    delivery_ids: Sequence[UUID],
    courier_id: UUID,
    by: Actor,
    at: datetime,
    problem: Problem | None = None,
    reason: str = "",
) -> list[Decision]:
    """Give several waiting deliveries to one courier for one ride, in drop-off order: all of them or none.

    Raises what `adopt_plan` raises.
    """
    ride = Ride(courier_id, tuple(Given(delivery_id) for delivery_id in delivery_ids))
    return assigned(ride, by=by, at=at, problem=problem, reason=reason)


@unit_of_work
def withdraw(*, delivery_id: UUID, seen_courier_id: UUID, by: Actor, at: datetime) -> Order:
    """Take a delivery back from a courier who has not picked it up: it waits again.

    Raises NotFound; NotAllowedNow if someone else has it by now, it is already carried, or its group would be parted.
    """
    order = _theirs(delivery_id, seen_courier_id)
    groups = locked_groups([order]).values()
    check_whole(groups, {delivery_id}, None)
    touch_groups(groups)
    _waits_again(order)
    event = TasksUnassigned(
        delivery_id=delivery_id, store_id=order.store_id, courier_id=seen_courier_id, occurred_at=at
    )
    record(event, by=by)
    return order


@unit_of_work
def decline(*, delivery_id: UUID, courier_id: UUID, reason: str = "", by: Actor, at: datetime) -> Order:
    """The courier hands a delivery back before picking it up: it waits for a colleague and costs them nothing.

    It leaves the group it was in; the others stay with them. Raises NotFound; NotAllowedNow when it is not theirs (any
    more), or already carried.
    """
    order = _theirs(delivery_id, courier_id)
    leave_group(order, courier_id, by=by, at=at)
    _waits_again(order)
    Refusal.objects.update_or_create(
        order=order,
        courier_id=courier_id,
        defaults={
            "is_by_courier": True,
            "reason": reason[:200],
            "refused_by": str(by),
            "refused_at": at,
        },
    )
    event = TasksDeclined(
        delivery_id=delivery_id, store_id=order.store_id, courier_id=courier_id, occurred_at=at
    )
    record(event, by=by)
    return order


def _theirs(delivery_id: UUID, courier_id: UUID) -> Order:
    order = locked_orders([delivery_id])[delivery_id]
    present_id = holder(order.delivery)
    if present_id != courier_id:
        raise someone_was_quicker(order, present_id)
    return order


def _waits_again(order: Order) -> None:
    order.state = ORDER.next(OrderState(order.state), OrderEvent.RECALL)
    order.save(update_fields=["state"])
    leave_queue(order.delivery)
