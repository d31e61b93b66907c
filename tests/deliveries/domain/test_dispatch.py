from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch import (
    Courier,
    Decision,
    Explanation,
    Load,
    Params,
    Problem,
    State,
    WaitingOrder,
    decide,
    explanation,
    recompute,
)
from deliveries.domain.travel import StraightLine

NOON = 1_800_000_000
HOUR = 3600
PARAMS = Params(ready_slack_seconds=0)
PORT = Point(43.7350, 7.4210)


def at(north: float = 0.0, east: float = 0.0) -> Point:
    """A point so many hundreds of metres from the port."""
    return Point(PORT.lat + north * 0.0009, PORT.lon + east * 0.00124)


def order(
    id_: str, *, place: str = "rosa", pickup: Point = PORT, ready: int = 0, **more: object
) -> WaitingOrder:
    facts = {
        "dropoff": at(north=5),
        "placed_at": NOON - 600,
        "ready_at": NOON + ready,
        "promised_at": NOON + 1800,
    }
    return WaitingOrder(id=id_, place=place, pickup=pickup, **{**facts, **more})  # type: ignore[arg-type]


def courier(id_: str, position: Point = PORT, **more: object) -> Courier:
    facts = {"free_at": NOON, "shift_starts_at": NOON - HOUR, "shift_ends_at": NOON + 3 * HOUR}
    return Courier(id_, position, **{**facts, **more})  # type: ignore[arg-type]


def decided(orders: list[WaitingOrder], couriers: list[Courier], params: Params = PARAMS) -> Decision:
    return decide(State(tuple(orders), tuple(couriers), StraightLine()), NOON, params)


def why(decision: Decision) -> Explanation:
    """The reasons of a decision's only suggestion."""
    (suggestion,) = decision.suggestions
    assert decision.problem
    return explanation(decision.problem, suggestion.order_ids[0])


def test_the_nearest_courier_is_suggested_and_the_next_ones_are_compared() -> None:
    couriers = [courier(name, at(east=i)) for i, name in enumerate(["alma", "ben", "cleo", "dina", "elia"])]
    decision = decided([order("o1")], couriers)
    (suggestion,) = decision.suggestions
    assert (suggestion.courier_id, suggestion.now) == ("alma", True)
    said = why(decision)
    assert [a.courier_id for a in said.alternatives] == ["ben", "cleo", "dina"]
    assert said.alternatives[0].extra_minutes == pytest.approx(0.57, abs=0.02)  # 135 m by bicycle
    assert [(w.courier_id, w.code) for w in said.why_not] == [("elia", "costlier")]


def test_a_courier_leaves_just_in_time_for_the_food() -> None:
    (suggestion,) = decided([order("o1", ready=900)], [courier("alma", at(east=10))]).suggestions
    assert suggestion.now is False
    ride = 323  # 996 m × 1.35 at 15 km/h
    assert suggestion.leave_at == NOON + 900 - ride - PARAMS.pickup_seconds // 2
    assert suggestion.pickup_at == NOON + 900


def test_orders_of_one_restaurant_ride_together_when_couriers_are_few() -> None:
    orders = [order(f"o{i}", dropoff=at(north=5, east=i / 10)) for i in range(4)]
    (suggestion,) = decided(orders, [courier("alma")]).suggestions
    assert len(suggestion.order_ids) == PARAMS.max_stack
    assert len(decided(orders, [courier("alma")]).waiting) == 1


@pytest.mark.parametrize(("metres", "together"), [(0, 1), (300, 2)])
def test_orders_of_neighbouring_restaurants_do_where_the_co_op_says_so(metres: int, together: int) -> None:
    orders = [order("o1"), order("o2", place="theo", pickup=at(east=1))]
    params = replace(PARAMS, stack_radius_metres=metres)
    (suggestion,) = decided(orders, [courier("alma")], params).suggestions
    assert len(suggestion.order_ids) == together


