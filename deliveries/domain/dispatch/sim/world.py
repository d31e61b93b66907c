"""Plays a day under the strict rules of the Meal Delivery Routing Problem, minute by minute; refuses what they forbid.

No order is known before it is placed; only idle couriers are instructed; a bundle comes from one restaurant and is
picked up before the courier's off-time; nothing is taken back. `Liberties` name what a product may allow beyond that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from deliveries.domain.dispatch.sim.instance import Day, DayCourier, DayOrder, Spot


class RuleBroken(Exception):
    """A policy gave an instruction that the rules forbid."""


@dataclass(frozen=True, slots=True)
class Liberties:
    """What is allowed beyond the strict rules: adding to a courier still waiting, several restaurants in one ride."""

    updates: bool = False
    radius_metres: int = 0


@dataclass(frozen=True, slots=True)
class Instruction:
    """Fetch these orders and hand them over in this sequence, from `restaurants` in pickup order if several.

    `adds`: the courier still waits for food, and `orders` is the new whole sequence.
    """

    courier: str
    orders: tuple[str, ...]
    restaurants: tuple[str, ...] = ()
    adds: bool = False


@dataclass(slots=True)
class Job:
    """One instruction under way: `orders` in drop-off order, `stops` the restaurants in pickup order."""

    assigned: int
    courier: str
    orders: list[str]
    stops: list[Spot]
    arrivals: list[int]
    departs: int
    origin: Spot
    pickups: dict[str, int] = field(default_factory=dict)
    dropoffs: dict[str, int] = field(default_factory=dict)
    pickup: int = 0
    is_void: bool = False


@dataclass(slots=True)
class Rider:
    """A courier's day: where they are free next, and what they did."""

    day: DayCourier
    at: Spot
    free_at: int
    jobs: list[Job] = field(default_factory=list)
    orders: int = 0

    @property
    def job(self) -> Job | None:
        return self.jobs[-1] if self.jobs else None


class Policy(Protocol):
    def instruct(self, world: "World", now: int) -> Sequence[Instruction]: ...


