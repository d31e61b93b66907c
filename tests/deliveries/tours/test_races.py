"""Two at once on one plan: one hand wins, the other is told; a plan is given out once and computed once."""

import pytest

from coopplatform.kernel.errors import NotAllowedNow
from deliveries.models import Decision, PlannedStop, TourPlan
from deliveries.services import planning
from deliveries.services.tour_adopting import adopt_tours
from deliveries.services.tour_editing import move_stop
from tests.conftest import PLATFORM
from tests.deliveries.test_races import at_once
from tests.deliveries.tours.conftest import furnished


@pytest.fixture
def plan(transactional_db, roue, now):
    fleet = furnished(roue, now)
    with roue.inside():
        return fleet, fleet.planned()


def mover(fleet, plan, *, to):
    stop = fleet.stop(plan, 2)
    return lambda: move_stop(
        plan_id=plan.pk,
        stop_id=stop.pk,
        seen_moves=stop.moves,
        to_tour_id=to,
        before_id=None,
        by=PLATFORM,
        at=fleet.now,
    )


def test_of_two_dispatchers_moving_one_stop_one_wins_and_the_other_is_told(plan, roue):
    fleet, drawn = plan
    with roue.inside():
        works = [mover(fleet, drawn, to=fleet.tour(drawn, 1).pk), mover(fleet, drawn, to=None)]
    outcomes = at_once(roue, *works)
    refused = [outcome for outcome in outcomes if isinstance(outcome, NotAllowedNow)]
    assert [refusal.code for refusal in refused] == ["stop_was_moved"]
    with roue.inside():
        assert PlannedStop.objects.get(plan=drawn, order=fleet.orders[2], kind="dropoff").moves == 1
        assert TourPlan.objects.get().version == 3


def test_a_plan_is_given_out_once(plan, roue):
    fleet, drawn = plan
    adopt = {"plan_id": drawn.pk, "seen_version": drawn.version, "by": PLATFORM, "at": fleet.now}
    outcomes = at_once(roue, *[lambda: adopt_tours(**adopt)] * 3)
    assert sum(isinstance(outcome, NotAllowedNow) for outcome in outcomes) == 2
    with roue.inside():
        assert Decision.objects.count() == 4


def test_of_two_who_ask_for_a_run_one_is_told_it_runs(plan, roue):
    fleet, drawn = plan
    ask = {"plan_id": drawn.pk, "by": PLATFORM, "at": fleet.now}
    outcomes = at_once(roue, *[lambda: planning.ask_for_run(**ask)] * 2)
    assert [o.code for o in outcomes if isinstance(o, NotAllowedNow)] == ["plan_is_running"]
