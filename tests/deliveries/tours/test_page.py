"""The dispatcher's page of tours, over the client: with htmx and without a script."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliveries.models import TourPlan
from deliveries.services import planning
from tests.conftest import PLATFORM
from tests.deliveries.tours.conftest import solve

HTMX = {"HX-Request": "true"}


@pytest.fixture
def bruno(fleet: Any, login: Any) -> Any:
    return login(fleet.cast.bruno)


def url(fleet, plan=None, tail=""):
    return f"/c/{fleet.cast.slug}/tours/" + (f"{plan.pk}/{tail}" if plan else tail)


def chosen(fleet, **changes):
    """What the form sends: both bikes, all orders."""
    data = {"orders": [str(order.pk) for order in fleet.orders], "run_seconds": "5"}
    for bike in fleet.bikes:
        data |= {f"{bike.pk}-is_used": "on", f"{bike.pk}-rider": "", f"{bike.pk}-starts": "08:00"}
        data |= {f"{bike.pk}-ends": "13:00"}
    return data | changes


def moving(stop, place):
    return {"stop": stop.pk, "moves": stop.moves, "place": place}


def test_the_form_offers_tomorrows_orders_and_bikes(bruno, fleet):
    page = bruno.get(url(fleet)).text
    for order in fleet.orders:
        assert f'value="{order.pk}"' in page
    assert "Cargo" in page
    assert "90 kg" in page
    assert (
        "09:00–12:00" in page.replace("</time>", "").replace("<time", "\n<time").replace("\n", "")
        or "09:00" in page
    )


def test_what_is_chosen_is_computed_at_once(bruno, fleet):
    answer = bruno.post(url(fleet) + f"?day={fleet.day}", chosen(fleet))
    plan = TourPlan.objects.get()
    assert answer.url == url(fleet, plan)
    assert (plan.state, plan.day, plan.run_seconds, plan.tours.count()) == ("running", fleet.day, 5, 2)
    page = bruno.get(answer.url).text
    assert "Waiting for the planner" in page
    assert "Stop and keep the best" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"orders": []}, "Choose the orders to plan"), ({"run_seconds": "7"}, "Select a valid choice")],
)
def test_a_choice_that_makes_no_sense_is_shown_again(bruno, fleet, changes, words):
    answer = bruno.post(url(fleet) + f"?day={fleet.day}", chosen(fleet, **changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert not TourPlan.objects.exists()


def test_odd_hours_are_told_at_the_bike(bruno, fleet):
    broken = {f"{fleet.bikes[0].pk}-starts": "soon"}
    answer = bruno.post(url(fleet) + f"?day={fleet.day}", chosen(fleet, **broken))
    assert answer.status_code == 422
    assert "Give both hours" in answer.text


def test_the_plan_shows_price_tours_and_what_is_on_none(bruno, fleet):
    fleet.place(0, grams=250_000)
    plan = fleet.planned()
    page = bruno.get(url(fleet, plan)).text
    assert f"{round(plan.best_travel_seconds / 60)} min" in page
    assert "No bike carries it." in page
    assert "4 orders on tours" in page
    assert "Some rides are estimated" in page
    assert page.count("data-stop=") == 9


def test_a_stop_moves_by_a_form_that_needs_no_script(bruno, fleet):
    plan = fleet.planned()
    stop = fleet.stop(plan, 2)
    form = bruno.get(url(fleet, plan) + f"?move={stop.pk}").text
    assert "last on Trailer" in form
    answer = bruno.post(url(fleet, plan, "move/"), moving(stop, fleet.tour(plan, 1).pk), follow=True)
    assert fleet.row(plan, 1) == ["2p", "2d"]
    assert "was moved" in answer.text
    assert "undo/?version=3" in answer.text
    bruno.post(url(fleet, plan, "undo/?version=3"))
    assert fleet.row(plan, 1) == []


def test_with_htmx_a_move_answers_with_the_new_price_and_what_takes_it_back(bruno, fleet):
    plan = fleet.planned()
    data = moving(fleet.stop(plan, 2), f"{fleet.tour(plan, 0).pk}:{fleet.stop(plan, 0).pk}")
    answer = bruno.post(url(fleet, plan, "move/"), data, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "promises broken" in answer.text or "promise broken" in answer.text
    assert "dropped off before it is picked up" in answer.text
    assert "No. 3 → Cargo" in answer.text


def test_the_slower_of_two_dispatchers_is_told_and_sees_the_plan_as_it_is(bruno, fleet):
    plan = fleet.planned()
    stale = moving(fleet.stop(plan, 2), fleet.tour(plan, 1).pk)
    bruno.post(url(fleet, plan, "move/"), stale)
    answer = bruno.post(url(fleet, plan, "move/"), stale | {"place": ""}, headers=HTMX)
    assert answer.status_code == 409
    assert "Someone was quicker" in answer.text
    assert fleet.row(plan, 1) == ["2p", "2d"]


@pytest.mark.parametrize("place", ["nonsense", f"{UUID(int=7)}:x"])
def test_a_place_that_is_none_moves_nothing(bruno, fleet, place):
    plan = fleet.planned()
    answer = bruno.post(url(fleet, plan, "move/"), moving(fleet.stop(plan, 2), place), headers=HTMX)
    assert answer.status_code == 422
    assert fleet.row(plan, 0) == ["0p", "0d", "1p", "1d", "2p", "2d", "3p", "3d"]


def test_an_order_that_came_in_since_is_fitted_in(bruno, fleet):
    plan = fleet.planned()
    urgent = fleet.place(1)
    assert "Came in since" in bruno.get(url(fleet, plan)).text
    answer = bruno.post(url(fleet, plan, f"insert/{urgent.pk}/"), headers=HTMX)
    assert "Came in since" not in answer.text
    assert plan.stops.filter(order=urgent, tour__isnull=False).count() == 2


def test_tours_are_given_out_and_then_only_read(bruno, fleet):
    plan = fleet.planned()
    answer = bruno.post(url(fleet, plan, "adopt/?version=2"), follow=True)
    assert "4 orders given to their couriers." in answer.text
    assert "given out" in answer.text
    assert "Move to…" not in answer.text
    again = bruno.post(url(fleet, plan, "adopt/?version=2"))
    assert again.status_code == 409


def test_a_rider_is_chosen_on_the_page_and_twice_is_told(bruno, fleet):
    plan = fleet.planned()
    data = {"tour": fleet.tour(plan, 1).pk, "rider": fleet.cast.courier_id}
    answer = bruno.post(url(fleet, plan, "rider/"), data, headers=HTMX)
    assert answer.status_code == 422
    assert "one bike at a time" in answer.text
    bruno.post(url(fleet, plan, "rider/"), {"tour": fleet.tour(plan, 0).pk, "rider": ""})
    bruno.post(url(fleet, plan, "rider/"), data)
    assert fleet.tour(plan, 1).courier_id == fleet.cast.courier_id


def test_a_silent_planner_is_said_and_can_be_asked_again(bruno, fleet):
    plan = fleet.draft()
    planning.ask_for_run(plan_id=plan.pk, by=PLATFORM, at=fleet.now - 2 * planning.SILENCE)
    assert "The planner fell silent" in bruno.get(url(fleet, plan)).text
    assert bruno.post(url(fleet, plan, "run/")).status_code == 302
    assert "Waiting for the planner" in bruno.get(url(fleet, plan)).text
    bruno.post(url(fleet, plan, "stop/"))
    assert "Stopping; the best tours so far are kept." in bruno.get(url(fleet, plan)).text


def test_the_map_shows_each_tour_from_its_hub_and_back(bruno, fleet):
    fleet.place(0, grams=250_000)
    things = bruno.get(url(fleet, fleet.planned(), "things/")).json()
    assert [route["kind"] for route in things["routes"]] == ["route"]
    hub = [fleet.hub.lon, fleet.hub.lat]
    assert things["couriers"] == [{"code": "AL", "at": hub, "tour": things["routes"][0]["tour"]}]
    assert [stop["kind"] for stop in things["stops"]] == ["pickup", "dropoff"] * 4 + [
        "suggested-pickup",
        "suggested-dropoff",
    ]


@pytest.mark.parametrize("person", ["alma", "rosa", "theo"])
def test_tours_are_for_who_dispatches(login, fleet, person):
    client = login(fleet.cast.users[person])
    plan = fleet.draft()
    assert client.get(url(fleet)).status_code == 404
    assert client.get(url(fleet, plan)).status_code == 404
    assert client.post(url(fleet, plan, "run/")).status_code == 404


def test_a_plan_of_four_or_of_twelve_orders_takes_as_many_queries(bruno, fleet):
    def counted(plan):
        bruno.get(url(fleet, plan))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = bruno.get(url(fleet, plan))
        assert page.status_code == 200
        return len(queries), len(page.content)

    few, _ = counted(fleet.planned())
    for index in range(8):
        fleet.place(index)
    many, size = counted(fleet.planned(solve))
    assert few == many
    assert many <= 20
    assert size < 90_000
