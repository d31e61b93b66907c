"""Rosa orders several stops at once, from elsewhere too, in windows of their own."""

from datetime import UTC, datetime

import pytest
import time_machine

from deliveries.models import Consignment
from tests.deliveries.web.store.conftest import orders_in, page, stop, stops_of
from tests.deliveries.web.test_ordering import typed

NOON = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
"""The day before the clocks go forward in Paris."""


def test_several_doors_are_ordered_at_once_in_one_consignment(roue, monaco, rosa, url):
    assert (
        rosa.post(url, typed() | stop(1) | stop(3, who="Mme Noir", address="12 rue Grimaldi")).status_code
        == 302
    )
    orders = orders_in(roue)
    assert [stops_of(roue, order)[1].name for order in orders] == ["Mme Rossi", "M. Blanc", "Mme Noir"]
    with roue.inside():
        assert {order.consignment for order in orders} == {Consignment.objects.get()}
    shown = rosa.get(page(roue, "order", orders[0].pk)).content.decode()
    assert "Ordered together" in shown


def test_another_pickup_brings_its_goods_to_the_same_customer(roue, monaco, rosa, url):
    rosa.post(url, typed() | stop(1, kind="pickup", who="Boulangerie", address="12 rue Grimaldi"))
    first, second = orders_in(roue)
    assert [task.name for task in stops_of(roue, first)] == ["Pizzeria Lucia", "Mme Rossi"]
    assert [task.name for task in stops_of(roue, second)] == ["Boulangerie", "Mme Rossi"]


def test_goods_elsewhere_are_picked_up_there(roue, monaco, rosa, url):
    rosa.post(url, typed(**{"from-who": "Traiteur", "from-address": "12 rue Grimaldi", "from-floor": "Cour"}))
    (order,) = orders_in(roue)
    pickup, _dropoff = stops_of(roue, order)
    assert (pickup.name, pickup.address, pickup.instructions) == ("Traiteur", "12 Rue Grimaldi", "Cour")
    assert (order.delivery.origin_lat, order.delivery.origin_lon) == (pickup.lat, pickup.lon)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (stop(1, address="rue de nulle part"), "We do not know this address"),
        (stop(1, who=""), "This field is required"),
        (stop(1, bags="99"), "Between 1 and 20 bags"),
        ({"from-who": "Traiteur"}, "Where are the goods?"),
        ({"who": "Mme Rossi · 06 12 45 8"}, "is not a phone number here"),
        ({"kilos": "-1"}, "greater than or equal to"),
        ({"kilos": "301"}, "A delivery weighs up to 300 kg"),
        ({"after": "10:00"}, "A time window needs both its ends"),
        ({"after": "10:00", "before": "10:00"}, "A window ends after it begins"),
        ({"day": "2026-03-29", "ready_time": "02:30"}, "does not exist on 29 March 2026"),
        ({"day": "2026-03-30"}, "At what time is it ready that day?"),
        ({"day": "2026-05-01", "ready_time": "12:00"}, "up to 14 days ahead"),
    ],
)
def test_a_mistake_in_one_stop_stops_all_of_them_and_keeps_what_was_typed(
    roue, monaco, rosa, url, changes, words
):
    with time_machine.travel(NOON, tick=False):
        answer = rosa.post(url, typed() | changes)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "Sonner deux fois" in answer.content.decode()
        assert orders_in(roue) == []


def test_the_price_of_several_stops_is_told_before_sending(roue, monaco, rosa):
    quote = page(roue, "store-quote")
    text = rosa.post(quote, typed() | stop(1), headers={"HX-Request": "true"}).content.decode()
    assert "2 deliveries" in text
    assert "€10.08" in text


def test_without_a_script_a_stop_is_added_by_a_button(roue, monaco, rosa):
    answer = rosa.post(page(roue, "store-quote"), typed(more="1") | stop(4))
    assert 'name="stop-5-who"' in answer.content.decode()


def test_a_window_that_crosses_midnight_and_the_change_of_clocks_is_kept(roue, monaco, rosa, url):
    with time_machine.travel(NOON, tick=False):
        assert rosa.post(url, typed(after="23:00", before="04:00")).status_code == 302
        (order,) = orders_in(roue)
        _pickup, dropoff = stops_of(roue, order)
        assert dropoff.window_after == datetime(2026, 3, 28, 22, tzinfo=UTC)
        assert dropoff.window_before == datetime(2026, 3, 29, 2, tzinfo=UTC)
