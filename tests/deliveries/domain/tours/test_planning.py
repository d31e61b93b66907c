"""A day in a time box of a fraction of a second."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from deliveries.domain.dispatch.sim.city import city
from deliveries.domain.dispatch.tours import Instance, plan, stability, verify
from deliveries.domain.dispatch.tours import planning as planning_module
from deliveries.domain.dispatch.tours.draft import Draft
from deliveries.domain.dispatch.tours.fitness import fitting_bikes
from deliveries.domain.dispatch.tours.model import (
    Bike,
    Depot,
    Kind,
    Problem,
    Progress,
    Rest,
    Shipment,
    Stop,
    Visit,
    Way,
    Window,
)
from deliveries.domain.dispatch.tours.repair import repaired
from tests.deliveries.domain.tours.days import HUB, NINE, any_day, at, bike, day, stop, visit, window


@given(any_day)
@settings(max_examples=60)
def test_any_day_is_planned_or_explained(problem: Problem) -> None:
    planned = plan(problem, seconds=0.05)
    assert verify(problem, planned) == ()
    assert len({left.id for left in planned.left_out}) + len(jobs_served(problem, planned.stop_ids)) >= len(
        {job.id for job in problem.jobs}
    )
    assert all(left.code and str(left.reason) for left in planned.left_out)


def test_a_bike_whose_twin_came_first_stays_out_though_the_twin_is_useless() -> None:
    useless = replace(bike(), shift=Window(NINE, NINE - 60))
    planned = plan(day(visit("a", 10), bikes=(useless, bike())), seconds=0.05)
    assert planned.tours == ()
    assert [left.id for left in planned.left_out] == ["a"]


def jobs_served(problem: Problem, stop_ids: object) -> set[str]:
    planned = set(stop_ids)  # type: ignore[call-overload]
    return {job.id for job in problem.jobs if planned & {s.id for s in job.stops}}


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (day(Visit(Stop("a", None))), "no_place"),
        (day(visit("a", 10, 0, window(30, 10))), "window"),
        (day(visit("a", 10, service_seconds=-1)), "service"),
        (day(visit("a", 10, load=(-1,))), "load"),
        (day(visit("a", 10, load=(1, 1))), "load"),
        (day(Shipment("a", (stop("p", 1, load=(2,)),), (stop("d", 2, load=(1,)),))), "load"),
        (day(Shipment("a", (stop("p", 1),), ())), "incomplete"),
        (day(visit("a", 10), visit("a", 10)), "duplicate"),
        (day(visit("a", 10), bikes=()), "no_bike"),
        (day(visit("a", 10), bikes=(bike(start="nowhere"),)), "no_bike"),
        (day(visit("a", 10, skills=frozenset({"trailer"}))), "skill"),
        (day(visit("a", 10, load=(11,))), "too_heavy"),
        (day(visit("a", 1e4)), "too_far"),
        (day(visit("a", 10, 0, window(-60, -30))), "window_missed"),
        (day(visit("a", 10, 0, window(0, 1))), "window_missed"),
        (day(visit("a", 10, depot_id="north"), depots=(HUB, Depot("north", at(9)))), "wrong_depot"),
        (day(visit("a", 10), bikes=(bike(max_seconds=60),)), "no_time"),
        (day(visit("a", 10, load=(9,)), visit("b", 10, load=(9,))), "full"),
    ],
)
def test_what_cannot_be_done_comes_back_with_its_reason(problem: Problem, code: str) -> None:
    planned = plan(problem, seconds=0.2)
    assert [left.code for left in planned.left_out] == [code]
    assert verify(problem, planned) == ()


def test_a_bike_that_makes_no_sense_is_named() -> None:
    backwards = bike("ben", shift=window(60, 0))
    planned = plan(day(visit("a", 10), bikes=(bike(), backwards)), seconds=0.1)
    assert [(left.id, left.code) for left in planned.bikes_out] == [("ben", "shift")]
    assert [tour.bike_id for tour in planned.tours] == ["alma"]


def test_the_important_goes_first_where_not_everything_fits() -> None:
    problem = day(visit("a", 10, load=(9,)), visit("b", 12, load=(9,), priority=2), visit("c", 3, load=(9,)))
    assert list(plan(problem, seconds=0.2).stop_ids) == ["b"]


def test_skills_loads_depots_and_reloads_are_planned_together() -> None:
    north = Depot("north", at(40), window(0, 200), loading_seconds=120)
    trailer = frozenset({"trailer"})
    problem = day(
        *(visit(f"far {i}", 40 + i, i, load=(3,), depot_id="north") for i in range(3)),
        *(visit(f"near {i}", -5 - i, i, load=(4,)) for i in range(4)),
        visit("heavy", 5, 5, load=(8,), skills=trailer),
        visit("back", 6, 6, way=Way.PICKUP, load=(3,)),
        visit("late", -9, 2, window(0, 20), window(100, 120)),
        Shipment("one to many", (stop("m", 8, load=(3,)),), tuple(stop(f"m{i}", 9 + i) for i in range(3))),
        Shipment("many to many", (stop("x", 1), stop("y", 2)), (stop("z", 4), stop("w", 5))),
        depots=(HUB, north),
        bikes=(
            bike("alma", reloads_at=("hub",), rests=(Rest(1200, window(60, 120)),)),
            bike("ben", start="north", end="hub", skills=trailer),
            bike("cleo", skills=trailer, shift=window(30, 180)),
        ),
    )
    planned = plan(problem, seconds=0.6)
    assert planned.left_out == ()
    assert verify(problem, planned) == ()


def test_a_small_bike_reloads_rather_than_leave_something_out() -> None:
    problem = day(*(visit(f"v{i}", 5 + i, load=(4,)) for i in range(6)), bikes=(bike(reloads_at=("hub",)),))
    planned = plan(problem, seconds=0.3)
    assert planned.left_out == ()
    assert sum(s.kind is Kind.RELOAD for s in planned.tours[0].stops) == 2
    assert verify(problem, planned) == ()


def test_a_known_plan_stays_when_nothing_changed() -> None:
    problem = city(30, 4, 1)
    first = plan(problem, seconds=0.5)
    again = plan(problem, seconds=0.3, seed=5, previous=first)
    assert again == first
    assert stability(first, again) == 1.0


def test_one_more_order_changes_few_stops() -> None:
    problem = city(60, 6, 2)
    before = plan(problem, seconds=0.8)
    more = replace(problem, visits=(*problem.visits, Visit(Stop("urgent", at(20, 30), (), 180, (2, 10)))))
    after = plan(more, seconds=0.5, seed=9, previous=before)
    assert "urgent" in set(after.stop_ids)
    assert stability(before, after) >= 0.8
    assert verify(more, after) == ()


def test_a_plan_of_yesterday_loses_what_is_gone() -> None:
    problem = city(30, 4, 3)
    before = plan(problem, seconds=0.3)
    fewer = replace(problem, visits=problem.visits[5:], bikes=problem.bikes[1:])
    after = plan(fewer, seconds=0.3, previous=before)
    assert verify(fewer, after) == ()
    assert after.left_out == ()


def test_a_run_tells_how_far_it_is_and_can_be_stopped() -> None:
    told: list[Progress] = []
    problem = city(40, 5, 4)
    planned = plan(problem, seconds=30, on_progress=told.append, should_stop=lambda: len(told) > 2)
    assert verify(problem, planned) == ()
    assert [told[0].phase, told[-1].phase] == ["search", "done"]
    assert told[-1].seconds < 10
    assert told[-1].travel_seconds == planned.travel_seconds


def test_without_its_solver_the_day_is_planned_by_insertion(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr("deliveries.domain.dispatch.tours.solver_pyvrp.search", fault)
    problem = city(40, 5, 4)
    planned = planning_module.plan(problem, seconds=2)
    assert planned.left_out == ()
    assert verify(problem, planned) == ()
    assert "out of order" in caplog.text


def test_who_finds_no_room_takes_it_from_who_finds_room_elsewhere() -> None:
    """Only ben can take the heavy one, and both small ones have filled him."""
    problem = day(
        visit("small", 10, load=(2,)),
        visit("smaller", 11, load=(2,)),
        visit("heavy", 12, load=(3,)),
        bikes=(bike("alma", capacity=(2,)), bike("ben", capacity=(5,))),
    )
    instance = Instance.of(problem)
    draft = Draft(instance, {"ben": ("small", "smaller")})
    after = repaired(draft, fitting_bikes(instance), lambda: False)
    assert after.served == {"small", "smaller", "heavy"}
    assert draft.served == {"small", "smaller"}


def test_a_shift_that_begins_at_night_plans_like_any_other() -> None:
    night = Bike("alma", "hub", "hub", window(15 * 60, 23 * 60), (5,))
    planned = plan(day(visit("a", 10, 0, window(16 * 60, 17 * 60)), bikes=(night,)), seconds=0.1)
    assert planned.tours[0].start_at > NINE + 15 * 3600
