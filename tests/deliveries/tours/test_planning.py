"""From a day's choice of bikes and orders to tours that a person may change and give out."""

from datetime import timedelta

import pytest
from django.utils import timezone

from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from deliveries.domain.dispatch import Params
from deliveries.domain.dispatch.tours.model import Progress
from deliveries.domain.loads import Capacity
from deliveries.models import Decision, Order, PlannedStop, Task, TourPlan
from deliveries.queries.day import day_of
from deliveries.queries.dispatch_state import dispatch_state
from deliveries.queries.tours import orders_of_day
from deliveries.services import planning
from deliveries.services.fleet import add_bike
from deliveries.services.grouping import make_group
from deliveries.services.ordering import cancel_order
from deliveries.services.tour_adopting import adopt_tours
from deliveries.services.tour_editing import choose_rider, insert_urgent, move_stop, undo_edit
from tests.conftest import PLATFORM
from tests.deliveries.tours.conftest import solve


def move(fleet, plan, stop, *, to=None, before=None, seen=None):
    return move_stop(
        plan_id=plan.pk,
        stop_id=stop.pk,
        seen_moves=stop.moves if seen is None else seen,
        to_tour_id=to and to.pk,
        before_id=before and before.pk,
        by=fleet.cast.by("bruno"),
        at=fleet.now,
    )


def events():
    return [entry.name for entry in since(Place(), is_settled_only=False) if entry.name.startswith("Tour")]


# --- Choosing


def test_a_draft_holds_each_order_twice_and_nothing_on_tours(fleet):
    plan = fleet.draft()
    assert (plan.state, plan.tours.count(), plan.stops.count()) == ("draft", 2, 8)
    assert not plan.stops.filter(tour__isnull=False).exists()
    assert events() == ["TourPlanDrafted"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bikes": []}, "no_bikes"),
        ({"order_ids": []}, "no_orders"),
        ({"run_seconds": 0}, "run_seconds"),
        ({"run_seconds": 600}, "run_seconds"),
    ],
)
def test_a_choice_without_sense_is_refused(fleet, changes, code):
    with pytest.raises(Invalid) as refused:
        fleet.draft(**changes)
    assert refused.value.code == code


def test_a_bike_has_one_rider_and_hours_that_end_after_they_begin(fleet):
    cargo, trailer = fleet.chosen()
    twice = planning.ChosenBike(trailer.bike_id, trailer.starts_at, trailer.ends_at, cargo.courier_id)
    with pytest.raises(Invalid, match="one bike at a time"):
        fleet.draft(bikes=[cargo, twice])
    with pytest.raises(Invalid, match="ends after it begins"):
        fleet.draft(bikes=[planning.ChosenBike(cargo.bike_id, cargo.ends_at, cargo.starts_at)])
    with pytest.raises(NotFound):
        fleet.draft(bikes=[cargo, cargo])


# --- Computing


def test_a_run_writes_tours_with_times_loads_and_price(fleet):
    plan = fleet.planned()
    assert plan.state == "ready"
    assert fleet.row(plan, 0) == ["0p", "0d", "1p", "1d", "2p", "2d", "3p", "3d"]
    assert fleet.row(plan, 1) == []
    tour = fleet.tour(plan, 0)
    first = fleet.stop(plan, 0, "pickup")
    assert (
        fleet.at(8) <= tour.starts_at <= first.arrives_at <= first.begins_at < first.leaves_at < tour.ends_at
    )
    assert first.begins_at >= fleet.at(9)
    assert plan.best_travel_seconds == tour.travel_seconds > 0
    assert tour.is_estimated  # no town, so straight lines
    assert events() == ["TourPlanDrafted", "TourPlanRunAsked", "TourPlanComputed"]


def test_what_no_bike_carries_is_named(fleet):
    fleet.place(0, grams=250_000)
    plan = fleet.planned()
    stop = fleet.stop(plan, 4)
    assert (stop.tour, stop.left_out["message"]) == (None, "No bike carries it.")


def test_an_order_cancelled_meanwhile_is_left_out_by_name(fleet):
    plan = fleet.draft()
    cancel_order(order_id=fleet.orders[1].pk, by=PLATFORM, at=fleet.now)
    fleet.run(plan)
    assert fleet.row(plan, 0) == ["0p", "0d", "2p", "2d", "3p", "3d"]
    assert fleet.stop(plan, 1).left_out["code"] == "not_waiting"


