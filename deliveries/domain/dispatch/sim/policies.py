"""Who instructs: our engine, and two rules of thumb to compare it with."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from deliveries.domain.dispatch.live import decide
from deliveries.domain.dispatch.model import Courier, Load, Params, State, Waiting, WaitingOrder
from deliveries.domain.dispatch.sim.instance import DayOrder, Plane, on_globe
from deliveries.domain.dispatch.sim.world import Instruction, Rider, World

BENCHMARK = Params(
    ready_slack_seconds=0,
    stack_radius_metres=0,
    max_stack=4,
    stack_gap_seconds=45 * 60,
    courier_horizon_seconds=40 * 60,
    wait_seconds=90 * 60,
    overtime_weight=0,
    workload_weight=0,
    earnings_weight=0,
)
ANY = Load(bags=1_000_000)


@dataclass
class Greedy:
    """First come, first served: the nearest idle courier, sent at once."""

    is_just_in_time: bool = False
    stack: int = 1

    def instruct(self, world: World, now: int) -> Sequence[Instruction]:
        told: list[Instruction] = []
        idle = [rider for rider in world.riders.values() if world.is_idle(rider)]
        gone: set[str] = set()
        for order in sorted(world.open.values(), key=lambda o: (o.placed, o.id)):
            if order.id in gone or not idle:
                continue
            found = self._nearest(world, idle, order, now)
            if found is None:
                continue
            rider, ride = found
            ready = world.expected_ready(order)[0]
            if self.is_just_in_time and now + ride + world.before < ready:
                continue
            pickup = max(now + ride + world.before, ready)
            together = self._together(world, order, pickup, gone)
            gone.update(together)
            idle.remove(rider)
            told.append(Instruction(rider.day.id, tuple(together)))
        return told

    def _nearest(
        self, world: World, idle: Sequence[Rider], order: DayOrder, now: int
    ) -> tuple[Rider, int] | None:
        place = world.day.restaurants[order.restaurant]
        ready = world.expected_ready(order)[0]
        best: tuple[Rider, int] | None = None
        for rider in idle:
            ride = world.day.ride(rider.at, place)
            in_time = max(now + ride + world.before, ready) <= rider.day.off
            if in_time and (best is None or ride < best[1]):
                best = rider, ride
        return best

    def _together(self, world: World, order: DayOrder, pickup: int, gone: set[str]) -> list[str]:
        waiting = [
            other
            for other in world.open.values()
            if other.restaurant == order.restaurant
            and other.id != order.id
            and other.id not in gone
            and world.expected_ready(other)[0] <= pickup
        ]
        waiting.sort(key=lambda o: (o.placed, o.id))
        together = [order, *waiting[: self.stack - 1]]
        sequence, at = [], world.day.restaurants[order.restaurant]
        while together:
            nearest = min(together, key=lambda o: world.day.ride(at, o.door))
            together.remove(nearest)
            sequence.append(nearest.id)
            at = nearest.door
        return sequence


@dataclass
class Live:
    """The live engine, asked every minute; what it says to do now is done."""

    params: Params = BENCHMARK
    decision_seconds: list[float] = field(default_factory=list)
    largest: tuple[int, int] = (0, 0)
    said: dict[str, str] = field(default_factory=dict)
    _couriers: dict[str, Courier] = field(default_factory=dict)
    _orders: dict[str, WaitingOrder] = field(default_factory=dict)
    _plane: Plane | None = None

    def instruct(self, world: World, now: int) -> Sequence[Instruction]:
        began = time.process_time()
        self._plane = self._plane or Plane(world.day.rules)
        soon = now + self.params.courier_horizon_seconds // 60
        couriers = [
            self._courier(world, rider)
            for rider in world.riders.values()
            if rider.day.on <= soon and rider.day.off > now
        ]
        orders = [self._order(world, order) for order in world.open.values()]
        decision = decide(State(tuple(orders), tuple(couriers), self._plane), now * 60, self.params)
        self.decision_seconds.append(time.process_time() - began)
        self.largest = max(self.largest, (len(orders), len(couriers)))
        self.said |= {waiting.order_id: waiting.code for waiting in decision.waiting}
        self.said |= {gone.id: gone.code for gone in decision.left_out}
        return [
            Instruction(s.courier_id, s.route, s.places, s.is_added) for s in decision.suggestions if s.now
        ]

    def _courier(self, world: World, rider: Rider) -> Courier:
        free_at = world.expected_free(rider) * 60
        known = self._couriers.get(rider.day.id)
        waiting = self._waiting(world, rider) if world.liberties.updates else None
        if known and (known.free_at, known.orders_this_shift, known.waiting_at) == (
            free_at,
            rider.orders,
            waiting,
        ):
            return known
        made = Courier(
            id=rider.day.id,
            position=on_globe(rider.at),
            free_at=free_at,
            shift_starts_at=rider.day.on * 60,
            shift_ends_at=rider.day.off * 60,
            capacity=ANY,
            orders_this_shift=rider.orders,
            waiting_at=waiting,
        )
        self._couriers[rider.day.id] = made
        return made

    def _waiting(self, world: World, rider: Rider) -> Waiting | None:
        job = rider.job
        if job is None or job.is_void or job.pickup <= world.now or len(job.stops) > 1:
            return None
        orders = tuple(self._order(world, world.orders[o]) for o in job.orders)
        return Waiting(job.stops[0].id, orders, job.pickup * 60)

    def _order(self, world: World, order: DayOrder) -> WaitingOrder:
        ready, is_confirmed = world.expected_ready(order)
        known = self._orders.get(order.id)
        if known is None:
            known = WaitingOrder(
                id=order.id,
                place=order.restaurant,
                pickup=on_globe(world.day.restaurants[order.restaurant]),
                dropoff=on_globe(order.door),
                placed_at=order.placed * 60,
                ready_at=ready * 60,
                promised_at=(order.placed + world.day.rules.target_minutes) * 60,
                is_ready_confirmed=is_confirmed,
            )
        elif known.ready_at != ready * 60 or known.is_ready_confirmed != is_confirmed:
            known = replace(known, ready_at=ready * 60, is_ready_confirmed=is_confirmed)
        self._orders[order.id] = known
        return known
