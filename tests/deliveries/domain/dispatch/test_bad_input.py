"""Whatever comes in, each order left out is named with its reason, and nothing raises."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch import Load, State, decide, decide_safely
from tests.deliveries.domain.dispatch.boards import HOUR, NOON, PARAMS, at, boards, courier, order, state

YEARS = 50 * 366 * 24 * HOUR


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"dropoff": Point(-43.0, -172.0)}, "out_of_reach"),
        ({"dropoff": Point(90.0, 0.0)}, "out_of_reach"),
        ({"earliest_dropoff_at": NOON + 600, "latest_dropoff_at": NOON}, "window_reversed"),
        ({"load": Load(bags=7)}, "no_bike_carries"),
        ({"load": Load(bags=-1)}, "load"),
        ({"placed_at": NOON + 2 * HOUR}, "placed_in_future"),
        ({"ready_at": NOON - YEARS}, "clock"),
        ({"promised_at": 10**30}, "clock"),
    ],
)
def test_an_order_left_out_says_why(changes: dict[str, Any], code: str) -> None:
    decision = decide(state([replace(order("o1"), **changes), order("o2")], [courier("alma")]), NOON, PARAMS)
    assert [(gone.id, gone.code) for gone in decision.left_out] == [("o1", code)]
    assert [s.order_ids for s in decision.suggestions] == [("o2",)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"shift_ends_at": NOON - 2 * HOUR}, "shift_reversed"),
        ({"breaks": ((NOON + 60, NOON),)}, "break_reversed"),
        ({"shift_starts_at": NOON - YEARS}, "clock"),
        ({"month_cents": 10**30}, "clock"),
    ],
)
def test_a_courier_left_out_says_why(changes: dict[str, Any], code: str) -> None:
    decision = decide(
        state([order("o1")], [replace(courier("alma"), **changes), courier("ben")]), NOON, PARAMS
    )
    assert [(gone.id, gone.code, gone.is_courier) for gone in decision.left_out] == [("alma", code, True)]
    assert decision.suggestions[0].courier_id == "ben"


@pytest.mark.parametrize("free_at", [0, NOON - YEARS, NOON + YEARS, 10**30])
def test_a_clock_that_jumped_makes_a_courier_busy_or_free_but_stops_nothing(free_at: int) -> None:
    decision = decide(state([order("o1")], [courier("alma", free_at=free_at)]), NOON, PARAMS)
    assert bool(decision.suggestions) is (free_at < NOON)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 91.0])
def test_a_place_off_the_globe_never_becomes_an_order(number: float) -> None:
    with pytest.raises(ValueError, match="Not on the globe"):
        Point(number, 7.0)


def test_the_second_of_two_orders_of_one_id_is_left_out() -> None:
    decision = decide(state([order("o1"), order("o1", ready=60)], [courier("alma")]), NOON, PARAMS)
    assert [(gone.id, gone.code) for gone in decision.left_out] == [("o1", "twice")]
    assert [s.order_ids for s in decision.suggestions] == [("o1",)]


def test_nobody_on_shift_and_nothing_to_do_are_answers_too() -> None:
    assert [w.code for w in decide(state([order("o1")], []), NOON, PARAMS).waiting] == ["no_courier"]
    assert decide(state([], [courier("alma")]), NOON, PARAMS).suggestions == ()
    assert decide(state([], []), NOON, PARAMS).cost == 0


def test_ten_thousand_orders_are_decided_the_first_ready_first() -> None:
    orders = [
        order(f"o{n:05}", ready=n % 1400, place=f"p{n % 300}", pickup=at(north=n % 17)) for n in range(10_000)
    ]
    params = replace(PARAMS, max_orders=100)
    decision = decide(state(orders, [courier(f"c{n}", at(east=n)) for n in range(20)]), NOON, params)
    given = {o for s in decision.suggestions for o in s.order_ids}
    waiting = {w.order_id: w.code for w in decision.waiting}
    assert given | set(waiting) == {o.id for o in orders}
    assert sum(code == "in_line" for code in waiting.values()) == 9_900
    assert max(o.ready_at for o in orders if o.id in given) <= NOON + 14


absurd = st.sampled_from([0, -1, 10**12, -(10**12), 10**30, NOON])


@given(boards(), absurd, absurd, absurd, st.sampled_from([Point(90, 0), Point(-90, 180), Point(0, 0)]))
@settings(max_examples=80)
def test_absurd_numbers_never_stop_dispatch(board: State, a: int, b: int, c: int, nowhere: Point) -> None:
    odd_order = order("odd", ready=0, placed_at=a, promised_at=b, dropoff=nowhere, load=Load(c, c, c))
    odd_courier = courier("odd", nowhere, free_at=a, shift_ends_at=b, capacity=Load(c, c, c))
    crowd = State((*board.orders, odd_order), (*board.couriers, odd_courier), board.travel)
    decision = decide(crowd, NOON, PARAMS)
    told = [o for s in decision.suggestions for o in s.order_ids]
    told += [w.order_id for w in decision.waiting] + [g.id for g in decision.left_out if not g.is_courier]
    assert sorted(told) == sorted(o.id for o in crowd.orders)
    assert decide_safely(crowd, NOON, PARAMS) == decision