def test_one_attempt_at_a_time_and_an_old_one_writes_nothing(fleet):
    plan = fleet.draft()
    old = planning.ask_for_run(plan_id=plan.pk, by=fleet.cast.by("bruno"), at=fleet.now).run
    with pytest.raises(NotAllowedNow, match="being computed"):
        planning.ask_for_run(plan_id=plan.pk, by=fleet.cast.by("bruno"), at=fleet.now)
    later = fleet.now + planning.SILENCE + timedelta(seconds=1)
    new = planning.ask_for_run(plan_id=plan.pk, by=fleet.cast.by("bruno"), at=later).run
    assert not planning.carry_out_run(plan_id=plan.pk, run_id=old, by=PLATFORM, solve=solve)
    assert not plan.stops.filter(tour__isnull=False).exists()
    assert planning.carry_out_run(plan_id=plan.pk, run_id=new, by=PLATFORM, solve=solve)
    assert not planning.carry_out_run(plan_id=plan.pk, run_id=new, by=PLATFORM, solve=solve)
    assert events().count("TourPlanComputed") == 1


def test_progress_is_kept_and_a_stop_is_heard(fleet):
    plan = fleet.draft()
    heard = []

    def patient(problem, *, on_progress, should_stop, **options):
        on_progress(Progress("searching", 0.5, 1234, 3))
        heard.append(should_stop())
        planning.stop_run(plan_id=plan.pk, by=fleet.cast.by("bruno"), at=fleet.now)
        on_progress.__self__._told_at = 0.0  # a second later
        heard.append(should_stop())
        return solve(problem)

    assert fleet.run(plan, patient)
    plan.refresh_from_db()
    assert heard == [False, True]
    assert plan.state == "ready"
    assert plan.progress["travel_seconds"] == 1234


def test_a_planner_that_fails_is_reported_and_the_plan_can_be_run_again(fleet, caplog):
    def broken(problem, **options):
        raise RuntimeError("no such luck")

    plan = fleet.draft()
    assert not fleet.run(plan, broken)
    plan.refresh_from_db()
    assert (plan.state, plan.trouble) == ("draft", "planner_failed")
    assert "no such luck" in caplog.text
    assert fleet.run(plan)
    before = fleet.row(plan, 0)
    assert not fleet.run(plan, broken)
    plan.refresh_from_db()
    assert plan.state == "ready"
    assert fleet.row(plan, 0) == before


def test_the_planner_is_told_what_it_planned_before(fleet):
    plan = fleet.planned()
    told = []

    def noting(problem, *, previous, **options):
        told.append(previous.orders if previous else None)
        return solve(problem)

    fleet.run(plan, noting)
    assert [len(order) for order in told[0].values()] == [8]


# --- Moving by hand


def test_a_stop_moves_along_its_own_tour_alone(fleet):
    plan = fleet.planned()
    before = fleet.tour(plan, 0).travel_seconds
    answer = move(
        fleet, plan, fleet.stop(plan, 1, "pickup"), to=fleet.tour(plan, 0), before=fleet.stop(plan, 0)
    )
    assert fleet.row(plan, 0) == ["0p", "1p", "0d", "1d", "2p", "2d", "3p", "3d"]
    assert fleet.tour(plan, 0).travel_seconds == before + answer.extra_seconds
    plan.refresh_from_db()
    assert plan.version == 3
    assert events()[-1] == "TourPlanEdited"


def test_to_another_bike_the_orders_other_stop_comes_along(fleet):
    plan = fleet.planned()
    move(fleet, plan, fleet.stop(plan, 2), to=fleet.tour(plan, 1))
    assert fleet.row(plan, 0) == ["0p", "0d", "1p", "1d", "3p", "3d"]
    assert fleet.row(plan, 1) == ["2p", "2d"]
    move(
        fleet,
        plan,
        fleet.stop(plan, 3, "pickup"),
        to=fleet.tour(plan, 1),
        before=fleet.stop(plan, 2, "pickup"),
    )
    row = fleet.row(plan, 1)
    assert row[0] == "3p"
    assert row.index("3d") > 0


def test_what_a_move_breaks_is_said_at_its_place_and_not_refused(fleet):
    plan = fleet.planned()
    move(fleet, plan, fleet.stop(plan, 0), to=fleet.tour(plan, 0), before=fleet.stop(plan, 0, "pickup"))
    assert fleet.row(plan, 0)[:2] == ["0d", "0p"]
    assert [v["code"] for v in fleet.stop(plan, 0).violations] == ["order"]


