"""The play moves like people would, and keeps its hands off what a person handles."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from coopplatform.kernel.geo import Point
from deliveries.domain.travel import StraightLine
from deliveries.models import CourierPlace, Order, Position
from deliveries.services.dispatching import adopt_plan, withdraw
from deliveries.services.ordering import place_order
from deliveries.services.towns import import_town
from deliveries.simulation import switch
from deliveries.simulation.hands import couriers_in_hand, may_dispatch
from deliveries.simulation.loop import Play
from deliveries.simulation.player import PLAYER
from deliveries.simulation.rides import Ride
from deliveries.simulation.script import MINUTES, script_here
from members.queries.roster import everyone
from tests.conftest import new_order

MONACO = Path(__file__).parents[3] / "data" / "towns" / "monaco" / "monaco.osm.pbf"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def in_monaco(roue, now, settings, tmp_path):
    settings.TOWNS_DIR = tmp_path
    import_town(slug="monaco", name="Monaco", extract=MONACO, at=now)
    roue.cooperative.town = "monaco"
    roue.cooperative.save()
    return roue


def simulated(cast, now):
    return place_order(new=new_order(cast, now), by=PLAYER, at=now)


def test_a_ride_is_where_the_clock_says(now):
    begin, end = Point(43.73, 7.42), Point(43.74, 7.42)
    ride = Ride.plan(uuid4(), StraightLine(), begin, end, now, speed=2)
    assert ride.point(now) == begin
    halfway = ride.point(now + timedelta(seconds=ride.seconds / 2))
    assert halfway.lat == pytest.approx(43.735)
    assert ride.is_over(now + timedelta(seconds=ride.seconds))
    assert ride.point(now + timedelta(hours=1)) == end


def test_the_recorded_day_is_laid_onto_the_co_ops_own_store_and_streets(in_monaco):
    with in_monaco.inside():
        script = script_here()
    assert len(script) == 268
    assert {order.store.name for order in script} == {"Pizzeria Lucia"}
    assert all(0 <= order.placed_minute < MINUTES for order in script)
    assert all("OpenStreetMap" in order.to.licence for order in script)


def test_orders_are_placed_carried_along_the_streets_and_delivered(in_monaco, now):
    play = Play.of(in_monaco.cooperative.pk, in_monaco.cooperative.zone, 5.0, frozenset())
    for step in range(120):
        play.step(now + timedelta(seconds=10 * step))
    with in_monaco.inside():
        assert Order.objects.filter(state="delivered", placed_by=str(PLAYER)).count() >= 1
        assert Position.objects.count() > 20  # how many depends on the hour of the recorded day
        assert len(everyone()) == 1


def test_a_restart_places_no_order_twice_and_rides_on_from_the_last_place(in_monaco, now):
    def play():
        return Play.of(in_monaco.cooperative.pk, in_monaco.cooperative.zone, 5.0, frozenset())

    for step in range(20):
        play().step(now + timedelta(seconds=10 * step))
    with in_monaco.inside():
        places = CourierPlace.objects.count()
        assert places == 1
        assert Order.objects.count() <= 12


def test_a_persons_order_is_the_persons_for_five_minutes(inside, now):
    order = place_order(new=new_order(inside, now), by=inside.by("rosa"), at=now)
    assert not may_dispatch(order, now + 4 * MINUTE)
    assert may_dispatch(order, now + 5 * MINUTE)


def test_every_third_order_waits_for_the_person_at_the_board(inside, now):
    orders = [simulated(inside, now) for _ in range(6)]
    soon = [order.number for order in orders if may_dispatch(order, now + MINUTE)]
    assert soon == [1, 2, 4, 5]
    assert all(may_dispatch(order, now + 4 * MINUTE) for order in orders)


def test_what_a_person_took_back_is_left_to_them(inside, now):
    order = simulated(inside, now)
    facts = {"delivery_id": order.delivery.pk, "by": inside.by("bruno"), "at": now}
    adopt_plan(courier_id=inside.courier_id, seen_courier_id=None, **facts)
    withdraw(seen_courier_id=inside.courier_id, **facts)
    assert not may_dispatch(order, timezone.now() + MINUTE)
    assert may_dispatch(order, timezone.now() + 6 * MINUTE)


def test_a_courier_whose_person_is_here_is_not_moved(inside, now):
    assert couriers_in_hand(everyone(), frozenset(), now) == frozenset()
    assert couriers_in_hand(everyone(), frozenset({inside.alma.pk}), now) == {inside.courier_id}
    inside.alma.last_login = now
    inside.alma.save()
    assert couriers_in_hand(everyone(), frozenset(), now + MINUTE) == {inside.courier_id}
    assert couriers_in_hand(everyone(), frozenset(), now + 200 * MINUTE) == frozenset()


def test_the_play_is_paused_and_goes_on(db, settings):
    settings.DEMO = True
    cache.clear()
    call_command("simulate", pause=True)
    assert switch.is_paused()
    call_command("simulate", resume=True)
    assert not switch.is_paused()


def test_nothing_is_simulated_outside_of_a_demo(db):
    with pytest.raises(CommandError, match="DEMO=1 only"):
        call_command("simulate")
