"""A courier's queue of stops: its lock and version, where a delivery joins it, and how it leaves it."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import F, Max

from deliveries.domain.lifecycle import TaskState
from deliveries.models import CourierQueue, Delivery, Task

TO_DO = (TaskState.WAITING, TaskState.ARRIVED)


def locked_queues(courier_ids: Collection[UUID]) -> dict[UUID, int]:
    """The versions of these couriers' queues, locked in one order. Whoever also locks orders does it before."""
    wanted = sorted(set(courier_ids))
    rows = CourierQueue.objects.filter(courier__in=wanted).order_by("courier").select_for_update(no_key=True)
    found = dict(rows.values_list("courier_id", "version"))
    if len(found) < len(wanted):
        new = [CourierQueue(courier_id=courier_id) for courier_id in wanted if courier_id not in found]
        CourierQueue.objects.bulk_create(new, ignore_conflicts=True)
        found = dict(rows.values_list("courier_id", "version"))
    return found


def touch_queues(courier_ids: Collection[UUID]) -> None:
    """These couriers' stops are about to change: the queues are locked, and whoever saw them before is told so."""
    if courier_ids:
        locked_queues(courier_ids)
        CourierQueue.objects.filter(courier__in=courier_ids).update(version=F("version") + 1)


def queue_behind(deliveries: Mapping[UUID, Sequence[Delivery]]) -> None:
    """Each courier's new deliveries behind the stops they have: all pickups, then all doors in the order given."""
    todo: dict[UUID, list[Task]] = {courier_id: [] for courier_id in deliveries}
    for task in Task.objects.filter(assignee__in=todo, state__in=TO_DO).order_by("rank"):
        if task.assignee_id:
            todo[task.assignee_id].append(task)
    moved = [
        task
        for courier_id, some in deliveries.items()
        for task in _queued(courier_id, some, todo[courier_id])
    ]
    Task.objects.bulk_update(moved, ["assignee", "rank", "state", "arrived_at"])


def queue_as(courier_id: UUID, stops: Sequence[Task]) -> None:
    """These stops behind those the courier has, in this very order: a planned tour."""
    last = Task.objects.filter(assignee=courier_id, state__in=TO_DO).aggregate(last=Max("rank"))["last"] or 0
    moved = [_taken(task, courier_id, last + 1 + place) for place, task in enumerate(stops)]
    Task.objects.bulk_update(moved, ["assignee", "rank", "state", "arrived_at"])


def leave_queue(delivery: Delivery) -> None:
    """Its stops wait again, for nobody; who brings it to a hub still does."""
    stops = delivery.tasks.exclude(kind=Task.Kind.HANDIN)
    touch_queues(set(stops.filter(assignee__isnull=False).values_list("assignee_id", flat=True)))
    stops.update(assignee=None, rank=0, state=TaskState.WAITING, arrived_at=None)


def _queued(courier_id: UUID, deliveries: Sequence[Delivery], todo: list[Task]) -> list[Task]:
    """A pickup joins one that still waits at the same door.

    Whoever had it may have arrived there; the new courier has not.
    """
    pairs = [{task.kind: task for task in delivery.tasks.all()} for delivery in deliveries]
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
    return moved


def _taken(task: Task, courier_id: UUID, rank: int) -> Task:
    task.assignee_id, task.rank, task.state, task.arrived_at = courier_id, rank, TaskState.WAITING, None
    return task
