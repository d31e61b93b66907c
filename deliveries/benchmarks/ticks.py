"""How long a tick of automatic dispatch takes, database included, in a city with its fleet at work."""

import os
import random
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cooperatives.models import User
from coopplatform import memory
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.own_database import analyse, own_database
from coopplatform.tenancy.scope import scope
from deliveries.benchmarks.ground import BENCH, addresses, found
from deliveries.models import Order, Store, Task, Town, TownAddress
from deliveries.queries.suggestions import suggestions
from deliveries.services.automatic import dispatch_automatically
from deliveries.services.carrying import complete_task
from deliveries.services.ordering import place_order
from deliveries.services.positions import Fix, report_positions
from deliveries.services.quoting import Destination, NewOrder
from deliveries.services.stores import open_store
from members.services.roster import clock_in, hire, plan_shift

STORES = 60
MINUTE = timedelta(minutes=1)
RIDE = timedelta(minutes=20)
WARM_UP = 5
MOVING = 0.1


def ticks(*, couriers: int, open_orders: int, rounds: int, seed: int = 1) -> dict[str, Any]:
    """Minutes of a busy evening: before each tick a tenth of the fleet moves, orders come in, rides end."""
    with own_database():
        cooperative, town = found(
            "helsinki", country="FI", zone="Europe/Helsinki", dispatch={"mode": "automatic"}
        )
        with scope(cooperative.pk):
            city = _City(town, random.Random(seed), couriers=couriers, open_orders=open_orders)
            for _ in range(WARM_UP):
                city.minute()
                dispatch_automatically(at=city.at)
            analyse()
            memory.settle()  # as a worker does when it starts
            wall, cpu, given = [], [], 0
            for _ in range(rounds):
                city.minute()
                began, began_cpu = time.perf_counter(), time.process_time()
                given += dispatch_automatically(at=city.at)
                wall.append(1000 * (time.perf_counter() - began))
                cpu.append(1000 * (time.process_time() - began_cpu))
            with CaptureQueriesContext(connection) as asked:
                advice = suggestions(city.at)
    return {
        "bench": "dispatch",
        "cpus": os.cpu_count(),
        "couriers": couriers,
        "open_orders": open_orders,
        "ticks": rounds,
        "given": given,
        "suggested_at_the_end": len(advice.decision.suggestions),
        "queries": len(asked),
        "tick_ms": _spread(wall),
        "cpu_ms": _spread(cpu),
    }


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": round(ordered[len(ordered) // 2], 1),
        "p95": round(ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)], 1),
        "max": round(ordered[-1], 1),
    }


class _City:
    """Stores, couriers on shift, and a clock that goes by minutes."""

    def __init__(self, town: Town, chance: random.Random, *, couriers: int, open_orders: int) -> None:
        self.at = timezone.now().replace(microsecond=0)
        self._chance, self._open_orders = chance, open_orders
        self._rows = addresses(town, every=3)
        self._stores = [self._store(row) for row in chance.sample(self._rows, STORES)]
        self._couriers = [self._courier(number) for number in range(couriers)]
        self._move(self._couriers)

    def minute(self) -> None:
        """A minute goes by."""
        self.at += MINUTE
        self._end_rides()
        self._move(self._chance.sample(self._couriers, max(1, round(MOVING * len(self._couriers)))))
        waiting = Order.objects.filter(state="placed", closed_at__isnull=True).count()
        for _ in range(self._open_orders - waiting):
            self._order()

    def _store(self, row: TownAddress) -> Store:
        return open_store(name=f"Store {row.pk}", address=row.street, point=_point(row), by=BENCH, at=self.at)

    def _courier(self, number: int) -> UUID:
        user = User.objects.create(email=f"courier-{number}@bench.example", name=f"Courier {number}")
        member = hire(
            user_id=user.pk,
            name=f"Courier {number}",
            code=f"{chr(65 + number // 36)}{'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 36]}",
            weekly_minutes=35 * 60,
            hourly_cents=1400,
            started_on=self.at.date() - timedelta(days=365),
            by=BENCH,
        )
        began = self.at - timedelta(minutes=self._chance.randrange(10, 180))
        shift = plan_shift(
            member_id=member.pk, starts_at=began, ends_at=self.at + timedelta(hours=5), by=BENCH
        )
        clock_in(shift_id=shift.pk, by=BENCH, at=began)
        return UUID(str(member.pk))

    def _move(self, couriers: list[UUID]) -> None:
        for courier_id in couriers:
            fix = Fix(self.at, _point(self._chance.choice(self._rows)))
            report_positions(courier_id=courier_id, fixes=[fix], at=self.at)

    def _order(self) -> None:
        row = self._chance.choice(self._rows)
        address = f"{row.number} {row.street}"
        to = Destination("Customer", address, _point(row), phone="+358 40 000 00 00")
        new = NewOrder(
            store_id=self._chance.choice(self._stores).pk,
            to=to,
            ready_at=self.at + timedelta(minutes=self._chance.randrange(5, 25)),
            bags=self._chance.randrange(1, 4),
        )
        place_order(new=new, by=BENCH, at=self.at)

    def _end_rides(self) -> None:
        due: datetime = self.at - RIDE
        riding = Task.objects.filter(completed_at__isnull=True, assignee__isnull=False)
        for task in riding.filter(window_after__lte=due).order_by("-kind")[:200]:
            if task.assignee_id:
                complete_task(task_id=task.pk, courier_id=task.assignee_id, by=BENCH, at=self.at)


def _point(row: TownAddress) -> Point:
    return Point(row.lat, row.lon)
