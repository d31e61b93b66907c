"""Alma's way at once as a sketch, and her own stops for the map when she asks for it."""

import gzip

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from coopplatform.kernel.geo import Point
from deliveries.services.carrying import complete_task
from deliveries.services.quoting import Destination
from deliveries.web.sketches import MOST_STOPS, sketch_of
from tests.conftest import PLATFORM
from tests.deliveries.web.conftest import hire_another
from tests.deliveries.web.test_day import given

DOORS = [Point(43.7335 + n / 1000, 7.4165 + (n % 3) / 900) for n in range(6)]


def to(point, name="Mme Rossi"):
    return Destination(name=name, address=f"{point.lat:.4f} rue Grimaldi", point=point, phone="")


def stops(cast, *orders):
    with cast.inside():
        tasks = [task for order in orders for task in order.delivery.tasks.select_related("delivery__order")]
    return sorted(tasks, key=lambda task: task.kind == "dropoff")


@pytest.fixture
def orders(roue, now):
    return [given(roue, now, to=to(door)) for door in DOORS[:3]]


def test_the_next_stop_is_yellow_and_pickups_of_one_door_are_one_dot(roue, orders):
    found = sketch_of(stops(roue, *orders), "")
    assert found is not None
    assert [(dot.kind, dot.is_next) for dot in found.dots] == [("dropoff", False)] * 3 + [("pickup", True)]
    assert len(found.dots[-1].ids.split()) == 3
    assert found.names[0] == "Pizzeria Lucia"
    assert [name for name in found.names if "Rossi" in name] == []


def test_without_stops_there_is_none_and_far_ahead_is_left_out(roue, now, orders):
    assert sketch_of([], "") is None
    many = stops(roue, *orders, *(given(roue, now, to=to(door)) for door in DOORS * 2))
    found = sketch_of(many, "")
    assert found is not None
    assert len(found.dots) == MOST_STOPS


def test_a_sketch_asks_no_query_and_weighs_a_kilobyte(roue, orders, django_assert_num_queries):
    tasks = stops(roue, *orders)
    with roue.inside(), django_assert_num_queries(0):
        found = sketch_of(tasks, "", place=Point(43.74, 7.42))
    with override("en"):
        drawn = render_to_string("deliveries/parts/sketch.html", {"sketch": found})
    assert "Sketch of your way" in drawn
    assert len(gzip.compress(drawn.encode())) <= 1024
    assert render_to_string("deliveries/parts/sketch.html", {"sketch": None}).strip() == ""


def test_the_map_has_her_own_stops_and_nobody_elses(roue, login, now, orders):
    yanis = hire_another(roue, now)
    given(roue, now, courier_id=yanis, to=to(DOORS[4]))
    first = stops(roue, orders[0])[0]
    with roue.inside():
        complete_task(task_id=first.pk, courier_id=roue.courier_id, by=PLATFORM, at=now)
    answer = login(roue.alma).get(reverse("day-map", args=[roue.slug]))
    body = answer.json()
    assert "no-store" in answer["Cache-Control"]
    assert sorted(stop["kind"] for stop in body["stops"]) == [
        "done",
        "dropoff",
        "dropoff",
        "dropoff",
        "next-pickup",
        "pickup",
    ]
    mine = {str(task.pk) for task in stops(roue, *orders)}
    assert {stop["id"] for stop in body["stops"]} == mine
    assert (body["couriers"], [route["kind"] for route in body["routes"]]) == ([], ["route"])
    assert str(DOORS[4].lat) not in answer.content.decode()


def test_a_day_without_stops_has_an_empty_map(roue, login):
    body = login(roue.alma).get(reverse("day-map", args=[roue.slug])).json()
    assert body == {"couriers": [], "stops": [], "routes": []}


def test_a_dispatcher_has_no_such_map(roue, login):
    assert login(roue.bruno).get(reverse("day-map", args=[roue.slug])).status_code == 404


def test_one_and_three_stops_take_the_same_queries(roue, login, now, django_assert_max_num_queries):
    client, url, counts = login(roue.alma), reverse("day-map", args=[roue.slug]), []
    for _ in range(2):
        given(roue, now, to=to(DOORS[0]))
        with django_assert_max_num_queries(20) as seen:
            client.get(url)
        counts.append(len(seen))
        given(roue, now, to=to(DOORS[1]))
    assert counts[0] == counts[1]
