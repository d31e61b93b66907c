"""The couriers' part: ride to the next stop, arrive, wait for the bags, pick up, hand over."""

import contextlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.geo import Point
from deliveries.domain.lifecycle import TaskState
from deliveries.models import Task
from deliveries.queries.dispatch_state import OPEN_TASKS
from deliveries.queries.following import places
from deliveries.queries.towns import travel_here
from deliveries.services.carrying import arrive_at_task, complete_task, take_delivery
from deliveries.services.positions import Fix, report_positions
from deliveries.simulation.player import PLAYER
from deliveries.simulation.rides import Ride
from members.queries.roster import OnShift

AT_THE_DOOR = timedelta(seconds=75)


class Couriers:
    """What is remembered is only how far each ride is; a restart rides on from the last position."""

    def __init__(self, homes: Sequence[Point], speed: float) -> None:
        self._homes = homes
        self._speed = speed
        self._rides: dict[UUID, Ride] = {}

    def play(self, riders: Collection[OnShift], at: datetime) -> None:
        """One step for each of these riders."""
        ids = [rider.courier_id for rider in riders]
        seen_at = places(ids)
        todo: dict[UUID, Task] = {}
        for task in (
            Task.objects.filter(assignee_id__in=ids, state__in=OPEN_TASKS)
            .select_related("delivery__order")
            .order_by("-rank")
        ):
            assert task.assignee_id is not None
            todo[task.assignee_id] = task
        for number, rider in enumerate(ids):
            with contextlib.suppress(DomainError):
                if rider not in seen_at:
                    self._report(rider, self._homes[number % len(self._homes)], at)
                elif rider in todo:
                    self._go_on(rider, todo[rider], seen_at[rider], at)

    def _go_on(self, rider: UUID, task: Task, place: Point, at: datetime) -> None:
        if task.state == TaskState.WAITING:
            self._ride(rider, task, place, at)
        elif at >= self._done_at(task):
            complete_task(task_id=task.pk, courier_id=rider, by=PLAYER, at=at)

    def _ride(self, rider: UUID, task: Task, place: Point, at: datetime) -> None:
        ride = self._rides.get(rider)
        if task.delivery.taken_at is None:
            take_delivery(task_id=task.pk, courier_id=rider, by=PLAYER, at=at)
        if ride is None or ride.task_id != task.pk:
            ride = Ride.plan(task.pk, travel_here(), place, task.point, at, self._speed)
            self._rides[rider] = ride
        self._report(rider, ride.point(at), at)
        if ride.is_over(at):
            del self._rides[rider]
            arrive_at_task(task_id=task.pk, courier_id=rider, by=PLAYER, at=at)

    def _done_at(self, task: Task) -> datetime:
        """A while at the door, and never before the bags are ready."""
        arrived_at = task.arrived_at or task.window_after
        ready_at = task.delivery.order.ready_at if task.kind == Task.Kind.PICKUP else arrived_at
        return max(arrived_at + AT_THE_DOOR / self._speed, ready_at)

    @staticmethod
    def _report(rider: UUID, point: Point, at: datetime) -> None:
        report_positions(courier_id=rider, fixes=[Fix(at, point)], at=at)