def test_an_order_can_be_taken_off_the_tours_and_put_back(fleet):
    plan = fleet.planned()
    move(fleet, plan, fleet.stop(plan, 1))
    assert fleet.row(plan, 0) == ["0p", "0d", "2p", "2d", "3p", "3d"]
    assert {stop.left_out["code"] for stop in plan.stops.filter(order=fleet.orders[1])} == {"by_hand"}
    move(fleet, plan, fleet.stop(plan, 1), to=fleet.tour(plan, 1))
    assert fleet.row(plan, 1) == ["1p", "1d"]
    assert fleet.stop(plan, 1).left_out == {}


def test_the_last_change_can_be_taken_back_once(fleet):
    plan = fleet.planned()
    before = fleet.row(plan, 0)
    answer = move(fleet, plan, fleet.stop(plan, 2), to=fleet.tour(plan, 1))
    undo = {"plan_id": plan.pk, "by": fleet.cast.by("bruno"), "at": fleet.now}
    with pytest.raises(NotAllowedNow, match="can no longer be undone"):
        undo_edit(seen_version=answer.plan.version - 1, **undo)
    again = undo_edit(seen_version=answer.plan.version, **undo)
    assert fleet.row(plan, 0) == before
    with pytest.raises(NotAllowedNow):
        undo_edit(seen_version=again.version, **undo)


def test_who_was_slower_is_told(fleet):
    plan = fleet.planned()
    stop = fleet.stop(plan, 2)
    move(fleet, plan, stop, to=fleet.tour(plan, 1))
    with pytest.raises(NotAllowedNow, match="Someone was quicker"):
        move(fleet, plan, stop, to=fleet.tour(plan, 0), seen=0)
    with pytest.raises(NotAllowedNow, match="no longer on this tour"):
        move(fleet, plan, fleet.stop(plan, 1), to=fleet.tour(plan, 0), before=fleet.stop(plan, 2))


def test_nothing_is_edited_while_it_is_computed_or_given_out(fleet):
    plan = fleet.draft()
    with pytest.raises(NotAllowedNow, match="run the plan first"):
        move(fleet, plan, fleet.stop(plan, 0), to=fleet.tour(plan, 0))


# --- One more


def insert(fleet, plan, order):
    return insert_urgent(plan_id=plan.pk, order_id=order.pk, by=fleet.cast.by("bruno"), at=fleet.now)


def test_an_urgent_order_goes_where_it_costs_least_and_nothing_else_moves(fleet):
    plan = fleet.planned()
    before = fleet.row(plan, 0)
    urgent = fleet.place(2)
    answer = insert(fleet, plan, urgent)
    rows = fleet.row(plan, 0), fleet.row(plan, 1)
    assert [stop for row in rows for stop in row if not stop.startswith("4")] == before
    assert sorted(stop for row in rows for stop in row if stop.startswith("4")) == ["4d", "4p"]
    assert answer.bike in ("Cargo", "Trailer")
    assert (
        sum(tour.travel_seconds for tour in plan.tours.all())
        == plan.best_travel_seconds + answer.extra_seconds
    )
    insert(fleet, plan, urgent)
    assert plan.stops.filter(order=urgent).count() == 2


def test_an_urgent_order_without_room_is_named(fleet):
    plan = fleet.planned()
    heavy = fleet.place(1, grams=250_000)
    assert insert(fleet, plan, heavy).bike is None
    assert fleet.stop(plan, 4).left_out["message"]
    assert fleet.stop(plan, 4).tour is None


# --- Giving out


def adopt(fleet, plan, version=None):
    plan.refresh_from_db()
    return adopt_tours(
        plan_id=plan.pk, seen_version=version or plan.version, by=fleet.cast.by("bruno"), at=fleet.now
    )


def test_adopted_tours_are_the_couriers_day_in_their_order(fleet):
    plan = fleet.planned()
    move(fleet, plan, fleet.stop(plan, 1, "pickup"), to=fleet.tour(plan, 0), before=fleet.stop(plan, 0))
    adopted = adopt(fleet, plan)
    assert list(adopted.given) == [order.number for order in fleet.orders]
    tasks = Task.objects.filter(assignee=fleet.cast.courier_id).order_by("rank").select_related("delivery")
    numbers = {order.pk: index for index, order in enumerate(fleet.orders)}
    said = [f"{numbers[task.delivery.order_id]}{task.kind[0]}" for task in tasks]
    assert said == ["0p", "1p", "0d", "1d", "2p", "2d", "3p", "3d"]
    assert set(Order.objects.values_list("state", flat=True)) == {"dispatched"}
    decisions = Decision.objects.filter(courier=fleet.cast.courier_id)
    assert decisions.count() == 4
    assert {(d.kind, d.policy) for d in decisions} == {("planned", f"tour:{fleet.tour(plan, 0).pk.hex}")}
    assert events()[-1] == "TourPlanAdopted"
    with pytest.raises(NotAllowedNow, match="given to their couriers"):
        adopt(fleet, plan)


