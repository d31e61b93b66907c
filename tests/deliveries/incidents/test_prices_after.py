"""What a courier suggests becomes the order, and the price follows, everywhere."""

from datetime import timedelta

import pytest

from cooperatives.models import Entry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from deliveries.domain.incidents import IncidentSaid, Suggestion
from deliveries.domain.pricing.prices import Fixed
from deliveries.models import Order, PriceChange
from deliveries.queries.invoicing import growing_invoices
from deliveries.services.carrying import complete_task
from deliveries.services.consigning import place_consignment
from deliveries.services.incident_answers import accept_suggestion, reject_suggestion
from deliveries.services.incidents import open_incident
from deliveries.services.repricing import price_by_hand
from deliveries.services.rule_sets import save_rule
from tests.conftest import PLATFORM, new_order, placed
from tests.deliveries.pricing.conftest import rule


def suggested(cast, order, now, **other):
    said = IncidentSaid("more_goods", suggestion=Suggestion(**other))
    return open_incident(order_id=order.pk, said=said, by=cast.by("alma"), at=now)


def accept(cast, incident, now):
    return accept_suggestion(incident_id=incident.pk, by=cast.by("bruno"), at=now)


def fresh(order):
    return Order.objects.select_related("quote", "price_change", "delivery").get(pk=order.pk)


def deliver(ride):
    with ride.cast.inside():
        for kind in ("pickup", "dropoff"):
            complete_task(task_id=ride.stop(kind), courier_id=ride.cast.courier_id, by=PLATFORM, at=ride.now)


def booked(order_or_change):
    """What the customer owes by an entry, in cents."""
    entry = Entry.objects.get(source_key=order_or_change)
    return {line.account.code[:3]: line.amount_cents for line in entry.lines.select_related("account")}


def test_two_crates_that_were_four_cost_four(inside, by_zone, now):
    order = placed(inside, now, packages=(("XL", 2),))
    was = fresh(order).price.net_cents
    incident = suggested(inside, order, now, packages=(("XL", 4),))
    accept(inside, incident, now)
    order = fresh(order)
    assert (was, order.quote.net_cents, order.price.net_cents) == (1300, 1300, 1900)
    assert (order.packages, order.grams) == ([["XL", 4]], 32_000)
    change = PriceChange.objects.get()
    assert (change.net_difference_cents, change.vat_difference_cents, change.is_booked) == (600, 120, False)


def test_a_supplement_is_added_to_what_the_order_has(inside, by_zone, now):
    stairs = next(one["id"] for one in by_zone.rules if one["is_supplement"])
    order = placed(inside, now, supplements=((stairs, 1),))
    was = fresh(order).price.net_cents
    accept(inside, suggested(inside, order, now, supplements=((stairs, 2),)), now)
    assert fresh(order).price.net_cents == was + 240
    assert fresh(order).supplements == [[stairs, 3]]


def test_it_is_priced_by_the_rules_that_priced_it_not_by_dearer_ones_since(inside, by_zone, office, now):
    order = placed(inside, now, packages=(("XL", 1),))
    save_rule(rule_set_id=by_zone.pk, rule=rule(Fixed(9000), name="Dearer"), **office.as_nour)
    accept(inside, suggested(inside, order, now, packages=(("XL", 2),)), now)
    assert PriceChange.objects.get().net_difference_cents == 300


def test_an_order_placed_with_others_pays_the_difference_only(inside, by_zone, now):
    orders = place_consignment(stops=[new_order(inside, now), new_order(inside, now)], by=PLATFORM, at=now)
    was = fresh(orders[0]).price.net_cents
    accept(inside, suggested(inside, orders[0], now, packages=(("XL", 1),)), now)
    assert fresh(orders[0]).price.net_cents == was + 300
    assert fresh(orders[1]).price_change is None


def test_the_books_get_the_new_price_at_delivery(ride):
    alma = ride()
    with alma.cast.inside():
        accept(alma.cast, suggested(alma.cast, alma.order, alma.now, bags=5), alma.now)
        total = fresh(alma.order).price.total_cents
        assert total > alma.order.quote.total_cents
    deliver(alma)
    with alma.cast.inside():
        assert booked(f"order:{alma.order.pk}")["418"] == total


def test_after_delivery_the_difference_is_an_entry_of_its_own_and_both_go_on_the_invoice(ride):
    alma = ride(bags=5)
    deliver(alma)
    with alma.cast.inside():
        accept(alma.cast, suggested(alma.cast, alma.order, alma.now, bags=1), alma.now)
        order, change = fresh(alma.order), PriceChange.objects.get()
        assert (change.is_booked, change.difference_cents) == (
            True,
            order.price.total_cents - order.quote.total_cents,
        )
        assert change.difference_cents < 0
        assert booked(f"price:{change.pk}")["418"] == change.difference_cents
        (growing,) = growing_invoices(alma.now.date() + timedelta(days=1))
        assert growing.told_cents == order.price.total_cents


def test_a_price_by_hand_has_its_name_and_its_reason(inside, now):
    order = placed(inside, now)
    by = {"by": inside.by("bruno"), "at": now}
    price_by_hand(order_id=order.pk, name="Long wait", cents=1250, reason="40 min at the gate", **by)
    order = fresh(order)
    assert (order.price.net_cents, order.price.lines[0]["label"]["params"]) == (1250, {"name": "Long wait"})
    assert order.price_change.reason == "40 min at the gate"
    with pytest.raises(Invalid, match="costs already"):
        price_by_hand(order_id=order.pk, name="Long wait", cents=1250, reason="again", **by)
    with pytest.raises(Invalid, match="Say why"):
        price_by_hand(order_id=order.pk, name="Long wait", cents=1300, reason=" ", **by)


def test_a_suggestion_is_answered_once(inside, now):
    order = placed(inside, now)
    incident = suggested(inside, order, now, bags=3)
    with pytest.raises(Invalid, match="Tell the courier why"):
        reject_suggestion(incident_id=incident.pk, words=" ", by=inside.by("bruno"), at=now)
    reject_suggestion(incident_id=incident.pk, words="Two are for tomorrow", by=inside.by("bruno"), at=now)
    with pytest.raises(NotAllowedNow, match="answered already"):
        accept(inside, incident, now)
    assert fresh(order).price_change is None


def test_a_package_the_co_op_does_not_know_is_refused_by_name(inside, by_zone, now):
    order = placed(inside, now)
    incident = suggested(inside, order, now, packages=(("PALLET", 1),))
    with pytest.raises(Invalid, match="PALLET"):
        accept(inside, incident, now)
    assert fresh(order).packages == []


def test_another_window_moves_the_stops_while_nobody_has_picked_it_up(inside, now):
    order = placed(inside, now)
    before = (order.promised_at + timedelta(minutes=20)).astimezone(inside.cooperative.zone)
    incident = suggested(inside, order, now, before=before.time().replace(second=0, microsecond=0))
    accept(inside, incident, now)
    order = fresh(order)
    assert order.promised_at == before.replace(second=0, microsecond=0)
    assert {task.window_before for task in order.delivery.tasks.all()} == {order.promised_at}
