"""Stores that order, or look at their orders, over HTTP as fast as they are answered; how long each answer took."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

READY_AFTER = timedelta(minutes=20)
MOST_READS = 100_000
Ask = Callable[[int], bytes]
"""The bytes of a client's so-manieth request."""


@dataclass(slots=True)
class Load:
    """What came of it: seconds an answer took, and the answers that were not the one asked for."""

    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lasted: float = 0.0

    def as_json(self, what: str = "orders") -> dict[str, Any]:
        """How many a second, and the milliseconds within which half and 95 % of them were answered."""
        ordered = sorted(self.seconds)
        return {
            what: len(ordered),
            "refused": len(self.refused),
            f"{what}_per_second": round(len(ordered) / self.lasted, 1) if self.lasted else 0.0,
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
    asks = [partial(_order, token, addresses[number::7]) for number, token in enumerate(tokens)]
    return asyncio.run(_run(port, asks, 201, seconds, most))


def run_reads(*, port: int, reads: Sequence[tuple[str, Mapping[str, str]]], seconds: float) -> Load:
    """One client for each path with its headers, with one GET under way, for so many seconds."""
    asks = [partial(_get, path, headers) for path, headers in reads]
    return asyncio.run(_run(port, asks, 200, seconds, MOST_READS))


async def _run(port: int, asks: Sequence[Ask], wanted: int, seconds: float, most: int) -> Load:
    load, began = Load(), time.monotonic()
    ends_at = began + seconds
    async with asyncio.TaskGroup() as clients:
        for ask in asks:
            clients.create_task(_ask_on(port, ask, wanted, ends_at, most, load))
    load.lasted = time.monotonic() - began
    return load


async def _ask_on(port: int, ask: Ask, wanted: int, ends_at: float, most: int, load: Load) -> None:
    turn = 0
    while time.monotonic() < ends_at and len(load.seconds) < most:
        began = time.monotonic()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ask(turn))
        status, body = await _answer(reader)
        if status == wanted:
            load.seconds.append(time.monotonic() - began)
        else:
            load.refused.append(f"{status} {body[:200]!r}")
        writer.close()
        turn += 1


def _get(path: str, headers: Mapping[str, str], _turn: int) -> bytes:
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{told}\r\n".encode()


def _order(token: str, addresses: Sequence[str], turn: int) -> bytes:
    return _request(token, addresses[turn % len(addresses)], turn)


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
