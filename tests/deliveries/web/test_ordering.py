"""Rosa orders: the price is told first, each mistake says what to do, and nothing is sent twice."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from deliveries.models import Order, Store
from tests.conftest import placed


@pytest.fixture
def url(roue):
    return reverse("store", args=[roue.slug, roue.store_id])


def typed(**changes):
    """What Rosa types for Mme Rossi."""
    facts = {
        "who": "Mme Rossi · 06 12 45 80 17",
        "address": "14 rue Grimaldi",
        "floor": "B, 3e, code 27A4",
        "note": "Sonner deux fois",
        "bags": "2",
        "ready_in": "15",
        "key": "a-form",
    }
    return facts | changes


def the_order(roue):
    with roue.inside():
        return Order.objects.select_related("delivery", "quote").get()


def test_who_has_one_store_is_led_to_it(roue, rosa, url):
    answer = rosa.get(reverse("stores", args=[roue.slug]))
    assert (answer.status_code, answer["Location"]) == (302, url)


def test_an_order_is_placed_and_leads_to_its_progress(roue, monaco, rosa, url):
    answer = rosa.post(url, typed())
    order = the_order(roue)
    assert answer["Location"] == reverse("order", args=[roue.slug, roue.store_id, order.pk])
    with roue.inside():
        task = order.delivery.tasks.get(kind="dropoff")
        assert (task.name, task.phone) == ("Mme Rossi", "06 12 45 80 17")
        assert (task.address, task.geocoder, task.licence) == ("14 Rue Grimaldi", "town", monaco.licence)
        assert task.instructions == "B, 3e, code 27A4\nSonner deux fois"
    page = rosa.get(answer["Location"]).content.decode()
    assert "Waiting for a courier" in page
    assert "fixed price" in page


def test_the_script_is_sent_on_by_a_header(roue, monaco, rosa, url):
    answer = rosa.post(url, typed(), headers={"HX-Request": "true"})
    assert answer["HX-Redirect"].endswith(f"/orders/{the_order(roue).pk}/")


def test_price_and_arrival_are_told_before_anything_is_written(roue, monaco, rosa):
    quote = reverse("store-quote", args=[roue.slug, roue.store_id])
    fragment = rosa.post(quote, typed(), headers={"HX-Request": "true"}).content.decode()
    page = rosa.post(quote, typed()).content.decode()
    with roue.inside():
        assert Order.objects.count() == 0
    for text in (fragment, page):
        assert "€5.04" in text
        assert "20 % of €4.20" in text
    assert "<html" in page
    assert "<html" not in fragment


def test_pressing_twice_makes_one_order(roue, monaco, rosa, url):
    answers = [rosa.post(url, typed())["Location"] for _ in range(3)]
    assert answers == [reverse("order", args=[roue.slug, roue.store_id, the_order(roue).pk])] * 3


def test_a_sent_form_changed_and_sent_again_asks_before_ordering_once_more(roue, monaco, rosa, url):
    rosa.post(url, typed())
    answer = rosa.post(url, typed(bags="3"))
    assert answer.status_code == 422
    assert "already sent" in answer.content.decode()
    fresh = answer.context["form"]["key"].value()
    assert rosa.post(url, typed(bags="3", key=fresh)).status_code == 302
    with roue.inside():
        assert sorted(Order.objects.values_list("bags", flat=True)) == [2, 3]


def test_an_unknown_address_is_asked_for_again(roue, monaco, rosa, url):
    answer = rosa.post(url, typed(address="3 chemin de nulle part"))
    assert answer.status_code == 422
    assert "We do not know this address" in answer.content.decode()
    with roue.inside():
        assert Order.objects.count() == 0


def test_an_uncertain_address_is_chosen_among_suggestions_and_keeps_what_was_typed(roue, monaco, rosa, url):
    answer = rosa.post(url, typed(address="99 rue Grimaldi"))
    assert answer.status_code == 422
    suggested = answer.context["form"].suggested
    assert "Which one is it?" in answer.content.decode()
    assert rosa.post(url, typed(address="99 rue Grimaldi", place=suggested[0].label)).status_code == 302
    with roue.inside():
        task = the_order(roue).delivery.tasks.get(kind="dropoff")
        assert (task.address, task.point) == ("99 rue Grimaldi", suggested[0].point)


def test_a_pin_stands_for_an_address_nobody_knows(roue, monaco, rosa, url):
    pinned = typed(address="Quai nord, bateau Elsa", lat="43.735", lon="7.42")
    assert rosa.post(url, pinned).status_code == 302
    with roue.inside():
        task = the_order(roue).delivery.tasks.get(kind="dropoff")
        assert (task.address, task.lat, task.lon, task.geocoder) == (pinned["address"], 43.735, 7.42, "pin")


def test_a_pin_out_of_town_is_refused_at_the_address(roue, monaco, rosa, url):
    answer = rosa.post(url, typed(lat="48.85", lon="2.35"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["address"] == [
        "This address is outside Monaco: choose another, or drop a pin in town."
    ]


def test_a_stores_customer_needs_no_search(roue, monaco, rosa, url):
    rosa.post(url, typed())
    search = reverse("store-customers", args=[roue.slug, roue.store_id])
    assert "Mme Rossi" in rosa.get(search, {"who": "06 12 4"}).content.decode()
    assert "Mme Rossi" in rosa.get(search, {"who": "ros"}).content.decode()
    with roue.inside():
        known = Store.objects.get().recipients.get()
    monaco.addresses.all().delete()
    answer = rosa.post(url, typed(address=known.address, customer=str(known.pk), key="another"))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"bags": "0"}, "bags"),
        ({"bags": "21"}, "bags"),
        ({"bags": "many"}, "bags"),
        ({"who": ""}, "who"),
        ({"address": ""}, "address"),
        ({"ready_in": "7"}, "ready_in"),
        ({"ready_time": "25:99"}, "ready_time"),
    ],
)
def test_a_wrong_field_comes_back_with_what_to_do(change, field, roue, monaco, rosa, url):
    answer = rosa.post(url, typed(**change))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'class="error-summary"' in answer.content.decode()
    with roue.inside():
        assert Order.objects.count() == 0


def test_a_time_that_has_passed_is_refused(roue, monaco, rosa, url):
    noon = timezone.localtime(timezone=roue.cooperative.zone).replace(hour=12, minute=0)
    with time_machine.travel(noon, tick=False):
        answer = rosa.post(url, typed(ready_time="11:10"))
    assert answer.context["form"].errors["ready_time"] == ["This moment has passed: choose a later one."]


def test_a_closed_store_says_when_it_opens(roue, monaco, rosa, url):
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    with roue.inside():
        Store.objects.update(opening={day: [] for day in days})
    answer = rosa.post(url, typed())
    assert answer.context["form"].errors["ready_in"] == ["Pizzeria Lucia is closed then. Open that day: –."]


def test_cancelling_is_free_until_the_pickup(roue, rosa, now):
    order = placed(roue, now)
    where = [roue.slug, roue.store_id, order.pk]
    assert rosa.post(reverse("order-cancel", args=where), follow=True).status_code == 200
    with roue.inside():
        order.refresh_from_db()
    assert order.state == "cancelled"
    assert rosa.post(reverse("order-ready", args=where)).status_code == 409


def test_an_order_of_no_store_of_mine_is_not_found(roue, rosa, now):
    order = placed(roue, now)
    assert rosa.get(reverse("order", args=[roue.slug, uuid4(), order.pk])).status_code == 404
    assert rosa.get(reverse("order", args=[roue.slug, roue.store_id, uuid4()])).status_code == 404


def test_one_and_three_orders_take_the_same_queries(roue, rosa, now, url, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        placed(roue, now)
        with django_assert_max_num_queries(30) as seen:
            rosa.get(url)
        counts.append(len(seen))
        placed(roue, now)
    assert counts[0] == counts[1]


def test_rosa_asks_more_at_one_door(roue, monaco, rosa, url):
    assert "Ask more at the door" in rosa.get(url).text
    answer = rosa.post(url, typed(proof=["code"]))
    assert the_order(roue).proof == ["code"]
    assert "Code to tell the courier" in rosa.get(answer["Location"]).text
    assert rosa.post(url, typed(proof=["blood"], key="another")).status_code == 422
