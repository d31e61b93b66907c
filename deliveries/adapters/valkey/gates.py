"""A courier's gate as a small key: what the ingest asks instead of the database. The last word is the drain's."""

import json
from uuid import UUID

from redis import Redis

from deliveries.adapters.valkey.clients import async_client, client, key
from deliveries.domain.positions import Area, Gate, Span

OPEN_SECONDS = 16 * 3600
CLOSED_SECONDS = 600
BATCHES_PER_SECOND = 2

_ASK = """
local number = redis.call('incr', KEYS[2])
if number == 1 then redis.call('expire', KEYS[2], 2) end
return {number, redis.call('get', KEYS[1])}
"""


def put_gate(courier_id: UUID, gate: Gate, *, is_new_only: bool = False) -> None:
    """Remember the gate; `is_new_only` leaves alone what someone else has put meanwhile. Raises RedisError."""
    _set(client(), courier_id, gate, is_new_only)


async def ask_gate(courier_id: UUID, second: int) -> tuple[bool, Gate | None]:
    """Whether this batch comes too soon after others, and the gate, if it is known. Raises RedisError."""
    keys = (key(f"gate:{courier_id}"), key(f"pace:{courier_id}:{second}"))
    number, found = await async_client().eval(_ASK, len(keys), *keys)
    return number > BATCHES_PER_SECOND, None if found is None else _read(found)


def _set(to: Redis, courier_id: UUID, gate: Gate, is_new_only: bool) -> None:
    seconds = CLOSED_SECONDS if gate.shift_id is None else OPEN_SECONDS
    to.set(key(f"gate:{courier_id}"), _written(gate), ex=seconds, nx=is_new_only)


def _written(gate: Gate) -> bytes:
    area = gate.area and [gate.area.south, gate.area.west, gate.area.north, gate.area.east]
    spans = [[[span.begins, span.ends] for span in each] for each in (gate.breaks, gate.switched_off)]
    return json.dumps([gate.shift_id, gate.since, *spans, area]).encode()


def _read(text: bytes) -> Gate:
    shift_id, since, breaks, switched_off, area = json.loads(text)
    return Gate(
        shift_id,
        since,
        tuple(Span(*span) for span in breaks),
        tuple(Span(*span) for span in switched_off),
        Area(*area) if area else None,
    )
