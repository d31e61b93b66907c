"""Whole tours are shared out; none gets longer."""

from hypothesis import given, settings
from hypothesis import strategies as st

from deliveries.domain.dispatch.sim.city import city
from deliveries.domain.dispatch.tours import Instance, balanced, evaluated, plan, verify
from tests.deliveries.domain.tours.days import bike, day, visit

CITY = city(40, 9, 0)
INSTANCE = Instance.of(CITY)
PLAN = plan(CITY, seconds=0.3)
months = st.lists(st.integers(0, 500_000), min_size=9, max_size=9)


def spread(hours: dict[str, int]) -> float:
    mean = sum(hours.values()) / len(hours)
    return sum((value - mean) ** 2 for value in hours.values())


@given(months)
@settings(max_examples=40)
def test_sharing_out_never_adds_riding_and_never_widens_the_gap(month: list[int]) -> None:
    so_far = {bike.id: seconds for bike, seconds in zip(CITY.bikes, month, strict=True)}
    shared = balanced(INSTANCE, PLAN, so_far)
    assert shared.travel_seconds == PLAN.travel_seconds
    assert sorted(t.order for t in shared.tours) == sorted(t.order for t in PLAN.tours)
    assert verify(CITY, shared) == ()

    def after(tours) -> dict[str, int]:
        return {**so_far, **{t.bike_id: so_far[t.bike_id] + t.seconds for t in tours}}

    assert spread(after(shared.tours)) <= spread(after(PLAN.tours)) + 1e-3


def test_the_long_tour_goes_to_who_has_worked_least() -> None:
    problem = day(visit("near", 1), visit("far", 30), bikes=(bike("alma"), bike("ben")))
    instance = Instance.of(problem)
    before = evaluated(instance, {"alma": ("far",), "ben": ("near",)}).plan
    assert balanced(instance, before, {"alma": 36_000, "ben": 0}).orders == {
        "alma": ("near",),
        "ben": ("far",),
    }
    assert balanced(instance, before, {"alma": 0, "ben": 36_000}) == before


def test_a_tour_stays_with_who_alone_can_ride_it() -> None:
    trailer = frozenset({"trailer"})
    problem = day(visit("heavy", 30, skills=trailer), bikes=(bike("alma", skills=trailer), bike("ben")))
    instance = Instance.of(problem)
    before = evaluated(instance, {"alma": ("heavy",)}).plan
    assert balanced(instance, before, {"alma": 360_000}) == before
