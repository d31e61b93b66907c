"""A plan in a person's hands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from deliveries.domain.dispatch.sim.city import city
from deliveries.domain.dispatch.tours import Instance, evaluated, moved, plan, taken_out
from deliveries.domain.dispatch.tours.model import Shipment
from tests.deliveries.domain.tours.days import bike, day, stop, visit, window

CITY = city(30, 4, 0)
INSTANCE = Instance.of(CITY)
PLAN = plan(CITY, seconds=0.3)


@given(st.sampled_from(CITY.visits), st.sampled_from(CITY.bikes), st.integers(0, 12))
@settings(max_examples=60)
def test_an_edit_equals_the_plan_computed_anew(visit, bike, position):
    edited = moved(INSTANCE, PLAN, visit.id, bike.id, position)
    anew = evaluated(INSTANCE, edited.plan.orders)
    assert edited.plan.tours == anew.plan.tours
    assert edited.violations == anew.violations
    assert edited.extra_seconds == edited.plan.travel_seconds - PLAN.travel_seconds
    order = edited.plan.orders[bike.id]
    assert order.index(visit.id) == min(position, len(order) - 1)
    assert sorted(edited.plan.stop_ids) == sorted(PLAN.stop_ids)


def test_what_an_edit_breaks_is_said_in_words() -> None:
    problem = day(visit("a", 10, 0, window(0, 10)), visit("b", 20), bikes=(bike(),))
    instance = Instance.of(problem)
    good = evaluated(instance, {"alma": ("a", "b")}).plan
    edited = moved(instance, good, "a", "alma", 1)
    assert [(v.stop_id, str(v.reason)) for v in edited.violations] == [
        ("a", "It begins 3 min after the window closes.")
    ]
    assert moved(instance, edited.plan, "a", "alma", 0).plan == good


def test_a_job_can_be_taken_out_and_put_back() -> None:
    job = CITY.visits[0]
    out = taken_out(INSTANCE, PLAN, job.id)
    assert [(left.id, left.code) for left in out.plan.left_out] == [(job.id, "by_hand")]
    assert out.violations == ()
    assert out.extra_seconds <= 0
    (bike_id,) = (tour.bike_id for tour in PLAN.tours if job.id in tour.stop_ids)
    back = moved(INSTANCE, out.plan, job.id, bike_id, PLAN.orders[bike_id].index(job.id))
    assert back.plan == PLAN


def test_the_other_stops_of_a_shipment_come_along() -> None:
    shipment = Shipment("s", (stop("p", 5),), (stop("d", 10),))
    problem = day(shipment, visit("a", 3), bikes=(bike("alma"), bike("ben")))
    instance = Instance.of(problem)
    before = evaluated(instance, {"alma": ("p", "d"), "ben": ("a",)}).plan
    edited = moved(instance, before, "d", "ben", 1)
    assert edited.plan.orders == {"ben": ("a", "p", "d")}
    assert edited.violations == ()


def test_a_stored_plan_forgets_what_is_gone() -> None:
    problem = day(visit("a", 10))
    assert evaluated(Instance.of(problem), {"alma": ("gone", "a"), "nobody": ("a",)}).plan.orders == {
        "alma": ("a",)
    }
