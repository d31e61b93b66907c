"""Nour brings a store in, writes down what it is, and gives it keys to the API."""

import pytest
from django.urls import reverse

from deliveries.domain.opening import read_spans, written
from deliveries.models import Store, StoreToken


@pytest.fixture
def nour(roue, login, monaco):
    return login(roue.nour)


def form(**changes):
    facts = {
        "name": "Sushi Millo",
        "phone": "+377 93 15 22 22",
        "address": "16 rue Grimaldi",
        "ready_minutes": "20",
        "activity": "meals",
        "is_active": "on",
        "mon": "11:00-14:30, 18:30 – 1:00",
        "tue": "",
    }
    return facts | changes


def test_a_store_is_added_with_its_hours_and_people_come_next(roue, nour):
    answer = nour.post(reverse("store-new", args=[roue.slug]), form())
    with roue.inside():
        store = Store.objects.get(name="Sushi Millo")
    assert answer["Location"] == reverse("store-people", args=[roue.slug, store.pk])
    assert (store.lat, store.lon, store.ready_minutes) == (43.7336, 7.4164, 20)
    assert store.opening == {"mon": [["11:00", "14:30"], ["18:30", "01:00"]]}


def test_a_store_is_changed_and_stays_where_it_is_while_its_address_does(roue, nour):
    url = reverse("store-settings", args=[roue.slug, roue.store_id])
    assert 'value="1 rue Grimaldi"' in nour.get(url).content.decode()
    changed = form(name="Pizzeria Lucia e Figli", address="1 rue Grimaldi", is_active="")
    assert nour.post(url, changed).status_code == 302
    with roue.inside():
        store = Store.objects.get()
    assert (store.name, store.lat, store.is_active) == ("Pizzeria Lucia e Figli", 43.7340, False)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "This field is required"),
        ({"phone": "12"}, "is not a phone number here"),
        ({"address": "nowhere"}, "Which one is it?"),
        ({"ready_minutes": "0"}, "From 1 to 240 minutes"),
        ({"mon": "noon"}, "is no span of time"),
        ({"mon": "11:00-11:00"}, "is no span of time"),
        ({"mon": "11:00-12:00," * 5}, "At most 4 spans"),
        ({"activity": "bikes"}, "Select a valid choice"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(roue, nour, changes, words):
    answer = nour.post(reverse("store-new", args=[roue.slug]), form(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with roue.inside():
        assert Store.objects.count() == 1


def test_spans_are_written_as_they_are_read():
    assert written(read_spans("9:00-12:00,14:00–18:00", field="mon")) == "09:00–12:00, 14:00–18:00"
    assert read_spans("", field="mon") == []


def test_a_key_is_shown_once_and_opens_the_api_until_it_is_revoked(roue, nour, client):
    url = reverse("store-key-new", args=[roue.slug, roue.store_id])
    key = nour.post(url, {"label": "Till"}).context["fresh_key"]
    api = {"headers": {"Authorization": f"Bearer {key}"}}
    assert client.get("/api/v1/orders/", **api).status_code == 200
    page = nour.get(reverse("store-settings", args=[roue.slug, roue.store_id])).content.decode()
    assert "Till" in page
    assert key not in page
    with roue.inside():
        token = StoreToken.objects.get()
    nour.post(reverse("store-key-revoke", args=[roue.slug, roue.store_id, token.pk]))
    assert client.get("/api/v1/orders/", **api).status_code in (401, 403)


def test_settings_are_the_administrators(roue, login, monaco):
    for person in (roue.rosa, roue.bruno):
        browser = login(person)
        for name, more in (("store-new", []), ("store-settings", [roue.store_id])):
            assert browser.get(reverse(name, args=[roue.slug, *more])).status_code == 404
