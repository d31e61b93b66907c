"""From the stream into the day's partition: at least once, and the same fix twice is once.

A batch leaves the stream only after its rows are on disk, or are known never to be written. So a drain that dies, a
Valkey or a PostgreSQL that restarts, costs time and no fix.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import DataError, IntegrityError, connection

from coopplatform.tenancy.scope import required, scope
from coopplatform.tenancy.work import unit_of_work
from deliveries.adapters.valkey import stream
from deliveries.adapters.valkey.stream import Batch
from deliveries.services.positions import Row, Tell, tell_moves, write_fixes

log = logging.getLogger(__name__)

BATCHES = 1000
"""Of one co-op at a time, so that a busy one keeps no other waiting."""


def drain(cooperative_ids: Sequence[int], tell: Tell) -> set[int]:
    """Write the oldest batches of these co-ops, take them off their streams, and tell who moved.

    Returns the co-ops that have more. Raises RedisError or OperationalError with nothing taken off that is not on disk.
    """
    done = [(cooperative_id, *_written(cooperative_id)) for cooperative_id in cooperative_ids]
    if any(batches for _id, batches, _moved in done):
        _settle()
    for cooperative_id, batches, moved in done:
        stream.remove(cooperative_id, batches)
        if moved:
            with scope(cooperative_id):
                tell_moves(cooperative_id, moved, tell)
    return {cooperative_id for cooperative_id, batches, _moved in done if len(batches) == BATCHES}


def _written(cooperative_id: int) -> tuple[list[Batch], frozenset[UUID]]:
    batches = stream.oldest(cooperative_id, BATCHES)
    if not batches:
        return [], frozenset()
    with scope(cooperative_id):
        try:
            return batches, _write(batches=batches)
        except (DataError, IntegrityError):
            return batches, frozenset().union(*(_moved_by(batch) for batch in batches))


def _moved_by(batch: Batch) -> frozenset[UUID]:
    """One batch alone, where one of many cannot be written: that one is given up, and told."""
    try:
        return _write(batches=[batch])
    except (DataError, IntegrityError):
        log.exception("Positions of co-op %s were given up: %s", required(), batch.entry)
        return frozenset()


@unit_of_work
def _write(*, batches: Sequence[Batch]) -> frozenset[UUID]:
    """Write what belongs to working time, and say who moved. It is on disk after `_settle` only."""
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
    return write_fixes([_row(batch.courier_id, fix) for batch in batches for fix in batch.fixes]).moved


@unit_of_work
def _settle() -> None:
    """Return when everything committed so far is on disk: a commit that waits for it takes all before it along."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_logical_emit_message(true, 'positions', '')")


def _row(courier_id: UUID, fix: tuple[float, float, float]) -> Row:
    moment, lat, lon = fix
    return Row(courier_id, datetime.fromtimestamp(moment, tz=UTC), lat, lon)
