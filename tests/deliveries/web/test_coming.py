"""Rosa reads how far the courier is who comes to her door: minutes, and only while she comes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coopplatform.kernel.geo import Point
from deliveries.models import CourierPlace, PositionPause
from deliveries.queries.coming import minutes_to_pickups
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from tests.conftest import PLATFORM, placed

AWAY = Point(43.7440, 7.4180)
"""Some 1,100 m north of the pizzeria."""


@pytest.fixture
def given(roue, monaco, now):
    """Rosa's order is Alma's, who is not there yet."""
    order = placed(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=now,
        )
        CourierPlace.objects.create(courier_id=roue.courier_id, lat=AWAY.lat, lon=AWAY.lon, at=now)
    return order


def away(roue, order):
    with roue.inside():
        return minutes_to_pickups([order.delivery.pk]).get(order.delivery.pk)


def test_the_minutes_stand_on_the_page_of_the_store_and_of_the_order(roue, given, login):
    minutes = away(roue, given)
    assert 3 <= minutes <= 8
    rosa = login(roue.rosa)
    for url in (
        reverse("store", args=[roue.slug, roue.store_id]),
        reverse("order", args=[roue.slug, roue.store_id, given.pk]),
    ):
        text = rosa.get(url).content.decode()
        assert f"{minutes} min away" in text
        assert str(AWAY.lat) not in text


def test_a_stop_before_it_takes_its_time(roue, given, now):
    first = away(roue, given)
    second = placed(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=second.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=now,
        )
    assert away(roue, second) > first


def test_nobody_is_told_once_it_is_picked_up_or_she_is_switched_off(roue, given, now):
    with roue.inside():
        pause = PositionPause.objects.create(courier_id=roue.courier_id, started_at=now)
        assert minutes_to_pickups([given.delivery.pk]) == {}
        pause.ended_at = now + timedelta(seconds=1)
        pause.save()
        assert minutes_to_pickups([given.delivery.pk]) != {}
        pickup = given.delivery.tasks.get(kind="pickup")
        complete_task(task_id=pickup.pk, courier_id=roue.courier_id, by=PLATFORM, at=now)
        assert minutes_to_pickups([given.delivery.pk]) == {}
