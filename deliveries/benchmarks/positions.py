"""Positions end to end: HTTP batches, Valkey, the drain, a day's partition, and how old what the board sees is."""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from cooperatives.models import User
from cooperatives.services.founding import found_cooperative
from coopplatform.embedded.process import Proc
from coopplatform.embedded.stack import Stack
from coopplatform.tenancy.own_database import own_database
from coopplatform.tenancy.partitions import drop_days, open_days
from coopplatform.tenancy.scope import scope
from deliveries.adapters.valkey.clients import client, key
from deliveries.adapters.valkey.gates import put_gate
from deliveries.adapters.valkey.stream import waiting
from deliveries.benchmarks.ground import BENCH, TARIFF
from deliveries.benchmarks.orders import bench_stack
from deliveries.benchmarks.phones import FIXES
from deliveries.domain.positions import Gate
from deliveries.models import CourierPlace, Position
from deliveries.services.position_pass import position_pass
from members.benchmarks.crew import crew_at_work

PER_COOPERATIVE = 100
SAMPLED = 10
WARM_UP_SECONDS = 5
PATIENCE_SECONDS = 60
TABLE = Position._meta.db_table
PREFIX = "bench:"


@dataclass
class _Seen:
    """What was looked at once a second: batches that wait, and seconds since the newest place a co-op's board has."""

    queue: list[int] = field(default_factory=list)
    age: list[float] = field(default_factory=list)


def positions(*, couriers: int, every: float, seconds: float) -> dict[str, Any]:
    """`couriers` phones for `seconds`, each with a fix every `every` seconds, sent six at a time."""
    settings.POSITIONS_PREFIX = PREFIX
    with own_database(), tempfile.TemporaryDirectory() as folder:
        _forget()
        cooperative_ids, passes = _furnish(couriers)
        listed = Path(folder) / "passes"
        listed.write_text("\n".join(passes))
        with _served() as (stack, procs):
            _phones(stack.port, listed, every, WARM_UP_SECONDS)
            _caught_up(cooperative_ids)
            before, cpu, wall = _rows(cooperative_ids), _cpu(procs), time.monotonic()
            sent, seen = _watched(stack.port, listed, every, seconds, cooperative_ids)
            caught_up = _caught_up(cooperative_ids)
            lasted = time.monotonic() - wall
            written = _rows(cooperative_ids) - before
            used = {name: round(spent - cpu[name], 2) for name, spent in _cpu(procs).items()}
            memory = {proc.name: _megabytes(proc.pid) for proc in procs}
        figures = {
            "bench": "positions",
            "cpus": os.cpu_count(),
            "load_average": [round(each, 1) for each in os.getloadavg()],
            "couriers": couriers,
            "cooperatives": len(cooperative_ids),
            "fix_every_seconds": every,
            **sent,
            "fixes_written": written,
            "fixes_per_second_end_to_end": round(written / lasted),
            "seconds_to_catch_up": round(caught_up, 2),
            "queue_batches": {"each_second": seen.queue, "max": max(seen.queue, default=0)},
            "board_age_seconds": _spread(seen.age),
            "cpu_seconds": used,
            "web_cpu_ms_per_batch": round(1000 * used["web"] / sent["batches"], 2),
            "rss_megabytes": memory,
            "valkey_bytes_per_waiting_fix": _stream_bytes(),
            **_table(cooperative_ids),
        }
        _forget()
    return figures


def _furnish(couriers: int) -> tuple[list[int], list[str]]:
    """Co-ops of a hundred couriers at work, their gates open as clocking in left them, and a pass for each phone."""
    since, cooperative_ids, passes = timezone.now() - timedelta(hours=1), [], []
    for begin in range(0, couriers, PER_COOPERATIVE):
        numbers = range(begin, min(couriers, begin + PER_COOPERATIVE))
        cooperative = found_cooperative(
            slug=f"bench-{begin}",
            name=f"Bench {begin}",
            country="MC",
            currency="EUR",
            timezone="Europe/Monaco",
            founded_on=date(2024, 1, 1),
            terms={"pricing": TARIFF, "dispatch": {}, "pay": {}, "surplus": {}},
            by=BENCH,
            at=since,
        )
        users = User.objects.bulk_create(
            User(email=f"courier-{number}@bench.example", name=f"Courier {number}") for number in numbers
        )
        with scope(cooperative.pk):
            crew = crew_at_work([user.pk for user in users], since=since)
        for courier_id, shift_id in crew:
            put_gate(courier_id, Gate(str(shift_id), since.timestamp()))
            passes.append(_pass(cooperative.pk, courier_id, shift_id))
        cooperative_ids.append(cooperative.pk)
    random.Random(1).shuffle(passes)
    return cooperative_ids, passes


def _pass(cooperative_id: int, courier_id: UUID, shift_id: UUID) -> str:
    return position_pass(cooperative_id=cooperative_id, courier_id=courier_id, shift_id=shift_id)


