"""200 orders over HTTP while each server is killed -9 in the middle: none lost, none doubled, all reacted to."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import redis

from coopplatform.embedded.process import Proc
from coopplatform.embedded.stack import CHECKOUT, Stack
from coopplatform.embedded.supervisor import supervise
from tests.database import fill, migrated_dump
from tests.embedded.conftest import Services, new_services

pytestmark = pytest.mark.embedded

ORDERS = 200
CLIENTS = 4
PATIENCE_SECONDS = 60
__all__ = ["new_services"]

FOUND = """
import json, django
django.setup()
from datetime import datetime, UTC
from cooperatives.domain.roles import Role
from deliveries.services.position_pass import position_pass
from deliveries.services.stores import issue_token
from tests.conftest import PLATFORM, furnish, make_cooperative
now = datetime.now(UTC)
roue = make_cooperative("roue-libre", "La Roue Libre", {"alma": Role.COURIER, "rosa": Role.STORE_STAFF}, now)
furnish(roue, "alma", "rosa", "AL", now)
with roue.inside():
    token = issue_token(store_id=roue.store_id, label="till", by=PLATFORM, at=now)
ids = {"cooperative_id": roue.cooperative.pk, "courier_id": roue.courier_id, "shift_id": roue.shift_id}
print(json.dumps({"id": roue.cooperative.pk, "token": token, "pass": position_pass(**ids)}))
"""


@dataclass
class Running:
    """The whole product on servers of its own, each process of it brought back when it dies."""

    services: Services
    stack: Stack
    procs: list[Proc]
    environment: dict[str, str]
    cooperative_id: int
    token: str
    position_pass: str

    def kill(self, name: str) -> None:
        os.kill(self._pid(name), signal.SIGKILL)

    def _pid(self, name: str) -> int:
        if name == "postgres":
            return self.services.postmaster()
        if name == "valkey":
            return int(redis.Redis.from_url(self.services.at.redis_url).info("server")["process_id"])
        pid = next(proc.pid for proc in self.procs if proc.name == name)
        assert pid is not None
        return pid

    def count(self, query: str) -> Any:
        with psycopg.connect(self.services.at.superuser_url) as database:
            return database.execute(query.encode()).fetchall()


@pytest.fixture
def tables(django_db_blocker: Any) -> Path:
    with django_db_blocker.unblock():
        return migrated_dump()


@pytest.fixture
def running(new_services: Services, tables: Path) -> Iterator[Running]:
    new_services.start()
    environment = {
        **os.environ,
        **new_services.at.environment(),
        "COOP_DATA_DIR": str(new_services.at.data),
        "DJANGO_SETTINGS_MODULE": "coopplatform.settings.local",
        "PYTHONPATH": str(CHECKOUT),
    }
    fill(new_services.at, tables)
    founded = json.loads(python(environment, "-c", FOUND))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    stack = Stack(new_services.at.data, port, environment=environment)
    procs, stopping, ready = stack.procs(), threading.Event(), threading.Event()
    supervisor = threading.Thread(
        target=supervise, args=(procs,), kwargs={"should_stop": stopping.is_set, "on_ready": ready.set}
    )
    supervisor.start()
    assert ready.wait(PATIENCE_SECONDS)
    yield Running(new_services, stack, procs, environment, founded["id"], founded["token"], founded["pass"])
    stopping.set()
    supervisor.join()


@pytest.fixture
def carrier(running: Running) -> Iterator["subprocess.Popen[bytes]"]:
    words = ["tests/story/carry_everything.py", str(running.cooperative_id), str(ORDERS)]
    process = subprocess.Popen([sys.executable, *words], cwd=CHECKOUT, env=running.environment)
    yield process
    process.kill()
    process.wait()


def python(environment: dict[str, str], *words: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        cwd=CHECKOUT,
        env=environment | more,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Till:
    """Orders once each, and asks again with the same key until it is told what became of it."""

    def __init__(self, running: Running) -> None:
        self.address = f"http://127.0.0.1:{running.stack.port}/api/v1/orders/"
        self.headers = {"Authorization": f"Bearer {running.token}"}
        self.answered: dict[int, str] = {}
        self.asked_again = 0

    def has(self, answered: int) -> bool:
        return len(self.answered) >= answered

    def order(self, number: int) -> None:
        body = {
            "recipient": {
                "name": f"Customer {number}",
                "address": "14 rue Grimaldi",
                "point": {"lat": 43.7335, "lon": 7.4165},
            },
            "ready_at": (datetime.now(UTC) + timedelta(minutes=15)).isoformat(),
        }
        headers = self.headers | {"Idempotency-Key": f"order-{number}"}
        while True:
            try:
                answer = httpx.post(self.address, json=body, headers=headers, timeout=10)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code == 201:
                self.answered[number] = answer.json()["id"]
                return
            assert answer is None or answer.status_code >= 500, answer.text
            self.asked_again += 1
            time.sleep(0.1)


def until(question: Callable[[], bool]) -> None:
    """Ask until yes, for a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _answered(question):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _answered(question: Callable[[], bool]) -> bool:
    """A server that is just coming back has not answered yet."""
    try:
        return question()
    except psycopg.OperationalError:
        return False


def test_no_order_is_lost_or_doubled_when_servers_are_killed(
    running: Running, carrier: "subprocess.Popen[bytes]"
) -> None:
    till = Till(running)
    victims = {30: "web-1", 60: "relay", 90: "postgres", 120: "valkey", 150: "worker", 170: "web-2"}
    with ThreadPoolExecutor(CLIENTS) as clients:
        orders = [clients.submit(till.order, number) for number in range(ORDERS)]
        for done, victim in victims.items():
            until(partial(till.has, done))
            running.kill(victim)
        for order in orders:
            order.result()
    assert carrier.wait(PATIENCE_SECONDS) == 0

    assert till.asked_again > 0
    assert running.count("select count(*), count(distinct number), max(number) from deliveries_order") == [
        (ORDERS, ORDERS, ORDERS)
    ]
    kept = {str(row[0]) for row in running.count("select id from deliveries_order where state = 'delivered'")}
    assert set(till.answered.values()) == kept
    assert running.count("select count(*), count(distinct source_key) from cooperatives_entry") == [
        (ORDERS, ORDERS)
    ]
    for name in ("OrderPlaced", "TasksAssigned", "DeliveryCompleted"):
        assert running.count(f"select count(*) from journal_journalentry where name = '{name}'") == [
            (ORDERS,)
        ]
    until(lambda: running.count("select count(*) from members_crediteddelivery") == [(ORDERS,)])
    last = running.count("select max(position) from journal_journalentry")[0][0]
    until(
        lambda: (
            running.count("select distinct position from journal_readercursor where position > 0")
            == [(last,)]
        )
    )
    assert running.count("select count(*) from journal_failedreaction") == [(0,)]
