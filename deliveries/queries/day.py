"""A courier's day: the next stop, what follows, what is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from deliveries.domain.lifecycle import TaskState
from deliveries.models import Task
from deliveries.queries.board import day_tasks

TODO = (TaskState.WAITING, TaskState.ARRIVED)


@dataclass(frozen=True, slots=True)
class Day:
    """`together` are the stops at the same door as the next one, of its kind: one tap does them all."""

    done: list[Task]
    next: Task | None
    together: list[Task]
    later: list[Task]

    @property
    def todo(self) -> list[Task]:
        return [*([self.next] if self.next else []), *self.together, *self.later]


def day_of(courier_id: UUID, *, day_began_at: datetime) -> Day:
    tasks = day_tasks([courier_id], day_began_at)
    done = [task for task in tasks if task.state == TaskState.DONE]
    todo = [task for task in tasks if task.state in TODO]
    if not todo:
        return Day(done, None, [], [])
    first, *rest = todo
    together = together_with(first, rest)
    return Day(done, first, together, [task for task in rest if task not in together])


def together_with(first: Task, rest: Sequence[Task]) -> list[Task]:
    """Pickups queued as one at the same door, or the drop-offs at the same door that follow at once."""
    if first.kind == Task.Kind.PICKUP:
        return [t for t in rest if (t.kind, t.rank, t.point) == (first.kind, first.rank, first.point)]
    return list(takewhile(lambda task: (task.kind, task.point) == (first.kind, first.point), rest))
