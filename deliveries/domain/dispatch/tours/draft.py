"""A plan being made: the order of stops of each bike, and the cheapest place in it for one more job."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.model import Bike, Job, LeftOut, TourPlan
from deliveries.domain.dispatch.tours.places import Place, places
from deliveries.domain.dispatch.tours.timing import Slack, holds, ridden, schedule, slack

SLACKS_KEPT = 20_000
Order = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insertion:
    """One job into one tour: the bike's new order, and the extra seconds of riding."""

    job_id: str
    bike_id: str
    order: Order
    extra_seconds: int


class Draft:
    """Orders of stops by bike that hold. Every change gives a bike a new order; nothing is changed in place."""

    def __init__(self, instance: Instance, orders: Mapping[str, Sequence[str]] | None = None) -> None:
        self.instance = instance
        self.orders: dict[str, Order] = dict.fromkeys(instance.bikes, ())
        self.orders |= {bike_id: tuple(order) for bike_id, order in (orders or {}).items()}
        self._slacks: dict[tuple[str, Order], Slack] = {}

    def copy(self) -> "Draft":
        draft = Draft(self.instance, self.orders)
        draft._slacks = self._slacks
        return draft

    @property
    def served(self) -> set[str]:
        job_of = self.instance.job_of
        return {job_of[id_].id for order in self.orders.values() for id_ in order if id_ in job_of}

    @property
    def travel_seconds(self) -> int:
        bikes = self.instance.bikes
        return sum(ridden(self.instance, bikes[id_], order) for id_, order in self.orders.items())

    @property
    def worth(self) -> tuple[int, int]:
        """What is served, by priority; then how little is ridden."""
        jobs = self.instance.jobs
        return sum(1 + max(0, jobs[id_].priority) for id_ in self.served), -self.travel_seconds

    def insert(self, insertion: Insertion) -> None:
        self.orders[insertion.bike_id] = insertion.order

    def plan(self, left_out: Iterable[LeftOut] = ()) -> TourPlan:
        """The plan with its times; bikes without work are not in it."""
        tours = tuple(
            schedule(self.instance, bike, self.orders[bike.id])
            for bike in self.instance.bikes.values()
            if self.orders[bike.id]
        )
        return TourPlan(tours, (*self.instance.jobs_out, *left_out), self.instance.bikes_out)

    def ridden(self, bike: Bike, order: Order) -> int:
        return ridden(self.instance, bike, order)

    def without(self, job: Job, bike_id: str) -> Order:
        """The order of this bike without `job`, and without reloads that nothing needs any more."""
        gone = {stop.id for stop in job.stops}
        return self.tidy(bike_id, tuple(id_ for id_ in self.orders[bike_id] if id_ not in gone))

    def tidy(self, bike_id: str, order: Order) -> Order:
        """The order without the reloads that can be spared."""
        bike = self.instance.bikes[bike_id]
        for position in reversed(range(len(order))):
            spared = order[:position] + order[position + 1 :]
            if order[position] not in self.instance.nodes and holds(self.instance, bike, spared):
                order = spared
        return order

    def cheapest(self, job: Job, bikes: Iterable[Bike]) -> Insertion | None:
        """The insertion of `job` that adds the least riding and holds; ties go to the earlier bike, then place."""
        return self.cheapest_into(job, ((bike, self.orders[bike.id]) for bike in bikes))

    def cheapest_into(self, job: Job, tours: Iterable[tuple[Bike, Order]]) -> Insertion | None:
        """As `cheapest`, into these orders instead of the draft's."""
        found: list[tuple[int, Bike, Order, Place]] = []
        for bike, order in tours:
            found += ((place.extra_seconds, bike, order, place) for place in self._places(job, bike, order))
        found.sort(key=lambda candidate: candidate[0])
        for extra_seconds, bike, order, place in found:
            longer = place.into(order)
            if holds(self.instance, bike, longer):
                return Insertion(job.id, bike.id, longer, extra_seconds)
        return None

    def _places(self, job: Job, bike: Bike, order: Order) -> Iterator[Place]:
        key = (bike.id, order)
        if key not in self._slacks:
            if len(self._slacks) > SLACKS_KEPT:
                self._slacks.clear()
            self._slacks[key] = slack(self.instance, bike, order)
        return places(self.instance, bike, order, self._slacks[key], job)
