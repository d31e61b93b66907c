"""Nour keeps the co-op's hubs and bikes."""

import pytest

from coopplatform.journal.models import JournalEntry
from deliveries.models import Bike, Hub

FLEET = "/c/roue-libre/fleet/"


@pytest.fixture
def nour(roue, monaco, login):
    return login(roue.nour)


def hub(**changes):
    return {
        "what": "hub",
        "name": "Port",
        "address": "14 Rue Grimaldi",
        "opens": "07:00",
        "closes": "00:00",
    } | changes


def bike(roue, **changes):
    with roue.inside():
        stands = Hub.objects.first()
    facts = {
        "what": "bike",
        "name": "Cargo",
        "kind": "cargo",
        "drive": "assisted",
        "hub": stands.pk,
        "bags": 12,
        "kilos": 80,
        "litres": 300,
    }
    return facts | changes


def test_a_hub_stands_where_its_address_is_and_a_bike_at_its_hub(nour, roue):
    assert "No hub yet" in nour.get(FLEET).text
    assert nour.post(FLEET, hub()).url == FLEET
    more = {"equipment": ["cold"], "rider": roue.courier_id}
    assert nour.post(FLEET, bike(roue, **more)).url == FLEET
    with roue.inside():
        stands, rides = Hub.objects.get(), Bike.objects.get()
    assert (stands.lat, stands.opens_minute, stands.closes_minute) == (43.7335, 420, 1440)
    assert (rides.grams, rides.equipment, rides.rider_id) == (80_000, ["cold"], roue.courier_id)
    page = nour.get(FLEET).text
    assert "Cargo bike" in page
    assert "Alma" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"address": "99 Nowhere Street"}, "We do not know this address"),
        ({"opens": "12:00", "closes": "09:00"}, "closes after it opens"),
        ({"name": ""}, "required"),
    ],
)
def test_a_hub_without_sense_is_told_at_its_field(nour, roue, changes, words):
    answer = nour.post(FLEET, hub(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    with roue.inside():
        assert not Hub.objects.exists()


def test_a_rider_has_one_usual_bike_and_a_name_is_worn_once(nour, roue):
    nour.post(FLEET, hub())
    nour.post(FLEET, bike(roue, rider=roue.courier_id))
    for wrong, words in (
        ({}, "name of its own"),
        ({"name": "Other", "rider": roue.courier_id}, "another bike"),
    ):
        answer = nour.post(FLEET, bike(roue, **wrong))
        assert answer.status_code == 422
        assert words in answer.text


def test_a_retired_bike_is_gone_from_the_fleet_and_its_rider_is_free(nour, roue):
    nour.post(FLEET, hub())
    nour.post(FLEET, bike(roue, rider=roue.courier_id))
    with roue.inside():
        old = Bike.objects.get()
    answer = nour.post(f"{FLEET}{old.pk}/retire/", follow=True)
    assert "Cargo is out of the fleet." in answer.text
    assert nour.post(f"{FLEET}{old.pk}/retire/").status_code == 404
    assert nour.post(FLEET, bike(roue, name="New", rider=roue.courier_id)).status_code == 302


@pytest.mark.parametrize("person", ["bruno", "alma", "rosa"])
def test_the_fleet_is_kept_by_who_runs_the_co_op(login, roue, person):
    assert login(roue.users[person]).get(FLEET).status_code == 404


def test_nour_says_what_drives_a_vehicle_and_what_it_counts_as_is_told(nour, roue):
    nour.post(FLEET, hub())
    assert nour.post(FLEET, bike(roue, drive="engine")).status_code == 422
    nour.post(FLEET, bike(roue))
    with roue.inside():
        cargo = Bike.objects.get()
    page = nour.get(f"{FLEET}{cargo.pk}/").text
    assert "It counts as a bike." in page
    wrong = nour.post(f"{FLEET}{cargo.pk}/", {"kind": "cargo", "drive": "electric"})
    assert wrong.status_code == 422
    assert "This drive does not go with this kind" in wrong.text
    for kind, drive in (("moped", "electric"), ("moped", "electric")):
        done = nour.post(f"{FLEET}{cargo.pk}/", {"kind": kind, "drive": drive}, follow=True)
        assert "Cargo: what is brought with it counts so from now on." in done.text
    assert "Moped or scooter" in done.text
    assert "electric motor" in done.text
    assert "counts as a motor vehicle" in done.text
    assert "It counts as a motor vehicle." in nour.get(f"{FLEET}{cargo.pk}/").text
    with roue.inside():
        said = JournalEntry.objects.filter(name="VehicleDescribed").values_list("payload", flat=True)
        assert [one["kind"] for one in said] == ["moped:electric"]


def test_chloe_of_the_other_co_op_finds_no_vehicle(nour, roue, autre, login):
    nour.post(FLEET, hub())
    nour.post(FLEET, bike(roue))
    with roue.inside():
        cargo = Bike.objects.get()
    nour.post(f"{FLEET}{cargo.pk}/retire/")
    assert nour.get(f"{FLEET}{cargo.pk}/").status_code == 404
    assert login(autre.chloe).get(f"{FLEET}{cargo.pk}/").status_code == 404
