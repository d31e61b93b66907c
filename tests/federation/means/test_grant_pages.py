"""Mutual aid on its pages: offered, read and accepted, a delivery handed over and taken on, revoked with a reason."""

import re

import pytest
import time_machine
from django.urls import reverse

from deliveries.models import Order
from federation.models import Grant, GrantUse
from tests.federation.means.conftest import NOW

OFFER = {
    "taker": "nantes",
    "purpose": "Parcels for the other bank.",
    "valid_from": "2026-11-04",
    "valid_until": "2026-12-31",
    "basis": "fixed",
    "cents_per_delivery": "6.00",
    "cents_per_km": "0.50",
    "deliveries": "40",
    "daily_deliveries": "",
    "cents": "",
}


@pytest.fixture(autouse=True)
def at():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock.move_to


def page(name, slug, *more):
    return reverse(name, args=[slug, *more])


def test_terms_are_offered_read_and_accepted(pair, login):
    nour, theirs = login(pair.lille.users["nour"]), login(pair.nantes.users["nour"])
    url = page("grant-offer", "lille", "relay")
    assert "Gand" in nour.get(url).text
    refused = nour.post(url, OFFER | {"deliveries": "", "purpose": "Help"})
    assert refused.status_code == 422
    assert "Say in 10 to 300 characters what it is for." in refused.text
    refused = nour.post(url, OFFER | {"deliveries": ""})
    assert "a grant without one is a blank cheque" in refused.text
    assert "Offered." in nour.post(url, OFFER, follow=True).text
    with pair.nantes.inside():
        grant = Grant.objects.get()
    assert "Read and answer" in theirs.get(page("grants", "nantes")).text
    shown = theirs.get(page("grant", "nantes", grant.pk)).text
    assert "Lille hands deliveries over, Nantes carries them." in shown
    assert "€6.00 a delivery and €0.50 a km, without VAT." in shown
    answer = page("grant-answer", "nantes", grant.pk)
    stale = theirs.post(answer, {"do": "accept", "sha256": "0" * 64}, follow=True).text
    assert "The terms are not those you read" in stale
    assert "Accepted" in theirs.post(answer, {"do": "accept", "sha256": grant.sha256}, follow=True).text
    listed = nour.get(page("grants", "lille")).text
    assert "40 left of 40" in listed
    no_reason = nour.post(page("grant-answer", "lille", grant.pk), {"do": "revoke", "reason": ""})
    assert no_reason.status_code == 422
    gone = nour.post(
        page("grant-answer", "lille", grant.pk), {"do": "revoke", "reason": "Too far."}, follow=True
    ).text
    assert "Too far." in gone
    assert login(pair.gand.users["nour"]).get(page("grant", "gand", grant.pk)).status_code == 404


@pytest.mark.parametrize("kind", ["client", "lend"])
def test_each_kind_has_its_own_terms(pair, login, kind):
    nour = login(pair.lille.users["nour"])
    price = {
        "client": {"cents_per_delivery": "9", "cents_per_km": "0", "kept_percent": "10", "deliveries": "50"},
        "lend": {"cents_per_hour": "22", "cost_cents_per_hour": "21.50", "hours": "20"},
    }
    url = page("grant-offer", "lille", kind)
    answer = nour.post(url, OFFER | price[kind])
    if kind == "lend":
        assert "at cost: wages, contributions and expenses, no more" in answer.text
        answer = nour.post(url, OFFER | price[kind] | {"cents_per_hour": "21.50"})
    assert answer.status_code == 302
    words = {"client": "Lille keeps 10% of it.", "lend": "€21.50 an hour, at cost: nobody earns on it."}
    assert words[kind] in nour.get(answer.url).text


def test_a_dispatcher_hands_over_and_the_other_takes_it_on(relay, login):
    lille, nantes = relay.pair.lille, relay.pair.nantes
    bruno, theirs = login(lille.users["bruno"]), login(nantes.users["bruno"])
    order = page("order", "lille", lille.store_id, relay.order.pk)
    url = page("hand-over", "lille", relay.order.pk)
    assert url in bruno.get(order).text
    shown = bruno.get(url).text
    assert "Mme Rossi" in shown
    assert "Hand it over to Nantes" in shown
    assert "waits for Nantes now" in bruno.post(url, {"grant": str(relay.grant.pk)}, follow=True).text
    told = bruno.get(order).text
    assert "Nantes comes to pick it up" in told
    assert url not in told
    waiting = theirs.get(page("grants", "nantes")).text
    assert "Lille, no. 1" in waiting
    assert "14 rue Grimaldi" in waiting
    with nantes.inside():
        use = GrantUse.objects.get()
    action = page("grant-use", "nantes", use.pk)
    assert "Taken on" in theirs.post(action, {"do": "take"}, follow=True).text
    with nantes.inside():
        assert Order.objects.get().state == "placed"
    late = theirs.post(action, {"do": "decline", "reason": "No."}, follow=True).text
    assert "cancel the order instead" in late
    alma = login(nantes.users["alma"])
    assert "Take it on" not in alma.get(page("grants", "nantes")).text
    assert alma.post(action, {"do": "take"}).status_code == 404


def test_a_page_takes_the_same_queries_with_three_uses_as_with_one(
    pair, login, django_assert_max_num_queries
):
    grant = pair.granted()
    nour, url = login(pair.lille.users["nour"]), page("grants", "lille")
    pair.use(grant, "a")
    nour.get(url)
    with django_assert_max_num_queries(40) as few:
        nour.get(url)
    pair.use(grant, "b")
    with django_assert_max_num_queries(len(few)):
        shown = nour.get(url).text
    assert len(re.findall("€8.00", shown)) == 2
