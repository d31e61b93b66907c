"""Carrying: arriving, picking up, delivering, undoing, reporting a problem."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.carrying import (
    DeliveryCompleted,
    DeliveryFailed,
    DeliveryTaken,
    TaskArrived,
    TaskCompleted,
    TaskReopened,
)
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.incidents import IncidentSaid
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
from deliveries.domain.taps import is_undone_in_time
from deliveries.models import Delivery, Order, Task
from deliveries.queries.fleet import vehicle_of
from deliveries.services.booking import book_delivery
from deliveries.services.incidents import withdraw_failures, write_incident
from deliveries.services.proofs import keep_proof
from deliveries.services.queueing import touch_queues


@unit_of_work
def take_delivery(*, task_id: UUID, courier_id: UUID, by: Actor, at: datetime) -> Task:
    """The courier saw what came to them and takes it. Twice is once. Raises NotFound; NotAllowedNow, not theirs."""
    ride = _Ride(task_id, courier_id)
    if ride.delivery.taken_at is None:
        ride.take(by=by, at=at)
    return ride.task


@unit_of_work
def arrive_at_task(*, task_id: UUID, courier_id: UUID, by: Actor, at: datetime) -> Task:
    """The courier stands at the door. Twice is once. Raises NotFound; NotAllowedNow when the stop is not theirs.

    A second phone may tell it after the stop is done: then the earlier arrival stands.
    """
    ride = _Ride(task_id, courier_id)
    if ride.task.state in (TaskState.ARRIVED, TaskState.DONE):
        if ride.task.arrived_at is None or at < ride.task.arrived_at:
            ride.task.arrived_at = at
            ride.task.save(update_fields=["arrived_at"])
        return ride.task
    ride.check_order_of_stops(TaskEvent.ARRIVE)
    ride.move(TaskEvent.ARRIVE)
    ride.task.arrived_at = at
    ride.task.save(update_fields=["state", "arrived_at"])
    record(TaskArrived(**ride.ids, occurred_at=at), by=by)
    return ride.task


@unit_of_work
def complete_task(
    *,
    task_id: UUID,
    courier_id: UUID,
    by: Actor,
    at: datetime,
    received_at: datetime | None = None,
    given: ProofGiven | None = None,
) -> Task:
    """Picked up, or handed over; the last one completes the delivery and books it. Twice is once.

    `at` is the moment of the tap, `received_at` when it came in, where that was not now; `given` is the proof of a
    drop-off, and what it lacks hinders nothing.
    Raises NotFound; NotAllowedNow when the stop is not theirs (any more), or a drop-off comes before its pickup.
    """
    ride = _Ride(task_id, courier_id)
    if ride.task.state == TaskState.DONE:
        return ride.task
    ride.check_order_of_stops(TaskEvent.COMPLETE)
    ride.move(TaskEvent.COMPLETE)
    ride.task.completed_at, ride.task.received_at = at, received_at or timezone.now()
    ride.task.arrived_at = ride.task.arrived_at or at
    ride.task.save(update_fields=["state", "completed_at", "received_at", "arrived_at"])
    record(TaskCompleted(**ride.ids, kind=ride.task.kind, occurred_at=at), by=by)
    if ride.task.kind == Task.Kind.DROPOFF:
        _keep_proof(ride, given, by=by, at=at)
    elif ride.task.kind == Task.Kind.PICKUP:
        ride.end_first_leg(by=by, at=at)
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
    task = ride.task
    done_at = task.failed_at or task.completed_at or task.arrived_at
    if done_at is None or not is_undone_in_time(done_at, at):
        raise NotAllowedNow("too_late_to_undo", _("Too late to undo: ask the dispatcher to correct it."))
    was_arrived = task.state == TaskState.ARRIVED
    ride.move(TaskEvent.REOPEN)
    if was_arrived:
        task.arrived_at = None
    if task.arrived_at is None:  # a problem may be told from afar
        task.state = TaskState.WAITING
    task.completed_at = task.failed_at = None
    task.save(update_fields=["state", "completed_at", "arrived_at", "failed_at"])
    if ride.delivery.failure:
        ride.delivery.failure = ""
        ride.delivery.save(update_fields=["failure"])
        withdraw_failures(task, by=by, at=at)
    ride.settle(at)
    record(TaskReopened(**ride.ids, occurred_at=at), by=by)
    return ride.task


@unit_of_work
def fail_task(
    *,
    task_id: UUID,
    courier_id: UUID,
    reason: str,
    by: Actor,
    at: datetime,
    said: IncidentSaid | None = None,
    received_at: datetime | None = None,
) -> Task:
    """It could not be done, for a reason of the list: an incident tells the dispatcher. Raises NotFound, NotAllowedNow.

    `said` is what the courier tells beside the reason.
    """
    ride = _Ride(task_id, courier_id)
    if ride.task.state == TaskState.FAILED:
        return ride.task
    ride.move(TaskEvent.FAIL)
    ride.task.failed_at = at
    ride.task.save(update_fields=["state", "failed_at"])
    ride.delivery.failure = reason[:40]
    ride.delivery.save(update_fields=["failure"])
    ride.settle(at)
    write_incident(
        ride.order,
        replace(said, reason=reason[:40]) if said else IncidentSaid(reason[:40]),
        task=ride.task,
        courier_id=courier_id,
        by=by,
        at=at,
        received_at=received_at or at,
        is_failure=True,
    )
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

    def take(self, *, by: Actor, at: datetime) -> None:
        self.delivery.taken_at = at
        self.delivery.save(update_fields=["taken_at"])
        ids = {name: value for name, value in self.ids.items() if name != "task_id"}
        record(DeliveryTaken(**ids, occurred_at=at), by=by)

    def check_order_of_stops(self, event: TaskEvent) -> None:
        pickup = next(TaskState(task.state) for task in self.tasks if task.kind == Task.Kind.PICKUP)
        check_order_of_stops(event, self.task.stop_kind, pickup)

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

    def end_first_leg(self, *, by: Actor, at: datetime) -> None:
        """Whoever takes it on from a hub has it: it was handed in, though that was not said (yet)."""
        for stop in self.tasks:
            if stop.kind == Task.Kind.HANDIN and stop.state in (TaskState.WAITING, TaskState.ARRIVED):
                assert stop.assignee_id is not None
                touch_queues({stop.assignee_id})
                stop.state, stop.completed_at, stop.received_at = TaskState.DONE, at, timezone.now()
                stop.arrived_at = stop.arrived_at or at
                stop.save(update_fields=["state", "completed_at", "received_at", "arrived_at"])
                ids = self.ids | {"task_id": stop.id, "courier_id": stop.assignee_id}
                record(TaskCompleted(**ids, kind=stop.kind, occurred_at=at), by=by)

    def settle(self, at: datetime) -> None:
        """The order's state is read off its tasks."""
        facts = [TaskFacts(t.stop_kind, TaskState(t.state), t.assignee_id is not None) for t in self.tasks]
        self.order.state = order_state(facts)
        is_closed = self.order.state in (OrderState.DELIVERED, OrderState.FAILED)
        self.order.closed_at = at if is_closed else None
        self.order.save(update_fields=["state", "closed_at"])


def _keep_proof(ride: _Ride, given: ProofGiven | None, *, by: Actor, at: datetime) -> None:
    """Said by the tap; without a word it was handed to the person, which is worth a line where more was asked."""
    if given is not None or ride.order.proof_rules.needs[Method.PERSON]:
        keep_proof(
            task=ride.task,
            given=given or ProofGiven(),
            courier_id=ride.courier_id,
            by=by,
            at=at,
            received_at=ride.task.received_at or timezone.now(),
        )


def _complete_delivery(ride: _Ride, *, by: Actor, at: datetime) -> None:
    ride.delivery.vehicle = vehicle_of(ride.courier_id, ride.order.id)
    ride.delivery.save(update_fields=["vehicle"])
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
