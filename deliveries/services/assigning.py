"""How deliveries come to couriers: checked ride by ride, then written together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone

from cooperatives.queries.charters import charter_on
from coopplatform.contracts.dispatching import TasksAssigned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import require_unit_of_work
from deliveries.domain.dispatch import Problem
from deliveries.domain.lifecycle import ORDER, OrderEvent, OrderState
from deliveries.models import Decision, Delivery, Order, Pin, Task
from deliveries.services.groups import Group, check_whole, locked_groups, touch_groups
from deliveries.services.ordering import carried_elsewhere
from deliveries.services.queueing import queue_behind, touch_queues
from members.queries.roster import couriers_on_shift, workers


@dataclass(frozen=True, slots=True)
class Given:
    """A delivery to hand out, and whom the one who decides saw on it."""

    delivery_id: UUID
    seen_courier_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Ride:
    """Deliveries for one courier, in drop-off order: all of them or none."""

    courier_id: UUID
    given: tuple[Given, ...]


def assigned(
    ride: Ride, *, by: Actor, at: datetime, problem: Problem | None = None, reason: str = ""
) -> list[Decision]:
    """Building block: one ride, as a person decided it. Raises NotFound, NotAllowedNow."""
    decisions, refused = assign([ride], by=by, at=at, problem=problem, reason=reason)
    if refused:
        raise refused[0]
    return decisions


def assign(
    rides: Sequence[Ride],
    *,
    by: Actor,
    at: datetime,
    problem: Problem | None = None,
    reason: str = "",
    is_automatic: bool = False,
) -> tuple[list[Decision], list[DomainError]]:
    """Building block of every assignment, within a unit of work: decisions in the order given, and refused rides.

    A delivery its courier has already is answered with the decision there is. A fixed number of queries and one
    journal entry a delivery, whatever the number of rides.
    """
    require_unit_of_work()
    orders = locked_orders([one.delivery_id for ride in rides for one in ride.given])
    groups = locked_groups(orders.values())
    present = couriers_on_shift({ride.courier_id for ride in rides})
    moving: list[tuple[Ride, list[Order]]] = []
    refused: list[DomainError] = []
    for ride in rides:
        try:
            moving.append((ride, _to_move(ride, orders, groups, is_present=ride.courier_id in present)))
        except DomainError as refusal:
            refused.append(refusal)
    queues = {ride.courier_id: [order.delivery for order in some] for ride, some in moving if some}
    left = {holder(order.delivery) for _ride, some in moving for order in some}
    gone = {order.delivery.pk for _ride, some in moving for order in some}
    touch_groups(group for group in groups.values() if any(one.job in gone for one in group.members))
    touch_queues(queues.keys() | {courier_id for courier_id in left if courier_id})
    made = hand_over(
        [(ride.courier_id, some) for ride, some in moving],
        queue=lambda: queue_behind(queues),
        decided=lambda order, courier_id: decision_of(order, courier_id, problem, is_automatic=is_automatic),
        reason=reason,
        by=by,
        at=at,
    )
    return [_made(made, one.delivery_id) for ride, _some in moving for one in ride.given], refused


def hand_over(
    moving: Sequence[tuple[UUID, Sequence[Order]]],
    *,
    queue: Callable[[], None],
    decided: Callable[[Order, UUID], Decision],
    reason: str,
    by: Actor,
    at: datetime,
) -> dict[UUID, Decision]:
    """Building block: locked orders become their couriers'; `queue` orders their stops. Decisions by delivery."""
    before = {order.pk: holder(order.delivery) for _courier_id, some in moving for order in some}
    queue()
    Delivery.objects.filter(order__in=before, taken_at__isnull=False).update(taken_at=None)
    _dispatch([order for _courier_id, some in moving for order in some])
    version = charter_on(timezone.localdate(at)).version
    made = {order.delivery.pk: decided(order, courier_id) for courier_id, some in moving for order in some}
    for decision in made.values():
        decision.reason, decision.charter_version = reason[:200], version
        decision.decided_by, decision.decided_at = str(by), at
    Decision.objects.bulk_create(made.values())
    for courier_id, some in moving:
        for order in some:
            record(_event(order, courier_id, before[order.pk], made[order.delivery.pk], at), by=by)
    return made


