"""An order on its line: received, picked up, delivered, each with its time, done or still to come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Order, Task
from deliveries.queries.coming import minutes_to_pickups
from deliveries.queries.delays import Expected, expected_among
from deliveries.queries.relays import relays_of
from deliveries.services.quoting import PROMISE_SLACK
from deliveries.web.incident_words import reason_words
from members.queries.roster import Worker, workers

CLOSED = (OrderState.DELIVERED, OrderState.FAILED, OrderState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Step:
    """`kind` is the shape of the stop; `is_sure` is False for a time that is only expected."""

    kind: str
    at: datetime
    words: str
    is_past: bool = False
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an order is. `late_minutes` counts beyond the promise and an announced delay, 0 when it is kept."""

    order: Order
    pickup: Task
    dropoff: Task
    courier: Worker | None
    words: str
    status: str
    expected_at: datetime
    late_minutes: int
    minutes_away: int | None = None
    """Until the courier is at the store's door, where that is known."""
    delay: str = ""
    """Why it comes later than promised, where that was said."""

    @property
    def steps(self) -> list[Step]:
        """The line: lists do without it."""
        return _steps(self.order, self.pickup, self.dropoff, self.courier, self.expected_at)

    @property
    def kind(self) -> str:
        """The shape of the stop it is heading for."""
        return next((step.kind for step in self.steps if not step.is_past), "done")

    @property
    def is_open(self) -> bool:
        return self.order.state not in CLOSED

    @property
    def can_cancel(self) -> bool:
        is_waited_for = self.order.state in (OrderState.PLACED, OrderState.DISPATCHED)
        return is_waited_for and self.order.delivery.relayed_at is None and not self.order.delivery.carried_by

    @property
    def can_confirm_ready(self) -> bool:
        return self.can_cancel and not self.order.is_ready_confirmed


def progress_of(order: Order) -> Progress:
    return coming([order])[0]


def coming(orders: Sequence[Order]) -> list[Progress]:
    """As `progresses`, with how far the couriers are who come to pick up."""
    away = minutes_to_pickups([order.delivery.pk for order in orders])
    return [replace(one, minutes_away=away.get(one.order.delivery.pk)) for one in progresses(orders)]


def progresses(orders: Sequence[Order]) -> list[Progress]:
    """In the order given; their couriers in one query, their delays in another."""
    promises = expected_among(orders)
    tasks = [{task.kind: task for task in order.delivery.tasks.all()} for order in orders]
    known = workers({task.assignee_id for pair in tasks for task in pair.values() if task.assignee_id})
    return [
        _progress(order, pair[Task.Kind.PICKUP], pair[Task.Kind.DROPOFF], known, promises[order.pk])
        for order, pair in zip(orders, tasks, strict=True)
    ]


def expected_at(order: Order, pickup: Task, now: datetime, promise: Expected) -> datetime:
    """When it should be at the door: by the ride once it is picked up, before by the offer and an announced delay."""
    if pickup.completed_at:
        return max(pickup.completed_at + timedelta(seconds=order.delivery.ride_seconds), now)
    return max(promise.at - PROMISE_SLACK, now + timedelta(seconds=order.delivery.ride_seconds))


def delay_words(promise: Expected) -> str:
    """Of an announced delay, with its reason; nothing without one."""
    if promise.slip is None:
        return ""
    said = {"minutes": promise.slip.minutes, "reason": promise.reason}
    return _("About %(minutes)s min later than promised: %(reason)s.") % said


def _progress(
    order: Order, pickup: Task, dropoff: Task, known: dict[UUID, Worker], promise: Expected
) -> Progress:
    now = timezone.now()
    courier = known.get(dropoff.assignee_id) if dropoff.assignee_id else None
    expected = dropoff.completed_at or expected_at(order, pickup, now, promise)
    late = max(0, int((expected - promise.at).total_seconds() // 60))
    words, status = where_it_is(
        order.state,
        pickup.state,
        courier.name if courier else order.delivery.carried_by,
        order.delivery.failure,
        is_relayed=order.delivery.relayed_at is not None,
    )
    return Progress(
        order=order,
        pickup=pickup,
        dropoff=dropoff,
        courier=courier,
        words=words,
        status=status,
        expected_at=expected,
        late_minutes=0 if order.state == OrderState.CANCELLED else late,
        delay="" if order.state in CLOSED else delay_words(promise),
    )


def where_it_is(
    state: str, pickup_state: str, name: str, failure: str, *, is_relayed: bool = False
) -> tuple[str, str]:
    """An order in words, and the shape beside them; `name` is its courier's."""
    match OrderState(state):
        case OrderState.PLACED | OrderState.DISPATCHED if is_relayed:
            return _("On its way, changes courier at a hub"), "sent"
        case OrderState.PLACED:
            return _("Waiting for a courier"), "waiting"
        case OrderState.DISPATCHED if pickup_state == TaskState.ARRIVED:
            return _("%(name)s is at your door") % {"name": name}, "part"
        case OrderState.DISPATCHED:
            return _("%(name)s comes to pick it up") % {"name": name}, "part"
        case OrderState.PICKED_UP:
            return _("%(name)s is on the way to the customer") % {"name": name}, "sent"
        case OrderState.DELIVERED:
            return _("Delivered"), "done"
        case OrderState.FAILED:
            return _("Could not be delivered: %(reason)s") % {"reason": reason_words(failure) or "–"}, "late"
    return _("Cancelled"), "cancelled"


def _relayed(order: Order) -> list[Step]:
    """Picked up at the store, then from hub to hub."""
    relays = relays_of(order.delivery.pk)
    left = [datetime.fromisoformat(one.first_leg["moments"]["completed_at"]) for one in relays[:1]]
    steps = [Step("done", at, _("Picked up"), is_past=True) for at in left]
    for one in relays:
        words, stop = _("Changes courier at %(hub)s") % {"hub": one.hub.name}, one.stop
        if stop and stop.completed_at:
            steps.append(Step("done", stop.completed_at, words, is_past=True))
        else:
            steps.append(Step("next-dropoff", order.ready_at, words, is_sure=False))
    return steps


def _steps(
    order: Order, pickup: Task, dropoff: Task, courier: Worker | None, expected: datetime
) -> list[Step]:
    steps = [Step("done", order.placed_at, _("Order received"), is_past=True)]
    if order.state == OrderState.CANCELLED:
        return [*steps, Step("end", order.closed_at or order.placed_at, _("Cancelled"))]
    if order.delivery.relayed_at:
        steps += _relayed(order)
    elif pickup.completed_at:
        steps.append(Step("done", pickup.completed_at, _("Picked up"), is_past=True))
    elif courier or order.delivery.carried_by:
        arrived = pickup.state == TaskState.ARRIVED and pickup.arrived_at
        words = _("At your door") if arrived else _("Pickup")
        steps.append(Step("next-pickup", arrived or order.ready_at, words, is_sure=bool(arrived)))
    else:
        steps.append(Step("suggested-pickup", order.ready_at, _("Pickup"), is_sure=False))
    if order.state == OrderState.FAILED:
        return [*steps, Step("end", order.closed_at or expected, _("Could not be delivered"))]
    if dropoff.completed_at:
        return [*steps, Step("done", dropoff.completed_at, _("Delivered"), is_past=True)]
    kind = (
        "next-dropoff"
        if pickup.completed_at
        else "dropoff"
        if courier or order.delivery.carried_by
        else "suggested-dropoff"
    )
    return [*steps, Step(kind, expected, _("Delivery"), is_sure=False)]
