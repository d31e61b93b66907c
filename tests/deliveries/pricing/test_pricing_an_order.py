"""An order is priced by its store's rules; what was told stays, whatever the rules become."""

from dataclasses import replace

import pytest

from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from coopplatform.kernel.geo import Point
from deliveries.domain.pricing import HandPrice, Target
from deliveries.domain.pricing.conditions import Between
from deliveries.domain.pricing.prices import Fixed, Own, Percentage
from deliveries.models import Order, PackageType, Quote, RuleSet, RuleSetVersion, Zone
from deliveries.services.consigning import place_consignment
from deliveries.services.quoting import Destination, quote_order
from deliveries.services.rule_sets import delete_rule_set, remove_rule, save_rule
from deliveries.services.zones import delete_zone, redraw_zone
from tests.conftest import PLATFORM, new_order, placed
from tests.deliveries.pricing.conftest import rule

ELSEWHERE = Destination(name="M. Blanc", address="3 avenue des Citronniers", point=Point(43.7400, 7.4300))


def lines(quote):
    return [(line["label"]["params"].get("name", line["code"]), line["cents"]) for line in quote.lines]


def test_the_quote_has_a_line_a_rule_and_names_the_version_that_priced_it(roue, by_zone, now):
    order = placed(roue, now, packages=(("XL", 2),))
    quote = Quote.objects.get(order=order)
    assert lines(quote) == [("Base", 500), ("Port", 200), ("Crates", 600), ("vat", 260)]
    assert (quote.rule_set_id, quote.rule_set_version) == (by_zone.pk, by_zone.version)
    kept = RuleSetVersion.objects.get(rule_set=by_zone, version=quote.rule_set_version)
    assert kept.rules == by_zone.rules
    assert (order.packages, order.grams) == ([["XL", 2]], 16_000)


def test_a_zone_makes_the_difference_and_drawn_again_it_makes_another(roue, office, by_zone, now):
    asked = new_order(roue, now)
    assert quote_order(asked, at=now).quote.net_cents == 700
    assert quote_order(replace(asked, to=ELSEWHERE), at=now).quote.net_cents == 500
    port = Zone.objects.get()
    shifted = tuple((lon + 0.016, lat + 0.006) for lon, lat in port.ring)
    redraw_zone(zone_id=port.pk, ring=shifted, **office.as_nour)
    assert quote_order(asked, at=now).quote.net_cents == 500
    assert quote_order(replace(asked, to=ELSEWHERE), at=now).quote.net_cents == 700


def test_a_store_without_rules_is_priced_by_the_charter(roue, office, by_zone, now):
    office.give(None)
    quote = Quote.objects.get(order=placed(roue, now))
    assert [code for code, _cents in lines(quote)] == ["base", "vat"]
    assert (quote.rule_set_id, quote.rule_set_version, quote.net_cents) == (None, None, 420)


def test_a_change_prices_the_next_order_and_leaves_the_last_one_alone(roue, office, by_zone, now):
    before = placed(roue, now)
    first = by_zone.read().rules[0]
    changed = save_rule(rule_set_id=by_zone.pk, rule=replace(first, price=Fixed(800)), **office.as_nour)
    after = placed(roue, now)
    assert [Quote.objects.get(order=order).net_cents for order in (before, after)] == [700, 1000]
    assert [Quote.objects.get(order=order).rule_set_version for order in (before, after)] == [
        by_zone.version,
        changed.version,
    ]


def test_a_supplement_and_a_price_by_hand_are_said_on_the_quote(roue, by_zone, now):
    stairs = by_zone.read().rules[-1].id
    order = placed(roue, now, supplements=((stairs, 2),))
    assert lines(order.quote)[-2:] == [("Stairs", 240), ("vat", 188)]
    assert Order.objects.get(pk=order.pk).supplements == [[stairs, 2]]
    by_hand = placed(roue, now, price_by_hand=HandPrice("Wedding", 9000))
    assert lines(by_hand.quote) == [("Wedding", 9000), ("vat", 1800)]


def test_where_no_rule_fits_the_order_is_refused_and_nothing_is_written(roue, office, now):
    office.give(office.price_list(rule(Fixed(900), Between("distance", over=9000))))
    with pytest.raises(Invalid, match="There is no price for this order") as refused:
        placed(roue, now)
    assert refused.value.code == "no_price"
    assert not Order.objects.exists()


