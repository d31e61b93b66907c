from dataclasses import replace
from typing import Any

import pytest

from deliveries.domain.dispatch import (
    Courier,
    Decision,
    Explanation,
    Load,
    Params,
    State,
    Waiting,
    WaitingOrder,
    decide,
    explanation,
    for_courier,
)
from deliveries.domain.travel import StraightLine
from tests.deliveries.domain.dispatch.boards import HOUR, NOON, PARAMS, at, courier, order


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


def test_a_pin_is_kept_even_when_another_is_nearer() -> None:
    pinned = replace(order("o1"), pinned_to="ben")
    (suggestion,) = decided([pinned], [courier("alma"), courier("ben", at(east=15))]).suggestions
    assert suggestion.courier_id == "ben"


def test_a_courier_still_waiting_at_the_restaurant_takes_one_more_along() -> None:
    waiting = Waiting("rosa", (order("had"),), NOON + 90)
    alma = courier("alma", free_at=NOON + 1500, waiting_at=waiting)
    (suggestion,) = decided([order("more", ready=60)], [alma, courier("ben", at(east=60))]).suggestions
    assert (suggestion.courier_id, suggestion.is_added, suggestion.now) == ("alma", True, True)
    assert (suggestion.order_ids, set(suggestion.route)) == (("more",), {"had", "more"})
    assert suggestion.pickup_at == NOON + 90


def test_an_order_that_joins_a_waiting_courier_is_not_handed_over_before_its_window() -> None:
    """The ride would be at the door sooner: one waits at the restaurant."""
    alma = courier("alma", free_at=NOON + 1500, waiting_at=Waiting("rosa", (order("had"),), NOON + 90))
    more = order("more", ready=60, earliest_dropoff_at=NOON + 900)
    (suggestion,) = decided([more], [alma, courier("ben", at(east=60))]).suggestions
    assert (suggestion.courier_id, suggestion.is_added, suggestion.dropoffs_at) == (
        "alma",
        True,
        (NOON + 900,),
    )


def test_nobody_is_added_to_once_the_food_is_theirs() -> None:
    alma = courier("alma", free_at=NOON + 600, waiting_at=Waiting("rosa", (order("had"),), NOON))
    (suggestion,) = decided([order("more")], [alma]).suggestions
    assert (suggestion.is_added, suggestion.leave_at) == (False, NOON + 600)


def test_work_that_would_end_after_a_shift_goes_to_whoever_stays() -> None:
    leaves_soon = courier("alma", shift_ends_at=NOON + 600)
    (suggestion,) = decided(
        [order("o1", dropoff=at(north=20))], [leaves_soon, courier("ben", at(east=5))]
    ).suggestions
    assert suggestion.courier_id == "ben"


def test_whoever_had_fewer_orders_this_shift_goes_first() -> None:
    busy, quiet = courier("alma", orders_this_shift=4), courier("ben", at(east=1), orders_this_shift=0)
    decision = decided([order("o1")], [busy, quiet])
    assert decision.suggestions[0].courier_id == "ben"
    assert {term.code: term.seconds for term in why(decision).terms}[
        "fairness"
    ] == -120  # 2 an hour below the mean


def test_whoever_worked_less_this_month_goes_first_where_the_charter_weighs_it() -> None:
    couriers = [courier("alma", month_seconds=20 * HOUR), courier("ben", at(east=1))]
    assert decided([order("o1")], couriers).suggestions[0].courier_id == "ben"
    unweighed = replace(PARAMS, workload_weight=0)
    assert decided([order("o1")], couriers, unweighed).suggestions[0].courier_id == "alma"


def test_orders_that_join_a_waiting_courier_are_named_as_the_common_ride_hands_them_over() -> None:
    had = order("had", dropoff=at(east=-1))
    alma = courier("alma", free_at=NOON + 1560, waiting_at=Waiting("rosa", (had,), NOON + 60))
    new = [order("east", dropoff=at(east=7)), order("west", dropoff=at(east=-8))]
    (given,) = decided(new, [alma]).suggestions
    assert given.route == ("had", "west", "east")
    assert given.order_ids == ("west", "east")
    assert list(given.dropoffs_at) == sorted(given.dropoffs_at)


def test_an_order_that_waits_is_left_to_a_next_ride_rather_than_sent_with_a_far_courier() -> None:
    far = courier("ben", at(east=60))
    orders = [order("o1"), order("o2", ready=900, place="theo", pickup=at(north=6))]
    ahead, blind = PARAMS, replace(PARAMS, looks_ahead=0)
    couriers = [courier("alma"), far]
    assert {s.courier_id for s in decided(orders, couriers, blind).suggestions} == {"alma", "ben"}
    assert {s.courier_id for s in decided(orders, couriers, ahead).suggestions} == {"alma"}


def test_the_courier_reads_why_without_a_colleague_s_name() -> None:
    couriers = [courier("alma"), courier("ben", at(east=9), orders_this_shift=3)]
    problem = decided([order("o1")], couriers).problem
    assert problem
    assert [str(said) for said in for_courier(problem, "o1", "alma")] == [
        "0 min away; ready now.",
        "Nobody who could take it was nearer.",
        "You have had fewer orders an hour than your colleagues.",
    ]
    mine = [str(said) for said in for_courier(problem, "o1", "ben")]
    assert mine[:2] == ["1 colleagues were nearer.", "You have had more orders an hour than your colleagues."]
    assert "alma" not in " ".join(mine)
