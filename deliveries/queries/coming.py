"""In how many minutes a courier is at a door, the store's or the recipient's: a duration, never a place."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from coopplatform.kernel.geo import Point
from deliveries.domain.lifecycle import TaskState
from deliveries.models import Task
from deliveries.queries.following import places
from deliveries.queries.towns import travel_here

AT_A_STOP = timedelta(minutes=3)
"""What a stop before it takes."""


def minutes_to_pickups(delivery_ids: Collection[UUID]) -> dict[UUID, int]:
    """For each delivery whose courier is on the way to its pickup and may be followed; the others are not in it.

    Three queries, whatever their number.
    """
    pickups = Task.objects.filter(
        delivery__in=delivery_ids, kind=Task.Kind.PICKUP, state=TaskState.WAITING, assignee__isnull=False
    )
    coming = set(pickups.values_list("assignee", flat=True))
    seen_at = places(coming) if coming else {}
    return _minutes_to(Task.Kind.PICKUP, delivery_ids, seen_at) if seen_at else {}


def minutes_to_doors(delivery_ids: Collection[UUID]) -> dict[UUID, int]:
    """For each delivery that is on its way to its door with a courier who may be followed; three queries."""
    doors = Task.objects.filter(
        delivery__in=delivery_ids, kind=Task.Kind.DROPOFF, state=TaskState.WAITING, assignee__isnull=False
    )
    wanted = {task.assignee_id: task.delivery_id for task in doors if task.assignee_id}
    seen_at = places(wanted) if wanted else {}
    return _minutes_to(Task.Kind.DROPOFF, delivery_ids, seen_at) if seen_at else {}


def _minutes_to(
    kind: Task.Kind, delivery_ids: Collection[UUID], seen_at: Mapping[UUID, Point]
) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for courier_id, stops in _to_do(seen_at).items():
        before = [seen_at[courier_id]]
        for stop in stops:
            before.append(stop.point)
            if stop.delivery_id in delivery_ids and stop.kind == kind:
                found[stop.delivery_id] = _minutes(before)
    return found


def _to_do(courier_ids: Collection[UUID]) -> dict[UUID, list[Task]]:
    """The open stops of each, in the order they ride them."""
    stops: dict[UUID, list[Task]] = {}
    tasks = Task.objects.filter(assignee__in=courier_ids, state__in=(TaskState.WAITING, TaskState.ARRIVED))
    for task in tasks.order_by("rank", "window_after"):
        assert task.assignee_id is not None
        stops.setdefault(task.assignee_id, []).append(task)
    return stops


def _minutes(way: list[Point]) -> int:
    """Along the streets from the first point to the last, with the stops between."""
    legs = travel_here().matrix(way[:-1], way[1:]).seconds
    riding = sum(int(legs[leg, leg]) for leg in range(len(way) - 1))
    seconds = riding + (len(way) - 2) * int(AT_A_STOP.total_seconds())
    return max(1, -(-seconds // 60))
