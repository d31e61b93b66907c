"""Reading the journal in commit-safe order: what is below every transaction still open."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import connection

import coopplatform.contracts.story  # noqa: F401 -- every event it may read is known
from coopplatform.contracts.event import Event
from coopplatform.tenancy.scope import required


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the journal. Travels to browsers as `txid-position`."""

    txid: int = 0
    position: int = 0

    def __str__(self) -> str:
        return f"{self.txid}-{self.position}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError for anything but two numbers."""
        txid, _, position = text.partition("-")
        return cls(int(txid), int(position))


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with what the journal knows of it."""

    place: Place
    cooperative_id: int
    event: Event | None
    name: str
    actor: str
    recorded_at: datetime
    correlation_id: UUID


_SELECT = (
    "select j.txid::text, j.position, j.name, j.payload, j.actor, j.occurred_at, j.recorded_at, j.correlation_id"
    " from journal_journalentry j where j.cooperative_id = %s"
)


def since(place: Place, *, limit: int = 200, is_settled_only: bool = True) -> Iterator[Recorded]:
    """Entries after `place`, oldest first. Unless told otherwise, only those no open transaction can precede.

    An event this version of the code does not know comes with `event=None`.
    """
    settled = "and j.txid < pg_snapshot_xmin(pg_current_snapshot())" if is_settled_only else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} and (j.txid, j.position) > (%s::xid8, %s) {settled}"
            " order by j.txid, j.position limit %s",
            [required(), str(place.txid), place.position, limit],
        )
        rows = cursor.fetchall()
    for row in rows:
        yield _recorded(row)


def entry_at(position: int) -> Recorded | None:
    """The entry of that position in the co-op in scope."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} and j.position = %s", [required(), position])
        row = cursor.fetchone()
    return _recorded(row) if row else None


def is_anything_pending(place: Place) -> bool:
    """Whether entries after `place` still wait for an older transaction to end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from journal_journalentry j where j.cooperative_id = %s"
            " and (j.txid, j.position) > (%s::xid8, %s))",
            [required(), str(place.txid), place.position],
        )
        return bool(cursor.fetchone()[0])


def here() -> Place:
    """The place of the newest settled entry: a page rendered now has missed nothing before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select j.txid::text, j.position from journal_journalentry j where j.cooperative_id = %s"
            " and j.txid < pg_snapshot_xmin(pg_current_snapshot()) order by j.txid desc, j.position desc limit 1",
            [required()],
        )
        row = cursor.fetchone()
    return Place(int(row[0]), row[1]) if row else Place()


def history(*, subject: str | None = None, limit: int = 50) -> list[Recorded]:
    """The newest entries first, of one subject (`order:<id>`) or of the whole co-op: the audit log's page."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} and (%s::text is null or j.subject = %s) order by j.position desc limit %s",
            [required(), subject, subject, limit],
        )
        return [_recorded(row) for row in cursor.fetchall()]


def span_of(subjects: Collection[str]) -> tuple[int, int] | None:
    """The positions of the oldest and the newest entry of these subjects (`order:<id>`); None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select min(j.position), max(j.position) from journal_journalentry j"
            " where j.cooperative_id = %s and j.subject = any(%s)",
            [required(), list(subjects)],
        )
        first, last = cursor.fetchone()
    return None if first is None else (first, last)


def told_of(
    told: Mapping[str, UUID], *, first: int, last: int | None = None, limit: int = 100
) -> list[Recorded]:
    """The newest entries first that name one of these (`order_id`: …), between two positions: nothing else bounds the
    search."""
    fields = [part for field, value in told.items() for part in (field, str(value))]
    named = " or ".join(["j.payload ->> %s = %s"] * len(told))
    until = "" if last is None else " and j.position <= %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SELECT} and j.position >= %s{until} and ({named}) order by j.position desc limit %s",
            [required(), first, *([] if last is None else [last]), *fields, limit],
        )
        return [_recorded(row) for row in cursor.fetchall()]


def _recorded(row: tuple) -> Recorded:
    txid, position, name, payload, actor, occurred_at, recorded_at, correlation_id = row
    event = Event.read(name, _as_dict(payload), occurred_at) if name in Event.known else None
    return Recorded(Place(int(txid), position), required(), event, name, actor, recorded_at, correlation_id)


def _as_dict(payload: object) -> dict:
    return payload if isinstance(payload, dict) else json.loads(str(payload))
