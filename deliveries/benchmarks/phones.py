"""Couriers' phones: `python -m deliveries.benchmarks.phones PORT PASSES EVERY SECONDS`, a process of its own.

Each phone sends six fixes at a time, taken `EVERY` seconds apart, in its turn, whether or not the server keeps up; the
connections are kept, as from a proxy. The passes are one a line; the figures go to standard output.
"""

import asyncio
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

FIXES = 6
CONNECTIONS = 48


async def ride(port: int, passes: list[str], every: float, seconds: float) -> dict[str, object]:
    """Milliseconds an answer took after its time on the timetable, and the answers other than 200."""
    pause, chance = every * FIXES / len(passes), random.Random(1)
    took: list[float] = []
    other: Counter[int] = Counter()
    began = time.monotonic() + 0.5
    turn = iter(range(int(seconds / pause)))

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in turn:
            due = began + number * pause
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            writer.write(_request(passes[number % len(passes)], every, chance))
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r", 1)[0])
            await reader.readexactly(length)
            took.append(1000 * (time.monotonic() - due))
            if not head.startswith(b"HTTP/1.1 200"):
                other[int(head[9:12])] += 1
        writer.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(connection())
    lasted = time.monotonic() - began
    took.sort()
    return {
        "batches": len(took),
        "fixes_per_second_sent": round(FIXES * len(took) / lasted),
        "http_p50_ms": round(took[len(took) // 2], 1),
        "http_p95_ms": round(took[len(took) * 95 // 100], 1),
        "http_p99_ms": round(took[len(took) * 99 // 100], 1),
        "other_answers": dict(other),
        "phones_cpu_seconds": round(time.process_time(), 2),
    }


def _request(token: str, every: float, chance: random.Random) -> bytes:
    now = time.time()
    lat, lon = 43.72 + chance.random() * 0.04, 7.40 + chance.random() * 0.05
    fixes = ",".join(
        f'{{"at":{now - every * back:.3f},"lat":{lat + back * 1e-5:.6f},"lon":{lon:.6f},"accuracy":8}}'
        for back in reversed(range(FIXES))
    )
    body = f'{{"sent_at":{now:.3f},"fixes":[{fixes}]}}'
    return (
        "POST /api/v1/positions/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


if __name__ == "__main__":
    port, passes, every, seconds = sys.argv[1:]
    lines = Path(passes).read_text().split()
    sys.stdout.write(json.dumps(asyncio.run(ride(int(port), lines, float(every), float(seconds)))))
