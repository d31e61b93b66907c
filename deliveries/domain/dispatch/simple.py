"""The rule of thumb that decides when the engine cannot: first come, first served, the nearest free courier.

It shares nothing with the engine but the intake and the hard limits' names, so that it works when the engine does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.intake import take_in
from deliveries.domain.dispatch.model import (
    Courier,
    Decision,
    Params,
    State,
    Suggestion,
    WaitingOrder,
    WhyNotYet,
)
from deliveries.domain.dispatch.timing import Service
from deliveries.domain.travel import StraightLine, TravelTimes

POLICY = "simple-1"
STACK = 3


@dataclass(frozen=True, slots=True)
class Ride:
    """One courier's way to a restaurant: moments in Unix seconds."""

    courier: Courier
    seconds: int
    pickup_at: int


def decide_simply(state: State, now: int, params: Params) -> Decision:
    """Send the nearest free courier just in time, with up to three orders of one restaurant that are ready then."""
    intake = take_in(state, now, params)
    travel = Legs(state.travel)
    idle = [c for c in intake.couriers if _free_at(c, now) <= now]
    line = sorted(intake.orders, key=lambda o: (o.placed_at, o.id))
    given: list[Suggestion] = []
    waiting = list(intake.later)
    taken: set[str] = set()
    for order in line:
        if order.id in taken:
            continue
        ride = _nearest(order, idle, travel, now, params)
        if ride is None:
            waiting.append(WhyNotYet(order.id, "nobody_can", Sentence(_("No courier can take it now."))))
            continue
        together = _together(order, line, ride, taken)
        taken.update(o.id for o in together)
        idle.remove(ride.courier)
        given.append(_suggestion(ride, together, travel, now, params))
    return Decision(
        decided_at=now,
        suggestions=tuple(given),
        waiting=tuple(sorted(waiting, key=lambda w: w.order_id)),
        left_out=intake.left_out,
        cost=0,
        waiting_cost=0,
        policy=POLICY,
        notes=(
            Sentence(_("The engine failed: the simple rule decided, the nearest free courier just in time.")),
        ),
    )


class Legs:
    """Riding seconds by the router, or by the straight line once it failed."""

    def __init__(self, travel: TravelTimes) -> None:
        self._travel = travel

    def seconds(self, origins: Sequence[Point], destination: Point) -> list[int]:
        if not origins:
            return []
        try:
            found = self._travel.matrix(origins, [destination]).seconds
        except Exception:  # noqa: BLE001 - the router may be what failed
            self._travel = StraightLine()
            found = self._travel.matrix(origins, [destination]).seconds
        return [int(row[0]) for row in found]


def _free_at(courier: Courier, now: int) -> int:
    free = max(courier.free_at, courier.shift_starts_at, courier.rest_until or now)
    return max([free, *(ends for begins, ends in courier.breaks if begins <= now < ends)])


def _nearest(
    order: WaitingOrder, idle: Sequence[Courier], travel: Legs, now: int, params: Params
) -> Ride | None:
    able = [c for c in idle if _may(c, order)]
    service = Service.halved(params.pickup_seconds, params.dropoff_seconds)
    door = service.pickup_after + travel.seconds([order.pickup], order.dropoff)[0] + service.dropoff_before
    best: Ride | None = None
    for courier, seconds in zip(able, travel.seconds([c.position for c in able], order.pickup), strict=True):
        arrives = now + seconds + service.pickup_before
        pickup_at = max(arrives, order.ready_at, (order.earliest_dropoff_at or 0) - door)
        ends = pickup_at + door + service.dropoff_after
        reaches = seconds <= params.max_ride_seconds and _in_time(courier, pickup_at, ends, now)
        if reaches and pickup_at + door <= (order.latest_dropoff_at or ends):
            best = Ride(courier, seconds, pickup_at) if best is None or seconds < best.seconds else best
    return best


def _in_time(courier: Courier, pickup_at: int, ends: int, now: int) -> bool:
    rests = any(begins < ends and stops > now for begins, stops in courier.breaks)
    return pickup_at <= courier.shift_ends_at and not rests


def _may(courier: Courier, order: WaitingOrder) -> bool:
    """The hard limits that need no clock."""
    return (
        courier.id not in order.declined_by
        and order.pinned_to in (None, courier.id)
        and order.needs <= courier.skills
        and _fits([order], courier)
    )


def _fits(orders: Sequence[WaitingOrder], courier: Courier) -> bool:
    loads = zip(*(o.load.vector for o in orders), strict=True)
    return all(sum(sizes) <= limit for sizes, limit in zip(loads, courier.capacity.vector, strict=True))


def _together(
    order: WaitingOrder, line: Sequence[WaitingOrder], ride: Ride, taken: set[str]
) -> list[WaitingOrder]:
    together = [order]
    if _has_window(order) or ride.courier.breaks:
        return together
    for other in line:
        joins = (
            other.id not in taken
            and other is not order
            and (other.place, other.pickup) == (order.place, order.pickup)
            and other.ready_at <= ride.pickup_at
            and not _has_window(other)
            and _may(ride.courier, other)
        )
        if joins and len(together) < STACK and _fits([*together, other], ride.courier):
            together.append(other)
    return together


def _has_window(order: WaitingOrder) -> bool:
    return order.earliest_dropoff_at is not None or order.latest_dropoff_at is not None


def _suggestion(ride: Ride, orders: list[WaitingOrder], travel: Legs, now: int, params: Params) -> Suggestion:
    service = Service.halved(params.pickup_seconds, params.dropoff_seconds)
    leave_at = max(now, ride.pickup_at - service.pickup_before - ride.seconds)
    way = [orders[0].pickup, *(o.dropoff for o in orders)]
    at, handed_over = ride.pickup_at + service.pickup_after, []
    for a, b in pairwise(way):
        at += travel.seconds([a], b)[0] + service.dropoff_before
        handed_over.append(at)
        at += service.dropoff_after
    return Suggestion(
        courier_id=ride.courier.id,
        order_ids=tuple(o.id for o in orders),
        now=leave_at < now + params.tick_seconds,
        leave_at=leave_at,
        pickup_at=ride.pickup_at,
        dropoffs_at=tuple(handed_over),
        places=(orders[0].place,),
        cost=0,
        route=tuple(o.id for o in orders),
    )
