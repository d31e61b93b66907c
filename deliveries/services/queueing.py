"""A courier's queue of stops: where a delivery joins it, and how it leaves it."""

from collections.abc import Sequence
from uuid import UUID

from deliveries.domain.lifecycle import TaskState
from deliveries.models import Delivery, Task

TO_DO = (TaskState.WAITING, TaskState.ARRIVED)


def queue_behind(courier_id: UUID, deliveries: Sequence[Delivery]) -> None:
    """Behind the courier's stops: all pickups, then all doors in the order given.

    A pickup joins one that still waits at the same door. Whoever had it may have arrived; the new courier has not.
    """
    pairs = [{task.kind: task for task in delivery.tasks.all()} for delivery in deliveries]
    todo = list(Task.objects.filter(assignee_id=courier_id, state__in=TO_DO).order_by("rank"))
    last = max((task.rank for task in todo), default=0)
    doors = {(task.lat, task.lon): task.rank for task in reversed(todo) if task.kind == Task.Kind.PICKUP}
    moved = []
    for pair in pairs:
        pickup = pair[Task.Kind.PICKUP]
        if (pickup.lat, pickup.lon) not in doors:
            last += 1
            doors[pickup.lat, pickup.lon] = last
        moved.append(_taken(pickup, courier_id, doors[pickup.lat, pickup.lon]))
    for pair in pairs:
        last += 1
        moved.append(_taken(pair[Task.Kind.DROPOFF], courier_id, last))
    Task.objects.bulk_update(moved, ["assignee", "rank", "state", "arrived_at"])


def leave_queue(delivery: Delivery) -> None:
    """Its stops wait again, for nobody."""
    delivery.tasks.update(assignee=None, rank=0, state=TaskState.WAITING, arrived_at=None)


def _taken(task: Task, courier_id: UUID, rank: int) -> Task:
    task.assignee_id, task.rank, task.state, task.arrived_at = courier_id, rank, TaskState.WAITING, None
    return task
