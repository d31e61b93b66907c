"""Writing to the journal: in the same transaction as the fact, or not at all."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from coopplatform.contracts.event import Event
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.time import aware_utc
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import promise, require_unit_of_work

CHANNEL = "journal"


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
    require_unit_of_work()
    cooperative_id = required()
    cause = _cause.get()
    if ledger_key := event.ledger_key():
        promise(ledger_key)
    with connection.cursor() as cursor:
        cursor.execute(
            "with entry as (insert into journal_journalentry (cooperative_id, subject, name, version, payload,"
            " actor, occurred_at, causation_id, correlation_id) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " returning position) select position, pg_notify(%s, %s) from entry",
            [
                cooperative_id,
                next(iter(event.topics()), event.name),
                event.name,
                event.version,
                json.dumps(event.payload()),
                str(by),
                aware_utc(event.occurred_at),
                cause.position if cause else None,
                cause.correlation_id if cause else uuid7(),
                CHANNEL,
                str(cooperative_id),
            ],
        )
        return int(cursor.fetchone()[0])