def test_tomorrows_tour_is_not_todays_next_stop(fleet):
    adopt(fleet, fleet.planned())
    began = timezone.localtime(fleet.now, fleet.cast.cooperative.zone).replace(hour=0, minute=0, second=0)
    assert day_of(fleet.cast.courier_id, day_began_at=began).next is None
    tomorrow = day_of(fleet.cast.courier_id, day_began_at=began + timedelta(days=1))
    assert tomorrow.next.kind == "pickup"


def test_a_tour_needs_a_rider_who_works_then(fleet):
    plan = fleet.planned(bikes=fleet.chosen(couriers=False))
    with pytest.raises(NotAllowedNow, match="Choose who rides Cargo first"):
        adopt(fleet, plan)
    choose = {"plan_id": plan.pk, "tour_id": fleet.tour(plan, 0).pk, "by": PLATFORM, "at": fleet.now}
    choose_rider(courier_id=fleet.cast.courier_id, **choose)
    from members.models import Shift

    Shift.objects.filter(starts_at__gte=fleet.at(0)).delete()
    with pytest.raises(NotAllowedNow, match="has no shift"):
        adopt(fleet, plan)
    assert not Decision.objects.exists()


def test_what_was_cancelled_since_is_passed_over_and_told(fleet):
    plan = fleet.planned()
    cancel_order(order_id=fleet.orders[0].pk, by=PLATFORM, at=fleet.now)
    adopted = adopt(fleet, plan)
    assert list(adopted.passed_over) == [fleet.orders[0].number]
    assert len(adopted.given) == 3


def test_orders_of_a_named_group_are_left_to_who_made_it(fleet):
    plan = fleet.planned()
    one, two, *_rest = fleet.orders
    jobs = [one.delivery.pk, two.delivery.pk]
    make_group(name="Market", delivery_ids=jobs, by=fleet.cast.by("bruno"), at=fleet.now)
    assert [waiting.order.number for waiting in orders_of_day(fleet.day)] == [3, 4]
    urgent = fleet.place(2)
    make_group(
        name="Fair",
        delivery_ids=[urgent.delivery.pk, fleet.place(3).delivery.pk],
        by=fleet.cast.by("bruno"),
        at=fleet.now,
    )
    with pytest.raises(NotAllowedNow, match="in the group"):
        insert(fleet, plan, urgent)
    adopted = adopt(fleet, plan)
    assert (adopted.given, adopted.passed_over) == ((3, 4), (1, 2))


def test_a_bag_handed_over_before_it_is_picked_up_is_not_given_out(fleet):
    plan = fleet.planned()
    move(fleet, plan, fleet.stop(plan, 0), to=fleet.tour(plan, 0), before=fleet.stop(plan, 0, "pickup"))
    with pytest.raises(NotAllowedNow, match="dropped off before it is picked up: move it first"):
        adopt(fleet, plan)
    assert not Decision.objects.exists()


def test_a_plan_changed_since_it_was_seen_is_not_given_out(fleet):
    plan = fleet.planned()
    move(fleet, plan, fleet.stop(plan, 2), to=fleet.tour(plan, 1))
    with pytest.raises(NotAllowedNow, match="changed meanwhile"):
        adopt(fleet, plan, version=2)
    assert TourPlan.objects.get().state == "ready"
    assert not Task.objects.filter(assignee__isnull=False).exists()
    assert PlannedStop.objects.filter(tour__isnull=False).count() == 8


# --- What live dispatch knows of it


def test_live_dispatch_counts_with_the_bike_a_courier_rides_and_not_with_tomorrows_tour(fleet):
    before = dispatch_state(fleet.now, Params())[0].couriers[0]
    assert (before.capacity.bags, before.skills) == (6, frozenset())
    capacity = Capacity(9, 50_000, 200)
    rider = {"rider_id": fleet.cast.courier_id, "equipment": ["cold"]}
    add_bike(hub_id=fleet.hub.pk, name="Her own", kind="cargo", capacity=capacity, by=PLATFORM, **rider)
    adopt(fleet, fleet.planned())
    fleet.place(0, ready_at=fleet.now + timedelta(minutes=20), window=None, grams=7_000, needs=("cold",))
    state = dispatch_state(fleet.now, Params())[0]
    assert state.couriers[0].capacity.vector == capacity.as_load()
    assert state.couriers[0].skills == {"cold"}
    assert state.couriers[0].free_at == int(fleet.now.timestamp())
    assert [(order.load.grams, order.needs) for order in state.orders] == [(7_000, {"cold"})]
