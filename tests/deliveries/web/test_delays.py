"""Running late, said once: the store and the recipient read the new time and why, until it is over."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coopplatform.contracts.ordering import DelayAnnounced
from coopplatform.journal.reading import history
from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch.policy import params_of
from deliveries.models import CourierNote
from deliveries.queries.dispatch_state import dispatch_state
from deliveries.reactions import tell_of_the_delay
from deliveries.services.courier_notes import tell_courier
from deliveries.services.delays import announce_delay, lift_delay
from deliveries.services.stores import open_store
from tests.conftest import PLATFORM, placed

WHY = "About 20 min later than promised: bad weather."


@pytest.fixture
def order(roue, now):
    return placed(roue, now)


@pytest.fixture
def rain(roue, order, now):
    return said(roue, now)


def said(cast, now, **more):
    facts = {"store_id": None, "minutes": 20, "reason": "rain", "ends_at": now + timedelta(hours=1)}
    with cast.inside():
        return announce_delay(**(facts | more), by=cast.by("bruno"), at=now)


def order_page(cast, client, order):
    return client.get(reverse("order", args=[cast.slug, cast.store_id, order.pk])).content.decode()


def tracking_page(cast, client, order):
    with cast.inside():
        token = order.delivery.tracking_token
    return client.get(reverse("track", args=[cast.slug, token])).content.decode()


def test_store_and_recipient_read_the_delay_and_its_reason(roue, rain, rosa, client, order):
    assert WHY in order_page(roue, rosa, order)
    assert WHY in tracking_page(roue, client, order)
    with roue.inside():
        told = client.get(reverse("api-tracking", args=[roue.slug, order.delivery.tracking_token])).json()
    promised = order.promised_at + timedelta(minutes=20)
    assert told["expected_at"].startswith(promised.strftime("%Y-%m-%dT"))


def test_once_lifted_it_is_as_if_it_had_not_been(roue, rain, rosa, client, order, now):
    with roue.inside():
        lift_delay(delay_id=rain.pk, by=roue.by("bruno"), at=now)
    assert "later than promised" not in order_page(roue, rosa, order) + tracking_page(roue, client, order)


def test_a_delay_of_another_store_concerns_nobody_here(roue, rosa, order, now):
    with roue.inside():
        wok = open_store(name="Wok", address="3 rue", point=Point(43.73, 7.42), by=PLATFORM, at=now)
    said(roue, now, store_id=wok.pk)
    assert "later than promised" not in order_page(roue, rosa, order)


def test_a_new_delay_ends_the_one_that_runs(roue, rain, rosa, order, now):
    said(roue, now + timedelta(seconds=1), minutes=5)
    assert "About 5 min later than promised" in order_page(roue, rosa, order)
    with roue.inside():
        rain.refresh_from_db()
    assert rain.ends_at == now + timedelta(seconds=1)


def test_the_engine_plans_by_the_later_promise(roue, order, now):
    said(roue, now)
    with roue.inside():
        state, _deliveries = dispatch_state(now, params_of({}))
    assert state.orders[0].promised_at == int(order.promised_at.timestamp()) + 20 * 60


def test_who_waits_is_told_live(roue, rain, order, monkeypatch):
    told = []
    monkeypatch.setattr("deliveries.reactions.nudge", lambda *args, **more: told.append((args, more)))
    with roue.inside():
        entry = next(each for each in history() if isinstance(each.event, DelayAnnounced))
        tell_of_the_delay(entry)
        topics = [f"store:{roue.store_id}", f"delivery:{order.delivery.pk}"]
    assert told == [((roue.cooperative.pk, "DelayAnnounced", topics), {"is_for_all": False})]


def test_a_dispatchers_words_stand_on_the_couriers_day_until_read(roue, login, now):
    with roue.inside():
        note = tell_courier(
            courier_id=roue.courier_id, text=" Back  door today ", by=roue.by("bruno"), at=now
        )
    alma = login(roue.alma)
    page = alma.get(reverse("day", args=[roue.slug])).content.decode()
    assert "Bruno" in page
    assert "Back door today" in page
    assert alma.post(reverse("day-note", args=[roue.slug, note.pk])).status_code == 302
    assert "Back door today" not in alma.get(reverse("day", args=[roue.slug])).content.decode()
    with roue.inside():
        assert CourierNote.objects.get().read_at is not None