@contextmanager
def _served() -> Iterator[tuple[Stack, list[Proc]]]:
    stack = bench_stack(POSITIONS_PREFIX=PREFIX)
    procs = [stack.relay(), stack.drain(), *stack.webs()]
    started = []
    try:
        for proc in procs:
            started.append(proc)
            proc.start()
        yield stack, procs
    finally:
        for proc in reversed(started):
            proc.stop()


def _phones(port: int, passes: Path, every: float, seconds: float) -> dict[str, Any]:
    return dict(json.loads(_begin(port, passes, every, seconds).communicate()[0]))


def _begin(port: int, passes: Path, every: float, seconds: float) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "deliveries.benchmarks.phones", port, passes, every, seconds]
    return subprocess.Popen(
        [str(word) for word in words], cwd=settings.ROOT, stdout=subprocess.PIPE, text=True
    )


def _watched(
    port: int, passes: Path, every: float, seconds: float, cooperative_ids: list[int]
) -> tuple[dict[str, Any], _Seen]:
    seen, phones = _Seen(), _begin(port, passes, every, seconds)
    while phones.poll() is None:
        time.sleep(1)
        seen.queue.append(sum(waiting(each) for each in cooperative_ids))
        for cooperative_id in random.sample(cooperative_ids, min(SAMPLED, len(cooperative_ids))):
            with scope(cooperative_id):
                newest = CourierPlace.objects.order_by("-at").values_list("at", flat=True).first()
            if newest:
                seen.age.append((datetime.now(UTC) - newest).total_seconds())
    answer, _ = phones.communicate()
    return dict(json.loads(answer)), seen


def _caught_up(cooperative_ids: list[int]) -> float:
    """Seconds until nothing waits. Raises TimeoutError when that does not come."""
    began = time.monotonic()
    while any(waiting(each) for each in cooperative_ids):
        if time.monotonic() - began > PATIENCE_SECONDS:
            raise TimeoutError("The drain does not keep up.")
        time.sleep(0.05)
    return time.monotonic() - began


def _rows(cooperative_ids: list[int]) -> int:
    found = 0
    for cooperative_id in cooperative_ids:
        with scope(cooperative_id):
            found += Position.objects.count()
    return found


def _cpu(procs: list[Proc]) -> dict[str, float]:
    """Seconds of processor each part has used so far."""
    used = {"web": 0.0, "drain_positions": 0.0, "relay": 0.0}
    for proc in procs:
        used["web" if proc.name.startswith("web") else proc.name] += _seconds(proc.pid)
    with connection.cursor() as cursor:
        cursor.execute("select pid from pg_stat_activity where datname = current_database()")
        used["postgresql"] = sum(_seconds(pid) for (pid,) in cursor.fetchall())
    info: Any = client().info("cpu")
    used["valkey"] = float(info["used_cpu_user"]) + float(info["used_cpu_sys"])
    return used


def _seconds(pid: int | None) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int | None) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def _stream_bytes() -> float:
    """Memory a fix takes while it waits: a thousand batches as the ingest leaves them."""
    name, moment = key("fixes:0"), time.time()
    pipe = client().pipeline(transaction=False)
    for _ in range(1000):
        fixes = json.dumps([[round(moment, 3), 43.733512, 7.416534]] * FIXES, separators=(",", ":"))
        pipe.xadd(name, {b"c": os.urandom(16), b"f": fixes.encode()})
    pipe.execute()
    taken: Any = client().memory_usage(name)
    client().delete(name)
    return round(float(taken) / (1000 * FIXES), 1)


def _table(cooperative_ids: list[int]) -> dict[str, Any]:
    """Bytes a fix takes in its partition, key included; and how long it takes to drop as many of forty days ago."""
    today = datetime.now(UTC).date()
    old = today - timedelta(days=40)
    rows = _rows(cooperative_ids)
    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size(to_regclass(%s))", [f"{TABLE}_{today:%Y%m%d}"])
        size = cursor.fetchone()[0]
    open_days(TABLE, [old])
    copied = 0
    for cooperative_id in cooperative_ids:
        with scope(cooperative_id), connection.cursor() as cursor:
            cursor.execute(
                f"""
                insert into {TABLE} (cooperative_id, courier_id, at, lat, lon)
                select cooperative_id, courier_id, at - interval '40 days', lat, lon from {TABLE}
                where at >= date_trunc('day', now(), 'UTC')
                """  # noqa: S608 -- a model's own table
            )
            copied += cursor.rowcount
    began = time.perf_counter()
    drop_days(TABLE, [old])
    return {
        "table_bytes_per_fix": round(size / max(1, rows), 1),
        "purged_fixes": copied,
        "purge_ms": round(1000 * (time.perf_counter() - began), 1),
    }


def _forget() -> None:
    """What an earlier run left in Valkey."""
    for name in client().scan_iter(key("*"), count=1000):
        client().delete(name)


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]
    return {
        "p50": round(ordered[len(ordered) // 2], 2),
        "p95": round(ordered[len(ordered) * 95 // 100], 2),
        "max": round(ordered[-1], 2),
    }
