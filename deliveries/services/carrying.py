"""Carrying: arriving, picking up, delivering, undoing, reporting a problem."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.story import (
    DeliveryCompleted,
    DeliveryFailed,
    TaskArrived,
    TaskCompleted,
    TaskReopened,
)
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import (
    TASK,
    OrderState,
    TaskEvent,
    TaskFacts,
    TaskState,
    check_order_of_stops,
    order_state,
)
from deliveries.domain.proof import Method, ProofGiven
from deliveries.models import Delivery, Order, Task
from deliveries.services.booking import book_delivery
from deliveries.services.proofs import keep_proof

UNDO_SECONDS = 10


@unit_of_work
def arrive_at_task(*, task_id: UUID, courier_id: UUID, by: Actor, at: datetime) -> Task:
    """The courier stands at the door. Twice is once. Raises NotFound; NotAllowedNow when the stop is not theirs."""
    ride = _Ride(task_id, courier_id)
    if ride.task.state == TaskState.ARRIVED:
        return ride.task
    ride.check_order_of_stops(TaskEvent.ARRIVE)
    ride.move(TaskEvent.ARRIVE)
    ride.task.arrived_at = at
    ride.task.save(update_fields=["state", "arrived_at"])
    record(TaskArrived(**ride.ids, occurred_at=at), by=by)
    return ride.task


@unit_of_work
def complete_task(
    *, task_id: UUID, courier_id: UUID, by: Actor, at: datetime, given: ProofGiven | None = None
) -> Task:
    """Picked up, or handed over; the last one completes the delivery and books it. Twice is once.

    `at` is the moment of the tap, also when it arrives late; `given` is the proof of a drop-off, and what it lacks
    hinders nothing. Raises NotFound; NotAllowedNow when the stop is not theirs (any more), or a drop-off comes
    before its pickup.
    """
    ride = _Ride(task_id, courier_id)
    if ride.task.state == TaskState.DONE:
        return ride.task
    ride.check_order_of_stops(TaskEvent.COMPLETE)
    ride.move(TaskEvent.COMPLETE)
    ride.task.completed_at, ride.task.received_at = at, timezone.now()
    ride.task.arrived_at = ride.task.arrived_at or at
    ride.task.save(update_fields=["state", "completed_at", "received_at", "arrived_at"])
    record(TaskCompleted(**ride.ids, kind=ride.task.kind, occurred_at=at), by=by)
    if ride.task.kind == Task.Kind.DROPOFF:
        _keep_proof(ride, given, by=by, at=at)
    ride.settle(at)
    if ride.order.state == OrderState.DELIVERED:
        _complete_delivery(ride, by=by, at=at)
    return ride.task


@unit_of_work
def reopen_task(*, task_id: UUID, courier_id: UUID, by: Actor, at: datetime) -> Task:
    """Undo a tap within ten seconds. Raises NotFound; NotAllowedNow when it is later, or already booked."""
    ride = _Ride(task_id, courier_id)
    if ride.order.state == OrderState.DELIVERED:
        raise NotAllowedNow("already_booked", _("This delivery is booked: ask the dispatcher to correct it."))
    done_at = ride.task.completed_at or ride.task.arrived_at
    if done_at is None or (at - done_at).total_seconds() > UNDO_SECONDS:
        raise NotAllowedNow("too_late_to_undo", _("Too late to undo: ask the dispatcher to correct it."))
    was_done = ride.task.state == TaskState.DONE
    ride.move(TaskEvent.REOPEN)
    ride.task.completed_at = None
    if not was_done:
        ride.task.arrived_at = None
    ride.task.save(update_fields=["state", "completed_at", "arrived_at"])
    ride.settle(at)
    record(TaskReopened(**ride.ids, occurred_at=at), by=by)
    return ride.task


@unit_of_work
def fail_task(*, task_id: UUID, courier_id: UUID, reason: str, by: Actor, at: datetime) -> Task:
    """It could not be done, for a reason of the list: the dispatcher is told. Raises NotFound, NotAllowedNow."""
    ride = _Ride(task_id, courier_id)
    if ride.task.state == TaskState.FAILED:
        return ride.task
    ride.move(TaskEvent.FAIL)
    ride.task.save(update_fields=["state"])
    ride.delivery.failure = reason[:40]
    ride.delivery.save(update_fields=["failure"])
    ride.settle(at)
    event = DeliveryFailed(
        delivery_id=ride.delivery.id,
        order_id=ride.order.id,
        store_id=ride.order.store_id,
        courier_id=courier_id,
        reason=reason[:40],
        occurred_at=at,
    )
    record(event, by=by)
    return ride.task


class _Ride:
    """A task with the delivery and order it belongs to, locked by the order's row."""

    def __init__(self, task_id: UUID, courier_id: UUID) -> None:
        found = Task.objects.filter(pk=task_id).values("delivery_id", "delivery__order_id").first()
        if found is None:
            raise NotFound("no_task", _("There is no such stop."))
        order_id = found["delivery__order_id"]
        self.courier_id = courier_id
        self.order = Order.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)
        self.delivery = Delivery.objects.get(pk=found["delivery_id"])
        self.tasks = list(self.delivery.tasks.all())
        self.task = next(task for task in self.tasks if task.pk == task_id)
        if self.task.assignee_id != courier_id:
            raise NotAllowedNow(
                "task_taken_away",
                _("No. %(number)s was given to someone else. Kept; the dispatcher has been told."),
                number=self.order.number,
            )

    def check_order_of_stops(self, event: TaskEvent) -> None:
        pickup = next(TaskState(task.state) for task in self.tasks if task.kind == Task.Kind.PICKUP)
        check_order_of_stops(event, _kind(self.task), pickup)

    @property
    def ids(self) -> dict[str, UUID]:
        return {
            "task_id": self.task.id,
            "delivery_id": self.delivery.id,
            "store_id": self.order.store_id,
            "courier_id": self.courier_id,
        }

    def move(self, event: TaskEvent) -> None:
        self.task.state = TASK.next(TaskState(self.task.state), event)

    def settle(self, at: datetime) -> None:
        """The order's state is read off its tasks."""
        facts = [TaskFacts(_kind(t), TaskState(t.state), t.assignee_id is not None) for t in self.tasks]
        self.order.state = order_state(facts)
        is_closed = self.order.state in (OrderState.DELIVERED, OrderState.FAILED)
        self.order.closed_at = at if is_closed else None
        self.order.save(update_fields=["state", "closed_at"])


def _kind(task: Task) -> Literal["pickup", "dropoff"]:
    return "pickup" if task.kind == Task.Kind.PICKUP else "dropoff"


def _keep_proof(ride: _Ride, given: ProofGiven | None, *, by: Actor, at: datetime) -> None:
    """Said by the tap; without a word it was handed to the person, which is worth a line where more was asked."""
    if given is not None or ride.order.proof_rules.needs[Method.PERSON]:
        keep_proof(
            task=ride.task,
            given=given or ProofGiven(),
            courier_id=ride.courier_id,
            by=by,
            at=at,
            received_at=timezone.now(),
        )


def _complete_delivery(ride: _Ride, *, by: Actor, at: datetime) -> None:
    event = DeliveryCompleted(
        delivery_id=ride.delivery.id,
        order_id=ride.order.id,
        store_id=ride.order.store_id,
        courier_id=ride.courier_id,
        distance_metres=ride.delivery.distance_metres,
        is_on_time=at <= ride.order.promised_at,
        occurred_at=at,
    )
    record(event, by=by)
    book_delivery(order=ride.order, by=by, at=at)
