"""One job more, while the tours stand."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliveries.domain.dispatch.sim.city import city
from deliveries.domain.dispatch.tours import Inserted, Instance, evaluated, insert, reoptimised, verify
from deliveries.domain.dispatch.tours.model import LeftOut, Problem, Rest, Shipment, Visit
from deliveries.domain.dispatch.tours.timing import holds, ridden
from tests.deliveries.domain.tours.days import bike, day, near, stop, visit, window

BIKES = (bike("alma"), bike("ben", capacity=(3,), rests=(Rest(900, window(30, 60)),)))
places = st.tuples(near, near)
spans = st.one_of(st.just(()), st.integers(0, 120).map(lambda start: (window(start, start + 30),)))


def cheapest_by_trying(
    problem: Problem, orders: dict[str, tuple[str, ...]], ids: tuple[str, ...]
) -> int | None:
    """Extra riding of the best of all ways to put these stops, in this order, into one tour."""
    instance = Instance.of(problem)
    found = []
    for each in instance.bikes.values():
        order = orders.get(each.id, ())
        for spots in combinations(range(len(order) + len(ids)), len(ids)):
            old, new = iter(order), iter(ids)
            longer = tuple(next(new) if i in spots else next(old) for i in range(len(order) + len(ids)))
            if holds(instance, each, longer):
                found.append(ridden(instance, each, longer) - ridden(instance, each, order))
    return min(found, default=None)


@given(st.lists(st.tuples(places, spans), min_size=2, max_size=7), st.integers(1, 4), st.booleans())
@settings(max_examples=60)
def test_an_urgent_job_goes_where_it_costs_least(stops, bags, is_shipment) -> None:
    *old, (a, a_windows), (b, b_windows) = stops
    visits = [visit(f"v{i}", *place, *windows) for i, (place, windows) in enumerate(old)]
    urgent: Visit | Shipment = visit("urgent", *a, *a_windows, load=(bags,))
    if is_shipment:
        pickup = stop("from", *a, *a_windows, load=(bags,))
        urgent = Shipment("urgent", (pickup,), (stop("to", *b, *b_windows, load=(bags,)),))
    problem = day(*visits, urgent, bikes=BIKES)
    instance = Instance.of(problem)
    orders: dict[str, tuple[str, ...]] = {"alma": (), "ben": ()}
    for i, each in enumerate(visits):
        bike_id = ("alma", "ben")[i % 2]
        longer = (*orders[bike_id], each.id)
        orders[bike_id] = longer if holds(instance, instance.bikes[bike_id], longer) else orders[bike_id]
    plan = evaluated(instance, orders).plan
    answer = insert(instance, plan, "urgent")
    best = cheapest_by_trying(problem, orders, ("from", "to") if is_shipment else ("urgent",))
    if best is None:
        assert isinstance(answer, LeftOut)
    else:
        assert isinstance(answer, Inserted)
        assert answer.extra_seconds == best == answer.plan.travel_seconds - plan.travel_seconds
        assert {v.code for v in verify(problem, answer.plan)} <= {"missing"}  # of the v that found no room


def test_a_full_bike_rides_to_the_hub_for_more_where_it_may() -> None:
    problem = day(
        visit("a", 10, load=(8,)),
        visit("b", 12, load=(8,)),
        bikes=(bike(reloads_at=("hub",)),),
    )
    instance = Instance.of(problem)
    answer = insert(instance, evaluated(instance, {"alma": ("a",)}).plan, "b")
    assert isinstance(answer, Inserted)
    assert answer.plan.orders["alma"] in {("a", "hub", "b"), ("b", "hub", "a")}


def test_many_pickups_come_before_many_dropoffs() -> None:
    multi = Shipment(
        "m",
        (stop("p1", 2), stop("p2", 4)),
        (stop("d1", 9), stop("d2", 8)),
    )
    problem = day(visit("a", 6), multi)
    instance = Instance.of(problem)
    answer = insert(instance, evaluated(instance, {"alma": ("a",)}).plan, "m")
    assert isinstance(answer, Inserted)
    assert verify(problem, answer.plan) == ()
    assert answer.plan.orders["alma"].index("p2") < answer.plan.orders["alma"].index("d2")


def test_without_room_the_reason_is_named() -> None:
    problem = day(visit("a", 10, load=(8,)), visit("b", 12, load=(8,)), visit("c", 1, load=(20,)))
    instance = Instance.of(problem)
    plan = evaluated(instance, {"alma": ("a",)}).plan
    answers = [insert(instance, plan, job_id) for job_id in ("b", "c")]
    assert [a.code for a in answers if isinstance(a, LeftOut)] == ["full", "too_heavy"]


@pytest.mark.parametrize("reloads", [(), ("hub",)])
def test_one_riders_order_gets_better_and_keeps_its_stops(reloads: tuple[str, ...]) -> None:
    visits = [visit(f"v{i}", *place) for i, place in enumerate([(5, 0), (-5, 1), (6, 1), (-6, 0), (7, 0)])]
    problem = day(*visits, bikes=(bike(reloads_at=reloads),))
    instance = Instance.of(problem)
    plan = evaluated(instance, {"alma": tuple(v.id for v in visits)}).plan
    better = reoptimised(instance, plan, "alma")
    assert sorted(better.stop_ids) == sorted(plan.stop_ids)
    assert better.travel_seconds < plan.travel_seconds
    assert verify(problem, better) == ()
    assert reoptimised(instance, better, "alma").travel_seconds == better.travel_seconds


def test_the_benchmarks_city_is_the_same_every_time() -> None:
    assert city(20, 4, 7).visits == city(20, 4, 7).visits != city(20, 4, 8).visits
