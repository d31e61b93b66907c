"""Writing to the journal: in the same transaction as the fact, or not at all."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from coopplatform.contracts.event import Event
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.time import aware_utc
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import promise, require_unit_of_work

CHANNEL = "journal"
INSERT = """
with entry as (
  insert into journal_journalentry (
    cooperative_id, subject, name, version, payload, actor, occurred_at, causation_id, correlation_id
  ) values … returning position
) select position, pg_notify(%s, %s) from entry order by position
"""
ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Cause:
    """The entry that led to what is being done now."""

    position: int
    correlation_id: UUID


_cause: ContextVar[Cause | None] = ContextVar("cause", default=None)


@contextmanager
def caused_by(cause: Cause) -> Iterator[None]:
    token = _cause.set(cause)
    try:
        yield
    finally:
        _cause.reset(token)


def record(event: Event, *, by: Actor) -> int:
    """Write the event and wake the relay when the transaction commits. Returns its position.

    Raises NoUnitOfWork outside of a service, NoCooperative outside of a scope.
    """
    return record_all([event], by=by)[0]


def record_all(events: Sequence[Event], *, by: Actor) -> list[int]:
    """Several events of one fact, in their order and in one statement. Returns their positions; raises as `record`."""
    require_unit_of_work()
    cooperative_id = required()
    cause = _cause.get()
    values: list[Any] = []
    for event in events:
        if ledger_key := event.ledger_key():
            promise(ledger_key)
        values += [
            cooperative_id,
            next(iter(event.topics()), event.name),
            event.name,
            event.version,
            json.dumps(event.payload()),
            str(by),
            aware_utc(event.occurred_at),
            cause.position if cause else None,
            cause.correlation_id if cause else uuid7(),
        ]
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT.replace("…", ", ".join([ROW] * len(events))), [*values, CHANNEL, str(cooperative_id)]
        )
        return [int(position) for position, _notified in cursor.fetchall()]
