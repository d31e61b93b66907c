"""The dispatch board of a big day: how long its first load takes, and a stop's change to every open board."""

import gzip
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.models import Cooperative, User
from cooperatives.services.founding import grant_role
from coopplatform import memory
from coopplatform.kernel.geo import Point
from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.own_database import own_database
from coopplatform.tenancy.scope import scope
from deliveries.benchmarks.ground import BENCH, addresses, found
from deliveries.benchmarks.listeners import Listeners
from deliveries.benchmarks.orders import bench_stack
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Delivery, Order, Store, Task, TownAddress
from deliveries.services.carrying import arrive_at_task
from deliveries.services.stores import open_store
from members.benchmarks.crew import crew_at_work

STORES = 60
WAITING = 0.1
WARM_UP = 5
PAUSE_SECONDS = 0.15
CHANGES = 60


def board(
    *, couriers: int, tasks: int, history: int, sockets: int, rounds: int, seed: int = 1
) -> dict[str, Any]:
    """`tasks` open stops of `couriers` at work, a tenth of the orders waiting, `history` orders of the days before.

    First load: the page, which brings the state along, by the test client through all middleware; beside it the state
    alone, as it is read anew. Then real processes: a stop is
    reported reached, and each of `sockets` boards says when it heard.
    """
    with own_database():
        cooperative, town = found("helsinki", country="FI", zone="Europe/Helsinki")
        day = _Day(cooperative, addresses(town, every=3), random.Random(seed))
        with scope(cooperative.pk):
            day.furnish(couriers=couriers, orders=tasks // 2, history=history)
        _analyse()
        client = _dispatcher(cooperative)
        memory.settle()
        figures = _first_load(client, cooperative.slug, rounds)
        with _served() as port:
            cookie = f"sessionid={client.cookies['sessionid'].value}"
            told = _told(port, cooperative, cookie, sockets, day.reached)
    return {
        "bench": "board",
        "cpus": os.cpu_count(),
        "load_average": [round(each, 1) for each in os.getloadavg()],
        "couriers": couriers,
        "tasks": tasks,
        "history_orders": history,
        **figures,
        "sockets": sockets,
        "changes": CHANGES,
        "commit_to_socket_ms": told,
    }


def _first_load(client: Client, slug: str, rounds: int) -> dict[str, Any]:
    page, state = f"/c/{slug}/board/", f"/c/{slug}/board/state/"
    took: dict[str, list[float]] = {"page": [], "state": []}
    for number in range(WARM_UP + rounds):
        began = time.perf_counter()
        client.get(page)
        between = time.perf_counter()
        client.get(state)
        ended = time.perf_counter()
        if number >= WARM_UP:
            for name, seconds in (("page", between - began), ("state", ended - between)):
                took[name].append(1000 * seconds)
    queries, raw, packed = {}, {}, {}
    for name, url in (("page", page), ("state", state)):
        with CaptureQueriesContext(connection) as asked:
            content = client.get(url).content
        queries[name], raw[name] = len(asked), len(content)
        packed[name] = len(gzip.compress(content, 6))
    return {
        "first_load_ms": {name: _spread(values) for name, values in took.items()},
        "queries": queries,
        "bytes": raw,
        "bytes_gzip": packed,
    }


def _told(
    port: int, cooperative: Cooperative, cookie: str, sockets: int, reached: Callable[[], UUID]
) -> dict[str, float]:
    """Milliseconds from the commit of a change to each socket."""
    url = f"ws://127.0.0.1:{port}/ws/c/{cooperative.slug}/all/"
    with Listeners(url, sockets, cookie=cookie, origin=f"http://127.0.0.1:{port}") as listeners:
        spans: list[float] = []
        with scope(cooperative.pk):
            for number in range(WARM_UP + CHANGES):
                task_id = reached()
                heard = listeners.heard(f"task:{task_id}", since=time.monotonic())
                if number >= WARM_UP:
                    spans += [1000 * seconds for seconds in heard]
                time.sleep(PAUSE_SECONDS)
    return _spread(spans)


class _Day:
    """A co-op's day, written in bulk; `reached` has a courier arrive at one more stop."""

    def __init__(self, cooperative: Cooperative, rows: list[TownAddress], chance: random.Random) -> None:
        self.at = timezone.now().replace(microsecond=0)
        self._zone = cooperative.zone
        self._rows, self._chance = rows, chance
        self._number = 0
        self._first: list[tuple[UUID, UUID]] = []

    def furnish(self, *, couriers: int, orders: int, history: int) -> None:
        users = User.objects.bulk_create(
            User(email=f"courier-{n}@bench.example", name=f"Courier {n}") for n in range(couriers)
        )
        crew = [
            who for who, _shift in crew_at_work([u.pk for u in users], since=self.at - timedelta(hours=1))
        ]
        stores = [
            open_store(name=f"Store {row.pk}", address=row.street, point=_point(row), by=BENCH, at=self.at)
            for row in self._chance.sample(self._rows, STORES)
        ]
        for ago in range(1, 11):
            then = self.at - timedelta(days=ago)
            self._write(stores, [self._chance.choice(crew) for _ in range(history // 10)], then, is_over=True)
        waiting = max(1, round(WAITING * orders))
        held: list[UUID | None] = [crew[n % len(crew)] for n in range(orders - waiting)]
        self._write(stores, [*held, *[None] * waiting], self.at, is_over=False)

    def reached(self) -> UUID:
        """A courier arrives at a pickup; the commit is the last thing that happens."""
        task_id, courier_id = self._first.pop()
        arrive_at_task(task_id=task_id, courier_id=courier_id, by=BENCH, at=timezone.now())
        return task_id

    def _write(self, stores: list[Store], holders: list[Any], at: datetime, *, is_over: bool) -> None:
        orders: list[Order] = []
        deliveries: list[Delivery] = []
        tasks: list[Task] = []
        for holder in holders:
            order = self._order(self._chance.choice(stores), at, holder, is_over=is_over)
            delivery = Delivery(
                order=order, tracking_token=uuid7().hex, distance_metres=2000, ride_seconds=480, taken_at=at
            )
            orders.append(order)
            deliveries.append(delivery)
            tasks += self._tasks(order, delivery, holder, at, is_over=is_over)
        Order.objects.bulk_create(orders, batch_size=2000)
        Delivery.objects.bulk_create(deliveries, batch_size=2000)
        Task.objects.bulk_create(tasks, batch_size=2000)

    def _order(self, store: Store, at: datetime, holder: UUID | None, *, is_over: bool) -> Order:
        self._number += 1
        ready = at + timedelta(minutes=self._chance.randrange(5, 50))
        open_state = OrderState.DISPATCHED if holder else OrderState.PLACED
        return Order(
            store=store,
            number=self._number,
            state=OrderState.DELIVERED if is_over else open_state,
            placed_at=at,
            placed_by=str(BENCH),
            ready_at=ready,
            promised_at=ready + timedelta(minutes=30),
            bags=self._chance.randrange(1, 4),
            closed_at=at + timedelta(hours=1) if is_over else None,
        )

    def _tasks(
        self, order: Order, delivery: Delivery, holder: UUID | None, at: datetime, *, is_over: bool
    ) -> Iterator[Task]:
        row = self._chance.choice(self._rows)
        store = order.store
        places = (
            (Task.Kind.PICKUP, store.name, store.address, store.point),
            (Task.Kind.DROPOFF, "Customer", f"{row.number} {row.street}", _point(row)),
        )
        for place, (kind, name, address, point) in enumerate(places):
            task = Task(
                delivery=delivery,
                kind=kind,
                state=TaskState.DONE if is_over else TaskState.WAITING,
                name=name,
                address=address,
                lat=point.lat,
                lon=point.lon,
                geocoder="bench",
                window_after=order.ready_at,
                window_before=order.promised_at,
                assignee_id=holder,
                rank=2 * self._number + place if holder else 0,
                completed_at=at + timedelta(minutes=50) if is_over else None,
            )
            if holder and not is_over and kind == Task.Kind.PICKUP:
                self._first.append((task.pk, holder))
            yield task


def _dispatcher(cooperative: Cooperative) -> Client:
    user = User.objects.create(email="bruno@bench.example", name="Bruno")
    with scope(cooperative.pk):
        grant_role(user=user, role=Role.DISPATCHER, started_on=cooperative.founded_on, by=BENCH)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@contextmanager
def _served() -> Iterator[int]:
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


def _analyse() -> None:
    """As autovacuum does within a minute: a planner that believes tables empty joins them in the worst way."""
    owner: Any = connection.creation
    with owner.as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze")


def _point(row: TownAddress) -> Point:
    return Point(row.lat, row.lon)


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values) or [0.0]
    return {
        "p50": round(ordered[len(ordered) // 2], 1),
        "p95": round(ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], 1),
        "max": round(ordered[-1], 1),
    }
