"""A hub with two bikes, and tomorrow's four orders with windows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.dispatch.tours import Instance, evaluated
from deliveries.domain.dispatch.tours.model import LeftOut, Problem, TourPlan
from deliveries.domain.loads import Capacity
from deliveries.models import PlannedStop
from deliveries.services import planning
from deliveries.services.fleet import add_bike, open_hub
from deliveries.services.quoting import Destination
from members.services.roster import plan_shift
from tests.conftest import PLATFORM, placed

SENTENCE = Sentence("No bike carries it.")
DOORS = [(43.7335, 7.4165), (43.7350, 7.4190), (43.7362, 7.4201), (43.7390, 7.4270)]


def solve(problem: Problem, *, previous: TourPlan | None = None, **_options: Any) -> TourPlan:
    """A planner of few thoughts: every order on the first bike whose load allows it, one after the other."""
    orders: dict[str, tuple[str, ...]] = {bike.id: () for bike in problem.bikes}
    left = []
    for job in problem.shipments:
        fits = [
            bike
            for bike in problem.bikes
            if job.skills <= bike.skills
            and all(a <= b for a, b in zip(job.pickups[0].load, bike.capacity, strict=True))
        ]
        if fits:
            orders[fits[0].id] += (job.pickups[0].id, job.dropoffs[0].id)
        else:
            left.append(LeftOut(job.id, "capacity", SENTENCE))
    return TourPlan(evaluated(Instance.of(problem), orders).plan.tours, tuple(left))


@dataclass
class Fleet:
    """La Roue Libre with what it plans with. Times are tomorrow's, in the co-op's zone."""

    cast: Any
    now: datetime
    hub: Any = None
    bikes: list[Any] = field(default_factory=list)
    orders: list[Any] = field(default_factory=list)

    @property
    def day(self):
        return timezone.localdate(self.now, self.cast.cooperative.zone) + timedelta(days=1)

    def at(self, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.day, time(hour, minute), self.cast.cooperative.zone)

    def place(self, index: int, first: int = 9, last: int = 12, **changes: Any) -> Any:
        lat, lon = DOORS[index % len(DOORS)]
        facts: dict[str, Any] = {
            "to": Destination(f"Door {index}", f"{index} rue Grimaldi", Point(lat, lon)),
            "ready_at": self.at(first),
            "window": TimeWindow(self.at(first), self.at(last)),
            "bags": 1,
        }
        order = placed(self.cast, self.now, **facts | changes)
        self.orders.append(order)
        return order

    def chosen(self, *, couriers: bool = True) -> list[planning.ChosenBike]:
        riders = [self.cast.courier_id] if couriers else []
        return [
            planning.ChosenBike(
                bike.pk, self.at(8), self.at(13), riders[index] if index < len(riders) else None
            )
            for index, bike in enumerate(self.bikes)
        ]

    def draft(self, **changes: Any) -> Any:
        facts: dict[str, Any] = {
            "day": self.day,
            "bikes": self.chosen(),
            "order_ids": [order.pk for order in self.orders],
            "run_seconds": 1,
            "by": self.cast.by("bruno"),
            "at": self.now,
        }
        return planning.draft_plan(**facts | changes)

    def planned(self, solver: Callable[..., TourPlan] = solve, **changes: Any) -> Any:
        plan = self.draft(**changes)
        self.run(plan, solver)
        plan.refresh_from_db()
        return plan

    def run(self, plan: Any, solver: Callable[..., TourPlan] = solve) -> bool:
        asked = planning.ask_for_run(plan_id=plan.pk, by=self.cast.by("bruno"), at=timezone.now())
        assert asked.run is not None
        return planning.carry_out_run(plan_id=plan.pk, run_id=asked.run, by=PLATFORM, solve=solver)

    def stop(self, plan: Any, index: int, kind: str = "dropoff") -> Any:
        return PlannedStop.objects.get(plan=plan, order=self.orders[index], kind=kind)

    def tour(self, plan: Any, index: int) -> Any:
        return plan.tours.get(bike=self.bikes[index])

    def row(self, plan: Any, index: int) -> list[str]:
        """The tour's stops in words: `1p` for the pickup of order 1."""
        numbers = {order.pk: position for position, order in enumerate(self.orders)}
        stops = self.tour(plan, index).stops.order_by("rank")
        return [f"{numbers[stop.order_id]}{stop.kind[0]}" for stop in stops]


def furnished(cast: Any, now: datetime) -> Fleet:
    fleet = Fleet(cast, now)
    with cast.inside():
        fleet.hub = open_hub(name="Hub", address="3 rue Suffren", point=Point(43.735, 7.418), by=PLATFORM)
        for name, capacity in (("Cargo", Capacity(12, 90_000, 300)), ("Trailer", Capacity(30, 150_000, 900))):
            fleet.bikes.append(
                add_bike(hub_id=fleet.hub.pk, name=name, kind="cargo", capacity=capacity, by=PLATFORM)
            )
        plan_shift(member_id=cast.courier_id, starts_at=fleet.at(8), ends_at=fleet.at(13), by=PLATFORM)
    for index in range(4):
        fleet.place(index)
    return fleet


@pytest.fixture
def fleet(inside: Any, now: datetime) -> Fleet:
    return furnished(inside, now)


def ids(values: Any) -> set[UUID]:
    return {value.pk for value in values}
