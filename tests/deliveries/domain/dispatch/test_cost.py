"""The arrays' clock against a clock told with words and one loop."""

from hypothesis import given, settings

from deliveries.domain.dispatch import Courier, State, decide
from deliveries.domain.dispatch.cost import TERMS, weights
from deliveries.domain.travel import TravelTimes
from tests.deliveries.domain.dispatch.boards import NOON, PARAMS, boards


def seconds(travel: TravelTimes, a: object, b: object) -> int:
    return int(travel.matrix([a], [b]).seconds[0, 0])  # type: ignore[list-item]


def told(
    board: State, courier: Courier, order_ids: tuple[str, ...], places: tuple[str, ...]
) -> dict[str, int]:
    """The terms of one ride, step by step."""
    orders = {o.id: o for o in board.orders}
    carried = [orders[o] for o in order_ids]
    half_pickup, half_door = PARAMS.pickup_seconds // 2, PARAMS.dropoff_seconds // 2
    stops = [next(o.pickup for o in carried if o.place == place) for place in places]
    ready = [max(o.ready_at for o in carried if o.place == place) for place in places]
    leave = max(NOON, courier.free_at, courier.shift_starts_at, courier.rest_until or 0)
    for begins, ends in courier.breaks:
        leave = ends if begins <= leave < ends else leave

    def has_everything(at: int) -> int:
        place = courier.position
        for stop, moment in zip(stops, ready, strict=True):
            at = max(at + seconds(board.travel, place, stop) + half_pickup, moment) + half_pickup
            place = stop
        return at - half_pickup

    def doors(at: int) -> list[int]:
        at, place, reached = at + half_pickup, stops[-1], []
        for o in carried:
            at += seconds(board.travel, place, o.dropoff) + half_door
            reached.append(at)
            at, place = at + half_door, o.dropoff
        return reached

    soonest = doors(has_everything(leave))
    patience = max(0, *((o.earliest_dropoff_at or 0) - at for o, at in zip(carried, soonest, strict=True)))
    pickup = has_everything(leave) + patience
    while has_everything(leave + 1) <= pickup:  # no later than needed, no earlier than useful
        leave += 1
    reached = doors(pickup)
    done = reached[-1] + half_door
    return {
        "door": sum(at - o.placed_at for o, at in zip(carried, reached, strict=True)),
        "late": sum(max(0, at - o.promised_at) for o, at in zip(carried, reached, strict=True)),
        "priority": sum(o.priority * (at - o.placed_at) for o, at in zip(carried, reached, strict=True)),
        "courier": done - leave,
        "overtime": max(0, done - courier.shift_ends_at),
    }


@given(boards(most_orders=5, most_couriers=3))
@settings(max_examples=60)
def test_every_suggestion_costs_what_its_ride_takes(board: State) -> None:
    couriers = {c.id: c for c in board.couriers}
    decision = decide(board, NOON, PARAMS)
    problem = decision.problem
    assert problem
    for s in decision.suggestions:
        if s.is_added:
            continue
        terms = problem.terms[
            :, problem.row_of(s.order_ids[0]), problem.couriers.index(s.courier_id)
        ].tolist()
        named = dict(zip(TERMS, terms, strict=True))
        ride = told(board, couriers[s.courier_id], s.order_ids, s.places)
        assert {code: named[code] for code in ride} == ride
        assert s.cost == sum(w * value for w, value in zip(weights(PARAMS), terms, strict=True))
