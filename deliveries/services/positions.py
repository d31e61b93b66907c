"""Where couriers are: written down for their working time only; outside of it, no trace is kept.

The wall is here. Whatever a phone sent and a gate let through, a fix becomes a row only if its courier was at work at
that moment, in no break, and had their position switched on, as the database knows it when it writes.
"""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError

from coopplatform.contracts.carrying import CourierMoved
from coopplatform.journal import live
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.partitions import open_days
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Position, Task
from members.queries.at_work import at_work_sql

log = logging.getLogger(__name__)

NUDGE_SECONDS = 1


class Tell(Protocol):
    """How a move is told, as `live.nudge` does."""

    def __call__(self, cooperative_id: int, kind: str, topics: list[str], *, is_for_all: bool) -> None: ...


SWITCHED_ON = (
    "not exists (select from deliveries_positionpause off where off.courier_id = fix.courier_id"
    " and off.started_at <= fix.at and (off.ended_at is null or off.ended_at > fix.at))"
)
MAY_BE_KEPT = f"{at_work_sql('fix.courier_id', 'fix.at', is_still_open=True)} and {SWITCHED_ON}"
IS_FOLLOWED = (
    f"{at_work_sql('fix.courier_id', 'statement_timestamp()', is_still_open=True)} and not exists (select from"
    " deliveries_positionpause off where off.courier_id = fix.courier_id and off.ended_at is null)"
)


@dataclass(frozen=True, slots=True)
class Fix:
    """A place at a moment, as the courier's phone measured it."""

    at: datetime
    point: Point


@dataclass(frozen=True, slots=True)
class Row:
    """A fix of a courier, ready to be written."""

    courier_id: UUID
    at: datetime
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows belong here, those that were there already included, and whose place is another now."""

    kept: int
    moved: frozenset[UUID]


@unit_of_work
def report_positions(*, courier_id: UUID, fixes: Sequence[Fix], at: datetime) -> int:
    """Keep the fixes taken inside the courier's open shift, at once; the same fix twice is once. Returns how many.

    Fixes before the shift, in a break, while switched off or from the future are refused and leave no row.
    """
    rows = [Row(courier_id, fix.at, fix.point.lat, fix.point.lon) for fix in fixes if fix.at <= at]
    written = write_fixes(rows)
    if written.moved:
        transaction.on_commit(partial(tell_moves, required(), written.moved, live.nudge))
    return written.kept


def write_fixes(rows: Collection[Row]) -> Written:
    """Building block: copied in, held against the shifts, written to their days, each courier's newest for the board.

    Raises NoUnitOfWork outside of one.
    """
    require_unit_of_work()
    if not rows:
        return Written(0, frozenset())
    hold_still()
    open_days(Position._meta.db_table, sorted({row.at.astimezone(UTC).date() for row in rows}))
    with connection.cursor() as cursor:
        _copy(cursor, rows)
        cursor.execute(f"delete from arrived_fix fix where not ({MAY_BE_KEPT})")  # noqa: S608 -- our own words
        kept = len(rows) - cursor.rowcount
        cursor.execute(
            "insert into deliveries_position (cooperative_id, courier_id, at, lat, lon)"
            " select %s, courier_id, at, lat, lon from arrived_fix on conflict do nothing",
            [required()],
        )
        cursor.execute(
            f"""
            insert into deliveries_courierplace as place (id, cooperative_id, courier_id, at, lat, lon)
            select distinct on (courier_id) uuidv7(), %s, courier_id, at, lat, lon from arrived_fix fix
            where {IS_FOLLOWED} order by courier_id, at desc
            on conflict (courier_id) do update set at = excluded.at, lat = excluded.lat, lon = excluded.lon
            where place.at < excluded.at returning courier_id
            """,  # noqa: S608 -- our own words
            [required()],
        )
        moved = frozenset(courier_id for (courier_id,) in cursor.fetchall())
    return Written(kept, moved)


def hold_still() -> None:
    """Building block: whoever writes fixes of this co-op and whoever takes some back go one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('positions', %s))", [required()])


def tell_moves(cooperative_id: int, courier_ids: Iterable[UUID], tell: Tell) -> None:
    """The board hears of moves at most once a second; whoever waits at a door hears of the courier who comes to it.

    Without Valkey nobody is told, and the positions are kept all the same.
    """
    carried = Task.objects.filter(
        assignee_id__in=courier_ids, kind=Task.Kind.DROPOFF, delivery__order__state=OrderState.PICKED_UP
    )
    doors = [f"delivery:{delivery_id}" for delivery_id in carried.values_list("delivery_id", flat=True)]
    try:
        is_for_board = cache.add(f"moved:{cooperative_id}", 1, NUDGE_SECONDS)
        if doors or is_for_board:
            tell(cooperative_id, CourierMoved.__name__, doors, is_for_all=is_for_board)
    except (RedisError, OSError) as problem:
        log.warning("A move was not told: %s", problem)


def _copy(cursor: Any, rows: Iterable[Row]) -> None:
    """COPY, into a table of this session's own: row-level security refuses it into the real one."""
    cursor.execute(
        "create temp table if not exists arrived_fix (courier_id uuid not null, at timestamptz not null,"
        " lat float8 not null, lon float8 not null) on commit delete rows;"
    )
    with cursor.copy("copy arrived_fix (courier_id, at, lat, lon) from stdin (format binary)") as copy:
        copy.set_types(["uuid", "timestamptz", "float8", "float8"])
        for row in rows:
            copy.write_row((row.courier_id, row.at, row.lat, row.lon))