class World:
    """The day as a policy may see it: `open` orders, riders, and when an order is expected to be ready."""

    def __init__(self, day: Day, *, is_noisy: bool = False, liberties: Liberties = Liberties()) -> None:
        self.day, self.is_noisy, self.liberties = day, is_noisy, liberties
        self.now = 0
        self.orders = {order.id: order for order in day.orders}
        self.open: dict[str, DayOrder] = {}
        self.riders = {c.id: Rider(c, c.start, c.on) for c in day.couriers}
        self.jobs: list[Job] = []
        self.declined: dict[str, set[str]] = {}
        self._mean = _mean_preparation(day)
        rules = day.rules
        self.before = rules.pickup_minutes // 2
        self.after = rules.pickup_minutes - self.before
        self.hand = rules.dropoff_minutes // 2
        self.leave_door = rules.dropoff_minutes - self.hand

    def play(self, policy: Policy) -> None:
        """The whole day."""
        coming = sorted(self.day.orders, key=lambda o: (o.placed, o.id), reverse=True)
        last = max((c.off for c in self.day.couriers), default=0)
        for self.now in range(min((o.placed for o in coming), default=0), last + 1):
            while coming and coming[-1].placed <= self.now:
                order = coming.pop()
                self.open[order.id] = order
            if self.is_noisy:
                self._release_unready()
            if self.open:
                for instruction in policy.instruct(self, self.now):
                    self._carry_out(instruction)

    def expected_ready(self, order: DayOrder) -> tuple[int, bool]:
        """When it should be ready, and whether the kitchen has said so."""
        if not self.is_noisy or order.ready <= self.now:
            return order.ready, True
        return max(self.now + 1, order.placed + self._mean[order.restaurant]), False

    def expected_free(self, rider: Rider) -> int:
        """When a courier should be free again, as far as one can tell now."""
        job = rider.job
        if not self.is_noisy or job is None or job.is_void or job.pickup <= self.now:
            return rider.free_at
        ready = max(self.expected_ready(self.orders[o])[0] for o in job.orders)
        return rider.free_at - job.pickup + max(job.arrivals[-1] + self.before, ready)

    def is_on_shift(self, rider: Rider) -> bool:
        return rider.day.on <= self.now <= rider.day.off

    def is_idle(self, rider: Rider) -> bool:
        return self.is_on_shift(rider) and rider.free_at <= self.now

    def _carry_out(self, told: Instruction) -> None:
        rider = self.riders[told.courier]
        had = set(rider.job.orders) if told.adds and rider.job else set()
        new = [o for o in told.orders if o not in had]
        if not new or any(o not in self.open for o in new) or len(set(told.orders)) < len(told.orders):
            raise RuleBroken(f"{told}: not open at {self.now}")
        if told.adds:
            self._add(rider, told)
            return
        if not self.is_idle(rider):
            raise RuleBroken(f"{told}: not idle at {self.now}")
        orders = [self.orders[o] for o in told.orders]
        stops = self._pickup_stops(orders, told.restaurants)
        job = Job(self.now, told.courier, list(told.orders), stops, [], self.now, rider.at)
        rider.jobs.append(job)
        self.jobs.append(job)
        self._ride(rider, job)
        for o in told.orders:
            del self.open[o]

    def _pickup_stops(self, orders: Sequence[DayOrder], wished: Sequence[str]) -> list[Spot]:
        names = {o.restaurant for o in orders}
        spots = [self.day.restaurants[name] for name in (wished if set(wished) == names else sorted(names))]
        near = self.liberties.radius_metres
        for a in spots:
            for b in spots:
                if a is not b and (a.x - b.x) ** 2 + (a.y - b.y) ** 2 > near**2:
                    raise RuleBroken(f"One bundle from {a.id} and {b.id}")
        return spots

    def _ride(self, rider: Rider, job: Job) -> None:
        """Work out the job's clock. Raises RuleBroken for a pickup after the off-time that could be foreseen."""
        orders = [self.orders[o] for o in job.orders]
        at, place, foreseen = job.departs, job.origin, job.departs - self.after
        job.arrivals.clear()
        for stop in job.stops:
            there = [o for o in orders if o.restaurant == stop.id]
            ride = self.day.ride(place, stop)
            job.arrivals.append(at + ride)
            foreseen = max(
                foreseen + self.after + ride + self.before, *(self.expected_ready(o)[0] for o in there)
            )
            picked = max(at + ride + self.before, *(o.ready for o in there))
            job.pickups |= {o.id: picked for o in there}
            job.pickup, at, place = picked, picked + self.after, stop
        if foreseen > rider.day.off:
            raise RuleBroken(f"{job.orders} picked up after {rider.day.id}'s off-time")
        for order in orders:
            at += self.day.ride(place, order.door) + self.hand
            job.dropoffs[order.id] = at
            at, place = at + self.leave_door, order.door
        rider.at, rider.free_at = place, at
        rider.orders += len(orders)
        job.is_void = job.pickup > rider.day.off
        if job.is_void:  # an estimate was wrong: the courier waits in vain until their shift ends
            rider.at, rider.free_at = job.stops[-1], max(rider.day.off, job.arrivals[-1])
            rider.orders -= len(orders)

    def _release_unready(self) -> None:
        for rider in self.riders.values():
            job = rider.job
            if job and job.is_void and rider.free_at == self.now:
                self.open |= {o: self.orders[o] for o in job.orders}

    def _add(self, rider: Rider, told: Instruction) -> None:
        """Orders join those a courier has not picked up yet, at the same restaurant."""
        job = rider.job
        if not self.liberties.updates or job is None or job.is_void or job.pickup <= self.now:
            raise RuleBroken(f"{told}: nothing to add to at {self.now}")
        if not set(job.orders) <= set(told.orders):
            raise RuleBroken(f"{told}: takes orders away")
        if len(job.stops) > 1 or any(self.orders[o].restaurant != job.stops[-1].id for o in told.orders):
            raise RuleBroken(f"{told}: of another restaurant")
        rider.orders -= len(job.orders)
        job.orders = list(told.orders)
        self._ride(rider, job)
        for o in told.orders:
            self.open.pop(o, None)


def _mean_preparation(day: Day) -> dict[str, int]:
    taken: dict[str, list[int]] = {}
    for order in day.orders:
        taken.setdefault(order.restaurant, []).append(order.ready - order.placed)
    return {restaurant: round(sum(minutes) / len(minutes)) for restaurant, minutes in taken.items()}
