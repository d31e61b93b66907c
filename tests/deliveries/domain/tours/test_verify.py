"""A checker is worth what it finds: each promise is broken once, on purpose."""

from dataclasses import replace
from typing import Any

import pytest

from coopplatform.kernel.text import Sentence
from deliveries.domain.dispatch.tours import Instance, evaluated, verify
from deliveries.domain.dispatch.tours.model import (
    Depot,
    LeftOut,
    Problem,
    Rest,
    Shipment,
    Tour,
    TourPlan,
    Violation,
)
from tests.deliveries.domain.tours.days import HUB, at, bike, day, stop, visit, window

SHIPMENT = Shipment("s", (stop("p", 2),), (stop("d", 4),))


def codes(problem: Problem, orders: dict[str, tuple[str, ...]]) -> set[str]:
    return {v.code for v in evaluated(Instance.of(problem), orders).violations}


def test_a_tour_that_keeps_every_promise_breaks_none() -> None:
    problem = day(
        visit("a", 10, 0, window(0, 30)), SHIPMENT, bikes=(bike(rests=(Rest(600, window(0, 60)),)),)
    )
    assert codes(problem, {"alma": ("p", "d", "a")}) == set()


@pytest.mark.parametrize(
    ("problem", "order", "code"),
    [
        (day(visit("a", 10, 0, window(-20, -10))), ("a",), "late"),
        (day(visit("a", 10, load=(11,))), ("a",), "capacity"),
        (day(visit("a", 10, skills=frozenset({"trailer"}))), ("a",), "skill"),
        (day(visit("a", 10), bikes=(bike(max_seconds=60),)), ("a",), "too_long"),
        (day(visit("a", 1000)), ("a",), "shift"),
        (day(visit("a", 10), bikes=(bike(rests=(Rest(60, window(-9, -5)),)),)), ("a",), "rest"),
        (day(SHIPMENT), ("d", "p"), "order"),
        (day(SHIPMENT), ("p",), "divided"),
        (day(visit("a", 10), visit("b", 9)), ("a", "hub", "b"), "reload"),
        (day(visit("a", 10), visit("b", 9)), ("a",), "missing"),
        (day(visit("a", 10), visit("b", 9)), ("a", "b", "a"), "twice"),
        (day(visit("a", 10, depot_id="south"), depots=(HUB, Depot("south", at(-5)))), ("a",), "wrong_depot"),
        (day(visit("a", 10), depots=(Depot("hub", at(0), window(-60, -10)),)), ("a",), "depot_closed"),
    ],
)
def test_a_broken_promise_is_found(problem: Problem, order: tuple[str, ...], code: str) -> None:
    assert code in codes(problem, {"alma": order})


GOOD = day(visit("a", 10, 0, window(0, 30)), visit("b", 20), bikes=(bike(rests=(Rest(600, window(0, 60)),)),))


def altered(id_: str, **changes: Any) -> set[str]:
    """What is found when one point of a good tour states something else."""
    plan = evaluated(Instance.of(GOOD), {"alma": ("a", "b")}).plan
    (tour,) = plan.tours
    stops = [replace(s, **changes) if s.id == id_ else s for s in tour.stops]
    return {v.code for v in verify(GOOD, replace(plan, tours=(Tour("alma", tuple(stops)),)))}


def test_stated_times_are_not_believed() -> None:
    plan = evaluated(Instance.of(GOOD), {"alma": ("a", "b")}).plan
    assert not verify(GOOD, plan)
    (a,) = (s for s in plan.tours[0].stops if s.id == "a")
    assert "too_fast" in altered("a", travel_seconds=10)
    assert "clock" in altered("a", arrive_at=a.arrive_at + 10)
    assert "clock" in altered("a", leave_at=a.start_at - 10)
    assert "hurried" in altered("a", leave_at=a.start_at + 30)
    assert "early" in altered("a", start_at=a.start_at - 7200)
    assert "load" in altered("a", load=(7,))
    assert "unknown_stop" in altered("a", id="c")
    assert "ends" in altered("hub", kind=a.kind, id="b")


def test_a_break_may_not_be_left_out_or_cut_short() -> None:
    plan = evaluated(Instance.of(GOOD), {"alma": ("a", "b")}).plan
    (tour,) = plan.tours
    (rest,) = (s for s in tour.stops if not s.id)
    assert "rest" in altered("", leave_at=rest.start_at + 60)
    without = Tour("alma", tuple(s for s in tour.stops if s.id))
    assert "rest" in {v.code for v in verify(GOOD, replace(plan, tours=(without,)))}


def found(problem: Problem, plan: TourPlan) -> list[tuple[str, str]]:
    return [(v.code, v.stop_id) for v in verify(problem, plan)]


def test_jobs_are_planned_or_named_and_not_both() -> None:
    problem = day(visit("a", 10))
    left = LeftOut("a", "full", Sentence("Full."))
    plan = evaluated(Instance.of(problem), {"alma": ("a",)}).plan
    assert found(problem, TourPlan(())) == [("missing", "a")]
    assert found(problem, TourPlan((), (left,))) == []
    assert found(problem, replace(plan, left_out=(left,))) == [("both", "a")]
    assert ("twice", "a") in found(problem, replace(plan, tours=plan.tours * 2))


def test_a_bike_that_is_not_there_rides_nothing() -> None:
    problem = day(visit("a", 10))
    plan = evaluated(Instance.of(problem), {"alma": ("a",)}).plan
    tour = replace(plan.tours[0], bike_id="nobody")
    (violation,) = verify(problem, replace(plan, tours=(tour,)))
    assert isinstance(violation, Violation)
    assert (violation.code, violation.bike_id) == ("unknown_bike", "nobody")
