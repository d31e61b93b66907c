"""Giving deliveries to couriers: by hand or by adopting a suggestion, always with its reason kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from cooperatives.queries.charters import charter_on
from coopplatform.contracts.story import TasksAssigned, TasksDeclined, TasksUnassigned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from deliveries.domain.dispatch import Problem
from deliveries.domain.lifecycle import ORDER, OrderEvent, OrderState
from deliveries.models import Decision, Delivery, Order, Pin, Refusal, Task
from deliveries.services.queueing import leave_queue, queue_behind
from members.queries.roster import is_on_shift, workers


@dataclass(frozen=True, slots=True)
class Given:
    """A delivery to hand out, and whom the one who decides saw on it."""

    delivery_id: UUID
    seen_courier_id: UUID | None = None


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
    given = [Given(delivery_id, seen_courier_id)]
    (decision,) = assign(given, courier_id, by=by, at=at, problem=problem, reason=reason)
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
    given = [Given(delivery_id) for delivery_id in delivery_ids]
    return assign(given, courier_id, by=by, at=at, problem=problem, reason=reason)


@unit_of_work
def withdraw(*, delivery_id: UUID, seen_courier_id: UUID, by: Actor, at: datetime) -> Order:
    """Take a delivery back from a courier who has not picked it up: it waits again.

    Raises NotFound; NotAllowedNow if someone else has it by now, or it is already carried.
    """
    order = _taken_back(delivery_id, seen_courier_id)
    event = TasksUnassigned(
        delivery_id=delivery_id, store_id=order.store_id, courier_id=seen_courier_id, occurred_at=at
    )
    record(event, by=by)
    return order


@unit_of_work
def decline(*, delivery_id: UUID, courier_id: UUID, reason: str = "", by: Actor, at: datetime) -> Order:
    """The courier hands a delivery back before picking it up: it waits for a colleague and costs them nothing.

    Raises NotFound; NotAllowedNow when it is not theirs (any more), or already carried.
    """
    order = _taken_back(delivery_id, courier_id)
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


def assign(
    given: Sequence[Given],
    courier_id: UUID,
    *,
    by: Actor,
    at: datetime,
    problem: Problem | None = None,
    reason: str = "",
    is_automatic: bool = False,
) -> list[Decision]:
    """Building block of every assignment: within a unit of work, whoever asks for it."""
    require_unit_of_work()
    locked = {one.delivery_id: locked_delivery(one.delivery_id) for one in sorted(given, key=_by_delivery)}
    moving, decisions = [], []
    for one in given:
        delivery, order = locked[one.delivery_id]
        present_id = _holder(delivery)
        if present_id == courier_id:
            decisions.append(Decision.objects.filter(delivery=delivery).latest("decided_at"))
            continue
        if present_id != one.seen_courier_id:
            raise someone_was_quicker(order, present_id)
        _dispatch(order)
        moving.append((delivery, order, present_id))
    if moving and not is_on_shift(courier_id):
        raise NotAllowedNow("not_on_shift", _("This courier is not on shift now: choose another."))
    queue_behind(courier_id, [delivery for delivery, _order, _present in moving])
    version = charter_on(timezone.localdate(at)).version
    for delivery, order, present_id in moving:
        said = _about(problem, order)
        decision = Decision.objects.create(
            delivery=delivery,
            courier_id=courier_id,
            kind=_kind(said, courier_id, is_automatic=is_automatic),
            reason=reason[:200],
            policy=said.policy if said else "",
            ranking=said.to_bytes() if said else None,
            charter_version=version,
            decided_by=str(by),
            decided_at=at,
        )
        decisions.append(decision)
        event = TasksAssigned(
            delivery_id=delivery.id,
            store_id=order.store_id,
            courier_id=courier_id,
            previous_courier_id=present_id,
            decision_id=decision.id,
            occurred_at=at,
        )
        record(event, by=by)
    Pin.objects.filter(order__in=[order for _delivery, order, _present in moving]).delete()
    return decisions


def locked_delivery(delivery_id: UUID) -> tuple[Delivery, Order]:
    """The order's row is the lock of everything below it. Raises NotFound."""
    order = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("delivery")
        .filter(delivery=delivery_id)
        .first()
    )
    if order is None:
        raise NotFound("no_delivery", _("There is no such delivery."))
    delivery = order.delivery
    prefetch_related_objects([delivery], "tasks")
    return delivery, order


def someone_was_quicker(order: Order, present_id: UUID | None) -> NotAllowedNow:
    """Who has it now, for the one who was slower."""
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


def _by_delivery(given: Given) -> UUID:
    return given.delivery_id


def _holder(delivery: Delivery) -> UUID | None:
    return next(task.assignee_id for task in delivery.tasks.all() if task.kind == Task.Kind.PICKUP)


def _taken_back(delivery_id: UUID, courier_id: UUID) -> Order:
    delivery, order = locked_delivery(delivery_id)
    present_id = _holder(delivery)
    if present_id != courier_id:
        raise someone_was_quicker(order, present_id)
    order.state = ORDER.next(OrderState(order.state), OrderEvent.RECALL)
    order.save(update_fields=["state"])
    leave_queue(delivery)
    return order


def _dispatch(order: Order) -> None:
    if order.state == OrderState.PLACED:
        order.state = ORDER.next(OrderState.PLACED, OrderEvent.DISPATCH)
        order.save(update_fields=["state"])
    elif order.state != OrderState.DISPATCHED:
        raise NotAllowedNow(f"order_is_{order.state}", ORDER.refusals[OrderState(order.state)])


def _about(problem: Problem | None, order: Order) -> Problem | None:
    """What the engine weighed for this order, if it weighed it at all."""
    if problem is None or str(order.pk) not in problem.orders:
        return None
    return problem.only([str(order.pk)])


def _kind(said: Problem | None, courier_id: UUID, *, is_automatic: bool) -> Decision.Kind:
    if is_automatic:
        return Decision.Kind.AUTOMATIC
    chosen = said.couriers[said.chosen[0]] if said and said.chosen[0] >= 0 else None
    if chosen is None:
        return Decision.Kind.UNASSISTED
    return Decision.Kind.SUGGESTED if chosen == str(courier_id) else Decision.Kind.OVERRIDDEN
