"""`manage.py bench orders`: orders a second over HTTP, as one JSON line.

The real web server (two workers) and relay on a database of their own; token, address search in the town's
table, pricing along its streets, journal and live updates are all on.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from cooperatives.services.founding import found_cooperative, settle_in_town
from coopplatform.embedded.stack import Stack
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.scope import scope
from deliveries.models import TownAddress
from deliveries.services.stores import issue_token, open_store
from deliveries.services.towns import import_town
from deliveries.simulation.load import run_load

CLIENTS = (1, 8, 32)
MOST_ORDERS = 20_000
WARM_UP_SECONDS = 2.0
DATABASE = "coop_bench"
BENCH = Actor.platform("bench")
TARIFF = {
    "base_cents": 720,
    "included_metres": 1000,
    "per_km_cents": 110,
    "included_bags": 2,
    "per_extra_bag_cents": 60,
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["orders"])
        parser.add_argument("--seconds", type=float, default=10.0, help="for each number of clients")

    def handle(self, *args: Any, seconds: float, **options: Any) -> None:
        if not 1 <= seconds <= 120:
            raise CommandError("Between 1 and 120 seconds, please.")
        with _own_database():
            tokens, addresses = _furnish()
            with _served() as port:
                run_load(
                    port=port,
                    tokens=tokens[:8],
                    addresses=addresses,
                    seconds=WARM_UP_SECONDS,
                    most=MOST_ORDERS,
                )
                found = {
                    str(clients): run_load(
                        port=port,
                        tokens=tokens[:clients],
                        addresses=addresses,
                        seconds=seconds,
                        most=MOST_ORDERS,
                    )
                    for clients in CLIENTS
                }
        self.stdout.write(
            json.dumps(
                {
                    "bench": "orders",
                    "seconds": seconds,
                    "cpus": os.cpu_count(),
                    "clients": {clients: load.as_json() for clients, load in found.items()},
                }
            )
        )
        if refused := [reason for load in found.values() for reason in load.refused]:
            raise CommandError(f"{len(refused)} orders were refused, the first one: {refused[0]}")


@contextmanager
def _own_database() -> Iterator[None]:
    """Made, migrated and dropped again, beside the one in use."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def _furnish() -> tuple[list[str], list[str]]:
    """A co-op in Monaco with a store and a key for each client, and addresses to order to."""
    now = timezone.now()
    cooperative = found_cooperative(
        slug="bench",
        name="Bench",
        country="MC",
        currency="EUR",
        timezone="Europe/Monaco",
        founded_on=date(2024, 1, 1),
        terms={"pricing": TARIFF, "dispatch": {}, "pay": {}, "surplus": {}},
        by=BENCH,
        at=now,
    )
    extract = settings.ROOT / "data" / "towns" / "monaco" / "monaco.osm.pbf"
    town = import_town(slug="bench", name="Monaco", extract=extract, at=now)
    with scope(cooperative.pk):
        settle_in_town(town=town.slug, by=BENCH)
        found = TownAddress.objects.filter(town=town).order_by("id")
        rows = [row for row in found if town.holds(Point(row.lat, row.lon))][::8]
        tokens = []
        for row in rows[: max(CLIENTS)]:
            store = open_store(
                name=f"Store {row.pk}", address=row.street, point=Point(row.lat, row.lon), by=BENCH, at=now
            )
            tokens.append(issue_token(store_id=store.pk, label="bench", by=BENCH, at=now))
    return tokens, [f"{row.number} {row.street}" for row in rows]


@contextmanager
def _served() -> Iterator[int]:
    """Web and relay on a free port of the loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{DATABASE}").geturl()
    stack = Stack(
        Path(settings.DATA_DIR) / "bench",
        port,
        environment={"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
    )
    started = []
    try:
        for proc in (stack.relay(), *stack.webs()):
            started.append(proc)
            proc.start()
        yield port
    finally:
        for proc in reversed(started):
            proc.stop()
