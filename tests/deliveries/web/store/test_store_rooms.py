"""Rosa's store beyond one order: repeated, found again, priced by the store's own rules."""

import pytest
from django.utils import timezone

from deliveries.domain.pricing.prices import Fixed, PerPackage
from deliveries.domain.slots import SlotTerms
from deliveries.services.slot_plans import SlotPlanSaid, save_slot_plan
from tests.conftest import placed
from tests.deliveries.pricing.conftest import Office, rule
from tests.deliveries.web.store.conftest import orders_in, page, stop
from tests.deliveries.web.test_ordering import typed


def test_an_order_is_repeated_as_it_was(roue, monaco, rosa, url):
    rosa.post(url, typed(kilos="2.5", needs=["cold"]))
    (order,) = orders_in(roue)
    form = rosa.get(url, {"again": order.pk}).context["form"]
    again = {
        name: form[name].value() for name in ("who", "address", "floor", "note", "bags", "kilos", "needs")
    }
    assert again == {
        "who": "Mme Rossi · 06 12 45 80 17",
        "address": "14 Rue Grimaldi",
        "floor": "B, 3e, code 27A4",
        "note": "Sonner deux fois",
        "bags": 2,
        "kilos": 2.5,
        "needs": ["cold"],
    }
    assert rosa.get(url, {"again": "nothing"}).status_code == 200


def test_orders_are_found_by_words_number_state_and_month(roue, monaco, rosa, now):
    first = placed(roue, now)
    for query, found in (
        ({}, 1),
        ({"q": "rossi"}, 1),
        ({"q": str(first.number)}, 1),
        ({"q": "12 45 80"}, 1),
        ({"q": f"{first.number}-2"}, 1),
        ({"q": "nobody"}, 0),
        ({"state": "placed"}, 1),
        ({"state": "cancelled"}, 0),
        ({"month": f"{timezone.localtime(now):%Y-%m}"}, 1),
        ({"month": "2020-01"}, 0),
        ({"month": "no month", "state": "no state", "page": "x"}, 1),
    ):
        assert len(rosa.get(page(roue, "store-orders"), query).context["rows"]) == found


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    roue, monaco, rosa, now, count, django_assert_num_queries
):
    for _ in range(count):
        placed(roue, now)
    rosa.get(page(roue, "store-orders"))
    with django_assert_num_queries(8):
        rosa.get(page(roue, "store-orders"))


class TestPricedByTheStoresRules:
    """Packages by type, slots, supplements and a price by hand, from the form to the order."""

    @pytest.fixture
    def office(self, roue, monaco, now):
        return Office(roue, now)

    def test_packages_are_asked_by_type_and_priced(self, roue, office, rosa, url):
        with roue.inside():
            crates = office.crates()
            office.give(office.price_list(rule(PerPackage("XL", 300)), rule(Fixed(500))), crates)
        assert (
            rosa.post(url, typed(**{"package-XL": "2"}) | stop(1, **{"package-XL": "1"})).status_code == 302
        )
        first, second = orders_in(roue)
        assert (first.packages, second.packages) == ([["XL", 2]], [["XL", 1]])
        with roue.inside():
            assert first.quote.net_cents + second.quote.net_cents == 3 * 300 + 500

    def test_a_slot_is_chosen_and_kept(self, roue, office, rosa, url, now):
        with roue.inside():
            save_slot_plan(
                store_id=roue.store_id,
                said=SlotPlanSaid("Day", SlotTerms(("Mo-Su 00:00-12:00", "Mo-Su 12:00-23:59"))),
                **office.as_nour,
            )
        form = rosa.get(url).context["form"]
        chosen = form.fields["slot"].choices[-1][0]
        assert rosa.post(url, typed(slot=chosen)).status_code == 302
        (order,) = orders_in(roue)
        with roue.inside():
            assert order.slot.taken == 1
            dropoff = order.delivery.tasks.get(kind="dropoff")
            assert (dropoff.window_after, dropoff.window_before) == (order.slot.starts_at, order.slot.ends_at)

    def test_who_dispatches_adds_a_supplement_or_a_price_by_hand_and_a_store_does_not(
        self, roue, office, rosa, login, url
    ):
        with roue.inside():
            made = office.price_list(rule(Fixed(500)), rule(Fixed(250), name="Stairs", is_supplement=True))
            office.give(made)
            extra = next(one["id"] for one in made.rules if one["is_supplement"])
        bruno = login(roue.bruno)
        bruno.post(url, typed(**{f"supplement-{extra}": "2"}))
        bruno.post(url, typed(key="b", price="12.00", price_name="As agreed"))
        rosa.post(url, typed(key="c", price="1.00", **{f"supplement-{extra}": "9"}))
        with roue.inside():
            assert [order.quote.net_cents for order in orders_in(roue)] == [1000, 1200, 500]
