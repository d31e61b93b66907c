"""Who may be followed: the courier's own switch, the gate the ingest asks, and forgetting at once when work stops."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import connection
from redis.exceptions import RedisError

from coopplatform.contracts.carrying import PositionSwitchedOff, PositionSwitchedOn
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.work import unit_of_work
from deliveries.adapters.valkey.gates import put_gate
from deliveries.domain.positions import Gate
from deliveries.models import CourierPlace, Position, PositionPause
from deliveries.queries.following import gate_of, places
from deliveries.services.positions import SWITCHED_ON, hold_still
from members.queries.at_work import at_work_sql

log = logging.getLogger(__name__)


@unit_of_work
def switch_position_off(*, courier_id: UUID, by: Actor, at: datetime) -> None:
    """The courier is not followed until they switch it on again, over shifts too. Off twice changes nothing."""
    hold_still()
    if PositionPause.objects.filter(courier=courier_id, ended_at__isnull=True).exists():
        return
    PositionPause.objects.create(courier_id=courier_id, started_at=at)
    CourierPlace.objects.filter(courier=courier_id).delete()
    record(PositionSwitchedOff(courier_id=courier_id, occurred_at=at), by=by)


@unit_of_work
def switch_position_on(*, courier_id: UUID, by: Actor, at: datetime) -> None:
    """The courier is followed again while they work. On twice changes nothing."""
    hold_still()
    pause = PositionPause.objects.filter(courier=courier_id, ended_at__isnull=True).first()
    if pause is None:
        return
    if at <= pause.started_at:
        pause.delete()
    else:
        pause.ended_at = at
        pause.save(update_fields=["ended_at"])
    record(PositionSwitchedOn(courier_id=courier_id, occurred_at=at), by=by)


@unit_of_work
def forget_since(*, courier_id: UUID, since: datetime) -> int:
    """Work stopped at that moment, maybe told late: the courier's place goes, and what came in meanwhile goes too.

    Fixes of working time since then stay, so a second time or a late one takes nothing that may be kept.
    Returns how many fixes went.
    """
    hold_still()
    if not places([courier_id]):
        CourierPlace.objects.filter(courier=courier_id).delete()
    at_work = at_work_sql("fix.courier_id", "fix.at", is_still_open=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            delete from {Position._meta.db_table} fix
            where fix.courier_id = %s and fix.at >= %s and not ({at_work} and {SWITCHED_ON})
            """,  # noqa: S608 -- our own words
            [courier_id, since],
        )
        return int(cursor.rowcount)


def refresh_gate(courier_id: UUID) -> None:
    """Tell the ingest what holds now. Without Valkey it has no gates, and asks the database when it is back."""
    try:
        put_gate(courier_id, gate_of(courier_id))
    except (RedisError, OSError) as problem:
        log.warning("A gate was not set: %s", problem)


def fill_gate(courier_id: UUID) -> Gate:
    """The gate of a courier that Valkey does not know, put there unless someone has meanwhile. Raises RedisError."""
    gate = gate_of(courier_id)
    put_gate(courier_id, gate, is_new_only=True)
    return gate
