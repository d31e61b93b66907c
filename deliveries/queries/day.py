"""A courier's day: the next stop, what follows, what is done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from deliveries.domain.lifecycle import TaskState
from deliveries.models import Task
from deliveries.queries.board import day_tasks

TODO = (TaskState.WAITING, TaskState.ARRIVED)


@dataclass(frozen=True, slots=True)
class Day:
    """`together` are pickups waiting at the same door as the next one: one tap takes them all."""

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
    together = [
        task
        for task in rest
        if first.kind == Task.Kind.PICKUP == task.kind
        and task.rank == first.rank
        and task.point == first.point
    ]
    return Day(done, first, together, [task for task in rest if task not in together])
