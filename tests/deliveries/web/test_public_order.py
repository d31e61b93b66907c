"""Anybody orders on a store's public form; the store says yes or no, or has said so beforehand."""

import pytest
from django.urls import reverse

from deliveries.models import Order, OrderRequest, PublicForm
from tests.deliveries.web.test_ordering import typed


def page(cast, name, *more):
    return reverse(name, args=[cast.slug, cast.store_id, *more])


@pytest.fixture
def rosa(roue, login, monaco):
    return login(roue.rosa)


@pytest.fixture
def form(roue, rosa):
    """The address of Rosa's form, which she has opened."""

    def opened(**settings):
        rosa.post(page(roue, "store-requests"), {"is_open": "on"} | settings)
        with roue.inside():
            return reverse("public-order", args=[roue.slug, PublicForm.objects.get().token])

    return opened


def asked(roue):
    with roue.inside():
        return list(OrderRequest.objects.select_related("order__delivery"))


def test_what_a_stranger_asks_waits_for_the_stores_yes(roue, rosa, form, client):
    answer = client.post(form(), typed())
    (waiting,) = asked(roue)
    mine = reverse("public-request", args=[roue.slug, waiting.token])
    assert answer["Location"] == mine
    assert "Waiting for an answer" in client.get(mine).content.decode()
    with roue.inside():
        assert Order.objects.count() == 0
    assert "Mme Rossi" in rosa.get(page(roue, "store-requests")).content.decode()
    for _twice in range(2):
        rosa.post(page(roue, "store-request", waiting.pk))
    (accepted,) = asked(roue)
    with roue.inside():
        assert Order.objects.get() == accepted.order
    assert accepted.order.delivery.tracking_token in client.get(mine).content.decode()


def test_a_no_comes_with_its_reason(roue, rosa, form, client):
    client.post(form(), typed())
    (waiting,) = asked(roue)
    rosa.post(page(roue, "store-request", waiting.pk), {"decline": "1", "reason": "Kitchen closed"})
    mine = reverse("public-request", args=[roue.slug, waiting.token])
    assert "Kitchen closed" in client.get(mine).content.decode()
    again = rosa.post(page(roue, "store-request", waiting.pk), follow=True).content.decode()
    assert "It was declined already" in again


def test_a_store_may_say_yes_beforehand(roue, form, client):
    client.post(form(is_automatic="on"), typed())
    (accepted,) = asked(roue)
    assert accepted.order.placed_by == "platform:public-form"


def test_sent_twice_it_is_asked_once(roue, form, client):
    url = form()
    for _twice in range(2):
        client.post(url, typed())
    assert len(asked(roue)) == 1


def test_the_price_is_told_before_sending_and_nothing_is_kept(roue, form, client):
    text = client.post(form(), typed(price="1")).content.decode()
    assert "€5.04" in text
    assert asked(roue) == []


def test_the_page_may_stand_in_any_site_and_sets_no_cookie(form, client):
    answer = client.get(form())
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert answer.cookies == {}


def test_strangers_reach_neither_customers_nor_pickups_nor_a_shut_form(roue, rosa, form, client):
    url = form()
    client.post(url, typed(**{"from-who": "X", "from-address": "12 rue Grimaldi", "proof": ["code"]}))
    (waiting,) = asked(roue)
    assert (waiting.asked["pickup"], waiting.asked["proof"]) == (None, [])
    assert client.post(url, typed(website="spam", key="other")).status_code == 422
    rosa.post(page(roue, "store-requests"), {})
    assert client.get(url).status_code == 404
    assert client.post(url, typed(key="third")).status_code == 404


def test_who_orders_answers_requests_but_does_not_change_the_form(roue, rosa, form, login):
    form()
    rosa.post(page(roue, "store-people"), {"name": "Léa", "email": "lea@s.example", "role": "orders"})
    with roue.inside():
        from deliveries.models import StoreStaff

        lea = login(StoreStaff.objects.select_related("user").get(user__email="lea@s.example").user)
    assert lea.get(page(roue, "store-requests")).status_code == 200
    assert lea.post(page(roue, "store-requests"), {}).status_code == 404
