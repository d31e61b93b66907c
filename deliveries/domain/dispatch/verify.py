"""Whether a decision keeps every hard limit: read from the state itself, with none of the engine's arithmetic."""

from collections import Counter
from collections.abc import Iterator

from deliveries.domain.dispatch.model import Courier, Decision, Params, State, Suggestion, WaitingOrder


def violations(state: State, now: int, params: Params, decision: Decision) -> list[str]:
    """Everything that is wrong with a decision, in words; empty for a sound one."""
    couriers = {c.id: c for c in state.couriers}
    orders = {o.id: o for o in state.orders}
    wrong = list(_accounts(state, decision))
    for s in decision.suggestions:
        courier, carried = couriers[s.courier_id], [orders[o] for o in s.order_ids]
        wrong += _limits(s, courier, carried, params)
        wrong += _clock(s, courier, carried, now)
        wrong += _windows(s, courier, carried)
        wrong += _way(s, courier, carried, state)
    return wrong


def _accounts(state: State, decision: Decision) -> Iterator[str]:
    """Every order exactly once, every courier at most once."""
    said = Counter(o for s in decision.suggestions for o in s.order_ids)
    said.update(w.order_id for w in decision.waiting)
    said.update(gone.id for gone in decision.left_out if not gone.is_courier)
    if said != Counter(o.id for o in state.orders):
        yield f"orders told {dict(said)}"
    busiest = Counter(s.courier_id for s in decision.suggestions).most_common(1)
    if busiest and busiest[0][1] > 1:
        yield f"{busiest[0][0]} suggested {busiest[0][1]} times"


def _limits(s: Suggestion, courier: Courier, carried: list[WaitingOrder], params: Params) -> Iterator[str]:
    aboard = [*carried, *(courier.waiting_at.orders if s.is_added and courier.waiting_at else ())]
    loads = zip(*(o.load.vector for o in aboard), strict=True)
    for sizes, limit in zip(loads, courier.capacity.vector, strict=True):
        if sum(sizes) > limit:
            yield f"{courier.id} carries {sizes} but can {limit}"
    for order in carried:
        if not order.needs <= courier.skills:
            yield f"{courier.id} lacks skills for {order.id}"
        if courier.id in order.declined_by or order.pinned_to not in (None, courier.id):
            yield f"{order.id} is not for {courier.id}"
    if len(aboard) > params.max_stack:
        yield f"{courier.id} carries {len(aboard)} orders"


def _clock(s: Suggestion, courier: Courier, carried: list[WaitingOrder], now: int) -> Iterator[str]:
    if s.pickup_at < max(o.ready_at for o in carried):
        yield f"{s.order_ids} picked up before they are ready"
    if s.pickup_at > courier.shift_ends_at:
        yield f"{s.order_ids} picked up after {courier.id}'s shift"
    free = max(courier.free_at, courier.shift_starts_at, courier.rest_until or 0)
    if not s.is_added and s.leave_at < free:
        yield f"{courier.id} leaves before being free"
    if s.now and not s.is_added and free > now:
        yield f"{courier.id} is instructed while busy"
    if s.leave_at < now or list(s.dropoffs_at) != sorted(s.dropoffs_at):
        yield f"{courier.id}'s clock runs backwards"


def _windows(s: Suggestion, courier: Courier, carried: list[WaitingOrder]) -> Iterator[str]:
    for begins, ends in courier.breaks:
        if s.leave_at < ends and s.dropoffs_at[-1] > begins and not s.is_added:
            yield f"{courier.id} rides in a break"
    for order, at in zip(carried, s.dropoffs_at, strict=True):
        if order.latest_dropoff_at is not None and at > order.latest_dropoff_at:
            yield f"{order.id} handed over after its window"
        if order.earliest_dropoff_at is not None and at < order.earliest_dropoff_at:
            yield f"{order.id} handed over before its window"


def _way(s: Suggestion, courier: Courier, carried: list[WaitingOrder], state: State) -> Iterator[str]:
    """Nobody arrives sooner than they can ride."""
    first = next(o.pickup for o in carried if o.place == s.places[0])
    there = int(state.travel.matrix([courier.position], [first]).seconds[0, 0])
    if not s.is_added and s.leave_at + there > s.pickup_at:
        yield f"{courier.id} cannot be at {s.places[0]} by then"
    last = carried[-1]
    direct = int(state.travel.matrix([last.pickup], [last.dropoff]).seconds[0, 0])
    if len(s.places) == 1 and s.pickup_at + direct > s.dropoffs_at[-1]:
        yield f"{courier.id} cannot be at the door of {last.id} by then"
