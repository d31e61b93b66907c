"""A delivery keeps what it was brought with; kilometres and CO2 follow from it, and the past stays as counted."""

from datetime import timedelta

import pytest

from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.emissions import Balance, balance
from deliveries.domain.loads import Capacity
from deliveries.models import Bike, Delivery
from deliveries.queries.fleet import vehicle_of
from deliveries.queries.month import delivered_in, metres_by_vehicle
from deliveries.services.fleet import add_bike, open_hub, retire_bike, say_what_drives
from deliveries.services.tour_adopting import adopt_tours
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import delivered
from tests.deliveries.tours.conftest import furnished


@pytest.fixture
def ridden(roue):
    """Alma's own, a bicycle with assistance."""
    with roue.inside():
        hub = open_hub(name="Hub", address="3 rue Suffren", point=Point(43.735, 7.418), by=PLATFORM)
        return add_bike(
            hub_id=hub.pk, name="Hers", kind="bicycle", capacity=Capacity(2, 9_000, 40),
            rider_id=roue.courier_id, by=PLATFORM,
        )  # fmt: skip


def brought(roue, at):
    with roue.inside():
        return Delivery.objects.get(order=delivered(roue, at).pk)


def driven(roue, bike, kind, drive, now):
    with roue.inside():
        return say_what_drives(bike_id=bike.pk, kind=kind, drive=drive, by=PLATFORM, at=now)


def test_what_was_brought_before_stays_as_it_was_counted(roue, ridden, now):
    first = brought(roue, now)
    driven(roue, ridden, "moped", "engine", now)
    second = brought(roue, now + timedelta(hours=2))
    assert (first.vehicle, second.vehicle) == ("bicycle:assisted", "moped:engine")
    with roue.inside():
        retire_bike(bike_id=ridden.pk, by=PLATFORM)
    third = brought(roue, now + timedelta(hours=4))
    assert third.vehicle == ""
    window = TimeWindow(now, now + timedelta(days=1))
    with roue.inside():
        metres = metres_by_vehicle(window)
        found = delivered_in(window, roue.cooperative.zone)
    assert (
        metres
        == found.metres
        == {
            "bike": first.distance_metres + third.distance_metres,
            "motor": second.distance_metres,
        }
    )
    whole = sum(
        (balance("meals", one.distance_metres, now.date(), one.vehicle) for one in (first, second, third)),
        Balance(),
    )
    assert found.emissions == whole


def test_a_tours_vehicle_counts_before_what_the_courier_usually_rides(inside, now):
    fleet = furnished(inside, now)
    Bike.objects.update(kind="van", drive="electric")
    own = add_bike(
        hub_id=fleet.hub.pk, name="Hers", kind="bicycle", drive="muscle", capacity=Capacity(2, 9_000, 40),
        rider_id=inside.courier_id, by=PLATFORM,
    )  # fmt: skip
    order = fleet.orders[0]
    assert vehicle_of(inside.courier_id, order.pk) == "bicycle:muscle"
    plan = fleet.planned()
    assert vehicle_of(inside.courier_id, order.pk) == "bicycle:muscle"
    adopt_tours(plan_id=plan.pk, seen_version=plan.version, by=PLATFORM, at=now)
    ridden = {vehicle_of(inside.courier_id, one.pk) for one in fleet.orders}
    assert ridden <= {"van:electric", "bicycle:muscle"}
    assert "van:electric" in ridden
    assert own.drive == "muscle"


def test_nothing_is_said_of_a_vehicle_that_is_gone_and_the_same_twice_is_once(roue, ridden, now):
    driven(roue, ridden, "bicycle", "assisted", now)
    with roue.inside(), pytest.raises(NotFound):
        say_what_drives(bike_id=uuid7(), kind="van", drive="engine", by=PLATFORM, at=now)
    with roue.inside():
        assert Delivery.objects.exclude(vehicle="").count() == 0
