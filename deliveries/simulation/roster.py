"""Who rides: enough couriers on shift at any hour, and a planned shift for those whom a person plays."""

import contextlib
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from coopplatform.kernel.errors import DomainError
from deliveries.models import Task
from deliveries.queries.dispatch_state import OPEN_TASKS
from deliveries.simulation.player import PLAYER
from members.queries.roster import OnShift, Worker, everyone, planned_now, worked_within
from members.services.roster import clock_in, clock_out, plan_shift

RIDERS = 6
SHIFT = timedelta(hours=5)
FORGOTTEN_AFTER = timedelta(minutes=30)


def keep_roster(riders: Collection[OnShift], in_hand: Collection[UUID], at: datetime) -> None:
    """End shifts that are over and begin one where riders are missing; one change of each kind a time."""
    simulated = [rider for rider in riders if rider.courier_id not in in_hand]
    with contextlib.suppress(DomainError):
        _end_one(simulated, at)
    with contextlib.suppress(DomainError):
        _plan_for_people(in_hand, {rider.courier_id for rider in riders}, at)
        if len(simulated) < RIDERS:
            _begin_one({*in_hand, *(rider.courier_id for rider in riders)}, at)


def _end_one(riders: Collection[OnShift], at: datetime) -> None:
    """Whoever has stops left finishes them; a shift found open long after its end is closed at its end."""
    over = [rider for rider in riders if rider.ends_at <= at]
    busy = set(
        Task.objects.filter(
            assignee_id__in=[rider.courier_id for rider in over], state__in=OPEN_TASKS
        ).values_list("assignee_id", flat=True)
    )
    for rider in over:
        if rider.courier_id not in busy:
            was_forgotten = at - rider.ends_at > FORGOTTEN_AFTER
            clock_out(shift_id=rider.shift_id, by=PLAYER, at=rider.ends_at if was_forgotten else at)
            return


def _begin_one(taken: Collection[UUID], at: datetime) -> None:
    for courier_id, shift_id in planned_now(at).items():
        if courier_id not in taken:
            clock_in(shift_id=shift_id, by=PLAYER, at=at)
            return
    busy = worked_within(at, at + SHIFT)
    rested = [worker for worker in everyone() if worker.courier_id not in {*taken, *busy}]
    if rested:
        shift = _planned(rested[at.minute % len(rested)], at)
        clock_in(shift_id=shift, by=PLAYER, at=at)


def _plan_for_people(in_hand: Collection[UUID], riding: Collection[UUID], at: datetime) -> None:
    """So that the person behind the phone can clock in."""
    busy = worked_within(at, at + SHIFT)
    for worker in everyone():
        if worker.courier_id in in_hand and worker.courier_id not in {*riding, *busy}:
            _planned(worker, at)


def _planned(worker: Worker, at: datetime) -> UUID:
    starts_at = at.replace(second=0, microsecond=0)
    shift = plan_shift(member_id=worker.courier_id, starts_at=starts_at, ends_at=starts_at + SHIFT, by=PLAYER)
    return shift.pk
