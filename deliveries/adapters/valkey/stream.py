"""Fixes on their way to the database: a stream a co-op, an entry a batch, taken off only once it is written down.

A stream is bounded: while the database is away for longer than that, the oldest batches go first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deliveries.adapters.valkey.clients import async_client, client, key

LONGEST = 50_000
"""Batches a co-op, some 150 bytes each: an hour of 150 couriers who send every ten seconds."""

Fixes = Sequence[tuple[float, float, float]]
"""Moment in seconds since 1970, latitude, longitude."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An entry of a stream."""

    entry: bytes
    courier_id: UUID
    fixes: Fixes


async def add_batch(cooperative_id: int, courier_id: UUID, fixes: Fixes) -> None:
    """Raises RedisError."""
    pipe = async_client().pipeline(transaction=False)
    content = {b"c": courier_id.bytes, b"f": json.dumps(fixes, separators=(",", ":")).encode()}
    pipe.xadd(key(f"fixes:{cooperative_id}"), content, maxlen=LONGEST, approximate=True)  # type: ignore[arg-type]
    pipe.sadd(key("waiting"), cooperative_id)
    await pipe.execute()


def take_waiting() -> set[int]:
    """The co-ops whose fixes have come in since the last call. Raises RedisError."""
    pipe = client().pipeline(transaction=True)
    pipe.smembers(key("waiting"))
    pipe.delete(key("waiting"))
    return {int(each) for each in pipe.execute()[0]}


def oldest(cooperative_id: int, count: int) -> list[Batch]:
    """The batches that have waited longest. Raises RedisError."""
    entries: Any = client().xrange(key(f"fixes:{cooperative_id}"), count=count)
    return [_read(entry, content) for entry, content in entries]


def remove(cooperative_id: int, batches: Iterable[Batch]) -> None:
    """They are written down, or never will be. Raises RedisError."""
    if entries := [batch.entry for batch in batches]:
        client().xdel(key(f"fixes:{cooperative_id}"), *entries)


def waiting(cooperative_id: int) -> int:
    """How many batches wait. Raises RedisError."""
    return int(client().xlen(key(f"fixes:{cooperative_id}")))


def _read(entry: bytes, content: dict[bytes, bytes]) -> Batch:
    return Batch(entry, UUID(bytes=content[b"c"]), [tuple(fix) for fix in json.loads(content[b"f"])])
