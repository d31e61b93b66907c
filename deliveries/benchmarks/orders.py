"""Orders a second over HTTP: token, address search, pricing along the streets, journal and live updates are all on."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from coopplatform.embedded.stack import Stack
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.own_database import DATABASE, own_database
from coopplatform.tenancy.scope import scope
from deliveries.benchmarks.ground import BENCH, addresses, found
from deliveries.services.stores import issue_token, open_store
from deliveries.simulation.load import run_load

CLIENTS = (1, 8, 32)
MOST_ORDERS = 20_000
WARM_UP_SECONDS = 2.0


def orders(seconds: float) -> tuple[dict[str, Any], list[str]]:
    """What was measured with 1, 8 and 32 clients, `seconds` each, and the reasons of refused orders."""
    with own_database():
        tokens, streets = _furnish()
        with _served() as port:
            load = partial(run_load, port=port, addresses=streets, most=MOST_ORDERS)
            load(tokens=tokens[:8], seconds=WARM_UP_SECONDS)
            loads = {clients: load(tokens=tokens[:clients], seconds=seconds) for clients in CLIENTS}
    figures = {
        "bench": "orders",
        "seconds": seconds,
        "cpus": os.cpu_count(),
        "clients": {str(clients): load.as_json() for clients, load in loads.items()},
    }
    return figures, [reason for load in loads.values() for reason in load.refused]


def _furnish() -> tuple[list[str], list[str]]:
    """A store and a key for each client, and addresses to order to."""
    now = timezone.now()
    cooperative, town = found("monaco", country="MC", zone="Europe/Monaco")
    rows = addresses(town, every=8)
    tokens = []
    with scope(cooperative.pk):
        for row in rows[: max(CLIENTS)]:
            store = open_store(
                name=f"Store {row.pk}", address=row.street, point=Point(row.lat, row.lon), by=BENCH, at=now
            )
            tokens.append(issue_token(store_id=store.pk, label="bench", by=BENCH, at=now))
    return tokens, [f"{row.number} {row.street}" for row in rows]


def bench_stack(**environment: str) -> Stack:
    """The product's processes on the measurement's database and a free port of the loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{DATABASE}").geturl()
    return Stack(
        Path(settings.DATA_DIR) / "bench",
        port,
        environment={
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
            **environment,
        },
    )


@contextmanager
def _served() -> Iterator[int]:
    """Web and relay on a free port of the loopback."""
    stack = bench_stack()
    started = []
    try:
        for proc in (stack.relay(), *stack.webs()):
            started.append(proc)
            proc.start()
        yield stack.port
    finally:
        for proc in reversed(started):
            proc.stop()