@pytest.mark.parametrize(
    ("other", "changes", "code"),
    [
        (courier("ben", shift_ends_at=NOON + 60), {}, "shift_ends"),
        (courier("ben", shift_starts_at=NOON + HOUR, free_at=NOON + HOUR), {}, "not_on_shift"),
        (courier("ben", free_at=NOON + HOUR), {}, "busy"),
        (courier("ben", capacity=Load(bags=1)), {"load": Load(bags=2)}, "capacity"),
        (courier("ben"), {"declined_by": frozenset({"ben"})}, "declined"),
        (courier("ben"), {"pinned_to": "alma"}, "pinned"),
    ],
)
def test_whoever_cannot_go_is_told_why(other: Courier, changes: dict[str, Any], code: str) -> None:
    decision = decided([order("o1", **changes)], [courier("alma", at(east=20)), other])
    assert decision.suggestions[0].courier_id == "alma"
    assert [(w.courier_id, w.code) for w in why(decision).why_not] == [("ben", code)]


@pytest.mark.parametrize(
    ("orders", "couriers", "code"),
    [
        ([order("o1", ready=2 * HOUR)], [courier("alma")], "not_due"),
        ([order("o1")], [], "no_courier"),
        ([order("o1", needs=frozenset({"cooler"}))], [courier("alma")], "nobody_can"),
    ],
)
def test_an_order_without_suggestion_says_why_not_yet(
    orders: list[WaitingOrder], couriers: list[Courier], code: str
) -> None:
    decision = decided(orders, couriers)
    assert decision.suggestions == ()
    assert [w.code for w in decision.waiting] == [code]


def test_one_courier_listed_twice_counts_once() -> None:
    decision = decided([order("o1")], [courier("alma"), courier("alma")])
    assert [(gone.id, gone.code, gone.is_courier) for gone in decision.left_out] == [("alma", "twice", True)]
    assert decision.suggestions[0].courier_id == "alma"


offsets = st.integers(-20, 20)
boards = st.tuples(
    st.lists(
        st.tuples(st.sampled_from("rst"), offsets, offsets, st.integers(-900, 2400), st.integers(1, 4)),
        max_size=7,
    ),
    st.lists(st.tuples(offsets, offsets, st.integers(0, 1500), st.integers(-600, 9000)), max_size=4),
    st.randoms(use_true_random=False),
)


@given(boards)
@settings(max_examples=60, deadline=None)
def test_any_board_is_decided_soundly(board: tuple[Any, Any, Any]) -> None:
    drawn_orders, drawn_couriers, shuffler = board
    orders = [
        order(f"o{i}", place=p, pickup=at(north=ord(p) - 114), dropoff=at(n, e), ready=r, load=Load(bags=b))
        for i, (p, n, e, r, b) in enumerate(drawn_orders)
    ]
    couriers = [
        courier(f"c{i}", at(n, e), free_at=NOON + f, shift_ends_at=NOON + s)
        for i, (n, e, f, s) in enumerate(drawn_couriers)
    ]
    decision = decided(orders, couriers)
    given_out = [o for s in decision.suggestions for o in s.order_ids]
    assert sorted(given_out + [w.order_id for w in decision.waiting]) == [o.id for o in orders]
    assert len({s.courier_id for s in decision.suggestions}) == len(decision.suggestions)
    assert sum(s.cost for s in decision.suggestions) + decision.waiting_cost == decision.cost
    problem = decision.problem
    assert problem is not None
    assert recompute(Problem.from_bytes(problem.to_bytes())) == decision.ranking
    by_id = {c.id: c for c in couriers}
    for s in decision.suggestions:
        carried = [o for o in orders if o.id in s.order_ids]
        assert sum(o.load.bags for o in carried) <= by_id[s.courier_id].capacity.bags
        assert s.pickup_at >= max(o.ready_at for o in carried)
        assert s.pickup_at <= by_id[s.courier_id].shift_ends_at
        said = explanation(problem, s.order_ids[0])
        assert sum(term.cost for term in said.terms) == s.cost
        assert all(a.extra >= 0 for a in said.alternatives)
        assert not s.now or by_id[s.courier_id].free_at <= NOON
        explained = {
            s.courier_id,
            *(a.courier_id for a in said.alternatives),
            *(w.courier_id for w in said.why_not),
        }
        assert explained == {c.id for c in couriers if c.shift_ends_at > NOON}
    shuffler.shuffle(orders)
    shuffler.shuffle(couriers)
    assert decided(orders, couriers) == decision


def test_a_pin_is_kept_even_when_another_is_nearer() -> None:
    pinned = replace(order("o1"), pinned_to="ben")
    (suggestion,) = decided([pinned], [courier("alma"), courier("ben", at(east=15))]).suggestions
    assert suggestion.courier_id == "ben"
