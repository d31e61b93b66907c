"""Stores that order over HTTP as fast as they are answered, and how long each answer took."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

READY_AFTER = timedelta(minutes=20)


@dataclass(slots=True)
class Load:
    """What came of it: seconds an order took, and the answers that were no order."""

    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lasted: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Orders a second, and the milliseconds within which half and 95 % of them were answered."""
        ordered = sorted(self.seconds)
        return {
            "orders": len(ordered),
            "refused": len(self.refused),
            "orders_per_second": round(len(ordered) / self.lasted, 1) if self.lasted else 0.0,
            "p50_ms": _percentile(ordered, 50),
            "p95_ms": _percentile(ordered, 95),
        }


def _percentile(ordered: Sequence[float], percent: int) -> float | None:
    if not ordered:
        return None
    return round(1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1)


def run_load(
    *, port: int, tokens: Sequence[str], addresses: Sequence[str], seconds: float, most: int
) -> Load:
    """One client a token, each with one order under way, for `seconds` or `most` orders.

    Each order comes on a connection of its own, as from tills that order now and then.
    """
    return asyncio.run(_run(port, tokens, addresses, seconds, most))


async def _run(port: int, tokens: Sequence[str], addresses: Sequence[str], seconds: float, most: int) -> Load:
    load, began = Load(), time.monotonic()
    ends_at = began + seconds
    async with asyncio.TaskGroup() as clients:
        for number, token in enumerate(tokens):
            clients.create_task(_order_on(port, token, addresses[number::7], ends_at, most, load))
    load.lasted = time.monotonic() - began
    return load


async def _order_on(
    port: int, token: str, addresses: Sequence[str], ends_at: float, most: int, load: Load
) -> None:
    turn = 0
    while time.monotonic() < ends_at and len(load.seconds) < most:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_request(token, addresses[turn % len(addresses)], turn))
        status, body = await _answer(reader)
        if status == 201:
            load.seconds.append(time.monotonic() - began)
        else:
            load.refused.append(f"{status} {body[:200]!r}")
        writer.close()
        turn += 1


def _request(token: str, address: str, turn: int) -> bytes:
    order = {
        "recipient": {"name": f"Customer {turn % 50}", "phone": "+33 6 39 98 00 00", "address": address},
        "ready_at": (datetime.now(UTC) + READY_AFTER).isoformat(),
        "bags": 1 + turn % 3,
        "goods_cents": 2400,
    }
    body = json.dumps(order).encode()
    head = (
        "POST /api/v1/orders/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nIdempotency-Key: {uuid4()}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
    return status, await reader.readexactly(int(fields.get("content-length", 0)))
