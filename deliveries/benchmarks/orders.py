"""Orders a second over HTTP: token, address search, pricing along the streets, journal and live updates are all on."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.models import User
from cooperatives.services.founding import grant_role
from coopplatform.embedded.process import Proc
from coopplatform.embedded.stack import Stack
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.own_database import DATABASE, analyse, own_database
from coopplatform.tenancy.scope import scope
from deliveries.benchmarks.ground import BENCH, addresses, found, logged_in
from deliveries.benchmarks.past import orders_of_a_year
from deliveries.services.stores import issue_token, open_store
from deliveries.simulation.load import Load, run_load, run_reads
from members.benchmarks.crew import crew_of_a_year

CLIENTS = (1, 8, 32)
READERS = 8
PAST_ORDERS = 60
"""Of each store, so that every list has its fifty."""
MOST_ORDERS = 20_000
WARM_UP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Ground:
    """A store's key, its orders' page and the cookie of somebody of the store, for each client; and addresses."""

    tokens: list[str]
    pages: list[str]
    cookies: list[str]
    streets: list[str]


def orders(seconds: float) -> tuple[dict[str, Any], list[str]]:
    """What was measured with 1, 8 and 32 clients, then of lists with 8, `seconds` each, and why some were refused."""
    with own_database():
        ground = _furnish()
        with served() as (port, _webs):
            load = partial(run_load, port=port, addresses=ground.streets, most=MOST_ORDERS)
            load(tokens=ground.tokens[:8], seconds=WARM_UP_SECONDS)
            loads = {clients: load(tokens=ground.tokens[:clients], seconds=seconds) for clients in CLIENTS}
            lists = {name: _lists(port, reads, seconds) for name, reads in _reads(ground).items()}
    figures = {
        "bench": "orders",
        "seconds": seconds,
        "cpus": os.cpu_count(),
        "load_average": [round(each, 1) for each in os.getloadavg()],
        "clients": {str(clients): load.as_json() for clients, load in loads.items()},
        "lists_of_50": {name: load.as_json("lists") for name, load in lists.items()},
    }
    return figures, [reason for load in (*loads.values(), *lists.values()) for reason in load.refused]


def _reads(ground: _Ground) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Path and headers of each reader."""
    return {
        "api": [
            ("/api/v1/orders/", {"Authorization": f"Bearer {token}"}) for token in ground.tokens[:READERS]
        ],
        "page": [
            (page, {"Cookie": cookie})
            for page, cookie in zip(ground.pages[:READERS], ground.cookies, strict=True)
        ],
    }


def _lists(port: int, reads: list[tuple[str, dict[str, str]]], seconds: float) -> Load:
    run_reads(port=port, reads=reads, seconds=WARM_UP_SECONDS)
    return run_reads(port=port, reads=reads, seconds=seconds)


def _furnish() -> _Ground:
    now = timezone.now()
    cooperative, town = found("monaco", country="MC", zone="Europe/Monaco")
    rows = addresses(town, every=8)
    people = [
        User.objects.create_user(email=f"cook-{number}@bench.example", name=f"Cook {number}")
        for number in range(READERS)
    ]
    stores, tokens = [], []
    with scope(cooperative.pk):
        for number, row in enumerate(rows[: max(CLIENTS)]):
            store = open_store(
                name=f"Store {row.pk}",
                address=row.street,
                point=Point(row.lat, row.lon),
                staff=[person.pk for person in people[number : number + 1]],
                by=BENCH,
                at=now,
            )
            stores.append(store.pk)
            tokens.append(issue_token(store_id=store.pk, label="bench", by=BENCH, at=now))
        for person in people:
            grant_role(user=person, role=Role.STORE_STAFF, started_on=now.date(), by=BENCH)
        courier = User.objects.create_user(email="courier@bench.example", name="Courier")
        crew = crew_of_a_year([courier.pk], last=now.date(), days=1, hours=1)
        orders_of_a_year(
            PAST_ORDERS * len(stores), last=now.date() - timedelta(days=1), store_ids=stores, courier_ids=crew
        )
    analyse()
    return _Ground(
        tokens=tokens,
        pages=[f"/c/bench/stores/{store_id}/orders/" for store_id in stores],
        cookies=[logged_in(person) for person in people],
        streets=[f"{row.number} {row.street}" for row in rows],
    )


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
def served() -> Iterator[tuple[int, list[Proc]]]:
    """Web and relay on a free port of the loopback: the port, and the processes of the web."""
    stack = bench_stack()
    webs, started = stack.webs(), []
    try:
        for proc in (stack.relay(), *webs):
            started.append(proc)
            proc.start()
        yield stack.port, webs
    finally:
        for proc in reversed(started):
            proc.stop()