def locked_orders(delivery_ids: Collection[UUID]) -> dict[UUID, Order]:
    """Orders with delivery and tasks, by delivery. The order's row is the lock of everything below it.

    Raises NotFound when one is unknown.
    """
    orders = list(
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("delivery")
        .filter(delivery__in=delivery_ids)
        .order_by("pk")
    )
    if len(orders) < len(set(delivery_ids)):
        raise NotFound("no_delivery", _("There is no such delivery."))
    prefetch_related_objects([order.delivery for order in orders], "tasks")
    return {order.delivery.pk: order for order in orders}


def holder(delivery: Delivery) -> UUID | None:
    """Whose it is now."""
    return next(task.assignee_id for task in delivery.tasks.all() if task.kind == Task.Kind.PICKUP)


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


def _to_move(
    ride: Ride, orders: dict[UUID, Order], groups: dict[UUID, Group], *, is_present: bool
) -> list[Order]:
    """The ride's orders that change hands. Raises NotAllowedNow for the ride as a whole."""
    found = []
    for one in ride.given:
        order = orders[one.delivery_id]
        if order.delivery.carried_by:
            raise carried_elsewhere(order)
        present_id = holder(order.delivery)
        if present_id == ride.courier_id:
            continue
        if present_id != one.seen_courier_id:
            raise someone_was_quicker(order, present_id)
        if order.state not in (OrderState.PLACED, OrderState.DISPATCHED):
            raise NotAllowedNow(f"order_is_{order.state}", ORDER.refusals[OrderState(order.state)])
        found.append(order)
    check_whole(groups.values(), {order.delivery.pk for order in found}, ride.courier_id)
    if found and not is_present:
        raise NotAllowedNow("not_on_shift", _("This courier is not on shift now: choose another."))
    return found


def _dispatch(orders: list[Order]) -> None:
    placed = [order for order in orders if order.state == OrderState.PLACED]
    for order in placed:
        order.state = ORDER.next(OrderState.PLACED, OrderEvent.DISPATCH)
    Order.objects.bulk_update(placed, ["state"])
    Pin.objects.filter(order__in=orders).delete()


def decision_of(
    order: Order, courier_id: UUID, problem: Problem | None, *, is_automatic: bool = False
) -> Decision:
    """With what the engine weighed for this order, if it weighed it at all."""
    order_id = str(order.pk)
    said = problem.only([order_id]) if problem and order_id in problem.orders else None
    return Decision(
        delivery=order.delivery,
        courier_id=courier_id,
        kind=Decision.Kind.AUTOMATIC if is_automatic else _kind(said, courier_id),
        policy=said.policy if said else "",
        ranking=said.to_bytes() if said else None,
    )


def _kind(said: Problem | None, courier_id: UUID) -> Decision.Kind:
    chosen = said.couriers[said.chosen[0]] if said and said.chosen[0] >= 0 else None
    if chosen is None:
        return Decision.Kind.UNASSISTED
    return Decision.Kind.SUGGESTED if chosen == str(courier_id) else Decision.Kind.OVERRIDDEN


def _event(
    order: Order, courier_id: UUID, previous_id: UUID | None, decision: Decision, at: datetime
) -> TasksAssigned:
    return TasksAssigned(
        delivery_id=order.delivery.pk,
        store_id=order.store_id,
        courier_id=courier_id,
        previous_courier_id=previous_id,
        decision_id=decision.pk,
        occurred_at=at,
    )


def _made(made: dict[UUID, Decision], delivery_id: UUID) -> Decision:
    return made.get(delivery_id) or Decision.objects.filter(delivery=delivery_id).latest("decided_at")