def test_a_store_may_demand_packages_and_weight(roue, office, by_zone, now):
    crates = PackageType.objects.get()
    office.give(by_zone, crates, are_packages_required=True, is_weight_required=True)
    for facts, field in (
        ({}, "packages"),
        ({"packages": (("XL", 1),)}, "grams"),
        ({"packages": (("L", 1),), "grams": 5}, "packages"),
        ({"packages": (("XL", 0),), "grams": 5}, "packages"),
        ({"packages": (("XL", 201),), "grams": 5}, "packages"),
    ):
        with pytest.raises(Invalid) as refused:
            placed(roue, now, **facts)
        assert refused.value.field == field
    order = placed(roue, now, packages=(("XL", 1),), grams=5000)
    assert (order.grams, order.quote.net_cents) == (5000, 1000)


def test_what_is_in_use_is_not_deleted(roue, office, by_zone, now):
    placed(roue, now)
    with pytest.raises(NotAllowedNow, match="Pizzeria Lucia has these prices"):
        delete_rule_set(rule_set_id=by_zone.pk, **office.as_nour)
    zone_id = Zone.objects.get().pk
    with pytest.raises(NotAllowedNow, match="Cargo asks about the zone Port"):
        delete_zone(zone_id=zone_id, **office.as_nour)
    office.give(None)
    delete_rule_set(rule_set_id=by_zone.pk, **office.as_nour)
    delete_zone(zone_id=zone_id, **office.as_nour)
    assert RuleSet.objects.get(pk=by_zone.pk).deleted_at == now
    assert office.price_list(name="Cargo").version == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (rule(Own("1 / 0")), "divides by zero"),
        (rule(Own("[1].map(x, x)")), "no lists and no loops"),
        (rule(Own('in_zone("Moon") ? 1 : 2')), "no zone called Moon"),
        (rule(Own('packages("XXL") * 5')), "no package type with the code XXL"),
        (rule(Fixed(1), key="gone"), "no such rule"),
    ],
)
def test_a_rule_that_cannot_be_worked_out_is_not_kept(office, by_zone, wrong, words):
    with pytest.raises(DomainError, match=words):
        save_rule(rule_set_id=by_zone.pk, rule=wrong, **office.as_nour)
    by_zone.refresh_from_db()
    assert (by_zone.version, len(by_zone.rules)) == (6, 5)


def test_each_change_is_told_by_ids(roue, office, by_zone):
    remove_rule(rule_set_id=by_zone.pk, rule_id=by_zone.rules[0]["id"], **office.as_nour)
    told = [entry.event for entry in since(Place(), is_settled_only=False)]
    kinds = [(type(event).__name__, getattr(event, "kind", "")) for event in told]
    assert (
        kinds[-9:]
        == [
            ("ZoneChanged", "made"),
            ("PackageTypeChanged", "made"),
            ("RuleSetChanged", "made"),
            *[("RuleSetChanged", "changed")] * 5,
            ("StorePricesSet", ""),
            ("RuleSetChanged", "changed"),
        ][-9:]
    )
    assert told[-1].rule_set_id == by_zone.pk


def test_orders_placed_at_once_share_what_is_asked_for_the_whole(roue, office, now):
    """4.00 for the round, 1.00 a drop-off, 0.50 for the one pickup, and 20 % off: 5.60 in parts."""
    rules = (
        rule(Fixed(400), name="Round"),
        rule(Fixed(100), name="Door", target=Target.DROPOFF),
        rule(Fixed(50), name="Pickup", target=Target.PICKUP),
        rule(Percentage(8000)),
    )
    office.give(office.price_list(*rules))
    stops = [new_order(roue, now), replace(new_order(roue, now), to=ELSEWHERE), new_order(roue, now)]
    orders = place_consignment(stops=stops, by=PLATFORM, at=now)
    quotes = [Quote.objects.get(order=order) for order in orders]
    assert [quote.net_cents for quote in quotes] == [201, 200, 199]
    assert sum(quote.net_cents for quote in quotes) == (400 + 300 + 50) * 4 // 5
    assert {quote.rule_set_version for quote in quotes} == {5}
