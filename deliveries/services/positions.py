"""Where couriers are: taken only inside an open shift; outside of one, no trace is kept."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError

from coopplatform.contracts.story import CourierMoved
from coopplatform.journal import live
from coopplatform.kernel.geo import Point
from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Position, Task
from members.queries.roster import open_shift_of

log = logging.getLogger(__name__)

NUDGE_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Fix:
    """A place at a moment, as the courier's phone measured it."""

    at: datetime
    point: Point


@unit_of_work
def report_positions(*, courier_id: UUID, fixes: Sequence[Fix], at: datetime) -> int:
    """Keep the fixes taken inside the courier's open shift; the same fix twice is once. Returns how many.

    Fixes before the shift, after it or from the future are refused and leave no row.
    """
    shift = open_shift_of(courier_id, at)
    if shift is None:
        return 0
    taken = [fix for fix in fixes if shift.starts_at <= fix.at <= at]
    if not taken:
        return 0
    Position.objects.bulk_create(
        [
            Position(
                courier_id=courier_id,
                shift_id=shift.shift_id,
                at=fix.at,
                lat=fix.point.lat,
                lon=fix.point.lon,
            )
            for fix in taken
        ],
        ignore_conflicts=True,
    )
    newest = max(taken, key=lambda fix: fix.at)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into deliveries_courierplace (id, cooperative_id, courier_id, at, lat, lon)"
            " values (%s, %s, %s, %s, %s, %s) on conflict (courier_id) do update"
            " set at = excluded.at, lat = excluded.lat, lon = excluded.lon"
            " where deliveries_courierplace.at < excluded.at",
            [uuid7(), required(), courier_id, newest.at, newest.point.lat, newest.point.lon],
        )
    transaction.on_commit(partial(_tell_the_move, required(), courier_id))
    return len(taken)


def _tell_the_move(cooperative_id: int, courier_id: UUID) -> None:
    """The board hears of moves at most once a second, and so does whoever waits for this courier.

    Without Valkey nobody is told, and the position is kept all the same.
    """
    try:
        is_for_board = cache.add(f"moved:{cooperative_id}", 1, NUDGE_SECONDS)
        if not cache.add(f"moved:{courier_id}", 1, NUDGE_SECONDS):
            return
        carried = Task.objects.filter(assignee_id=courier_id, delivery__order__state=OrderState.PICKED_UP)
        deliveries = set(carried.values_list("delivery_id", flat=True))
        topics = [f"courier:{courier_id}", *(f"delivery:{delivery_id}" for delivery_id in deliveries)]
        live.nudge(cooperative_id, CourierMoved.__name__, topics, is_for_all=is_for_board)
    except (RedisError, OSError) as problem:
        log.warning("A move was not told: %s", problem)
