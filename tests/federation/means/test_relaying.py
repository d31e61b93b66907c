"""A delivery across town limits: handed over, carried by the other co-op, followed and booked by both."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from cooperatives.domain.charts import Role
from cooperatives.models import Line
from coopplatform.kernel.errors import DomainError, NotAllowedNow
from deliveries.domain.dispatch import Params
from deliveries.models import Order, Store
from deliveries.queries.board_state import board_state
from deliveries.queries.dispatch_state import dispatch_state
from deliveries.queries.month import delivered_in
from deliveries.services.dispatching import adopt_plan
from deliveries.services.ordering import cancel_order
from federation.models import GrantStore, GrantUse, GrantUseLetter, UseOrder
from federation.queries.means.grants import grant_seen, letter_of
from federation.services.means.granting import revoke_grant
from federation.services.means.handing_over import take_back
from federation.services.means.taking_over import decline_handover
from members.queries.days import day_window
from tests.conftest import PLATFORM, Cast
from tests.federation.means.conftest import DAY, NOW

LATER = NOW + timedelta(minutes=20)


def balance(cast, role, auxiliary=None):
    with cast.inside():
        lines = Line.objects.filter(account__role=role)
        if auxiliary:
            lines = lines.filter(auxiliary=auxiliary)
        return lines.aggregate(sum=Sum("amount_cents"))["sum"] or 0


def ridden(cast: Cast) -> dict[str, int]:
    """The deliveries of that day as the co-op would share them, by activity."""
    zone = cast.cooperative.zone
    with cast.inside():
        return dict(delivered_in(day_window(NOW.date(), NOW.date(), zone), zone).deliveries)


def test_accepting_opens_a_store_for_the_partner(relay):
    with relay.pair.nantes.inside():
        kept = GrantStore.objects.get()
        assert (kept.partner, Store.objects.get(pk=kept.store).name) == (
            relay.pair.lille.cooperative.pk,
            "Lille",
        )


def test_what_is_handed_over_leaves_our_dispatch(relay):
    relay.hand_over()
    order = relay.ours()
    assert (order.state, order.delivery.carried_by) == ("dispatched", "Nantes")
    with relay.pair.lille.inside():
        state, _deliveries = dispatch_state(NOW, Params())
        assert state.orders == ()
        assert board_state(NOW, day_began_at=NOW - DAY / 3)["orders"] == []
        with pytest.raises(NotAllowedNow) as refused:
            adopt_plan(
                delivery_id=order.delivery.pk,
                courier_id=relay.pair.lille.courier_id,
                seen_courier_id=None,
                by=PLATFORM,
                at=NOW,
            )
        assert refused.value.code == "carried_elsewhere"
        with pytest.raises(NotAllowedNow):
            cancel_order(order_id=order.pk, by=PLATFORM, at=NOW)


def test_what_leaves_is_what_carrying_needs_and_no_more(relay):
    use = relay.hand_over()
    with relay.pair.nantes.inside():
        told = letter_of(GrantUse.objects.select_related("letter").get(pk=use.pk))
    assert (told["to_name"], told["to_phone"]) == ("Mme Rossi", "06 12 45 80 17")
    assert not {key for key in told if "cents" in key or "price" in key or "store" in key}
    order = relay.ours()
    with relay.pair.lille.inside():
        assert str(Order.objects.select_related("quote").get(pk=order.pk).quote.net_cents) not in str(told)


def test_a_delivery_is_carried_by_the_other_followed_and_booked_by_each(relay):
    use = relay.hand_over()
    theirs = relay.take_on(use)
    assert relay.take_on(use) == theirs
    relay.follow()
    assert relay.ours().state == "dispatched"
    relay.ride(theirs, "pickup", LATER)
    relay.follow(LATER)
    assert relay.ours().state == "picked_up"
    relay.ride(theirs, "dropoff", LATER + timedelta(minutes=9))
    relay.follow(LATER + timedelta(minutes=10))
    order = relay.ours()
    assert (order.state, order.closed_at) == ("delivered", LATER + timedelta(minutes=9))
    with relay.pair.nantes.inside():
        price = Order.objects.select_related("quote").get(pk=theirs).quote
        assert price.net_cents == use.cents
        seen = grant_seen(relay.grant.pk, LATER)
    assert (seen.uses[0].state, seen.left["deliveries"], seen.left["cents"]) == (
        "done",
        2,
        50_00 - use.cents,
    )
    nantes, lille = relay.pair.nantes, relay.pair.lille
    assert (ridden(nantes), ridden(lille)) == ({"parcels": 1}, {})
    assert balance(nantes, Role.SALES) == -use.cents
    assert balance(lille, Role.SUBCONTRACTED) == use.cents
    assert balance(lille, Role.VAT_DEDUCTIBLE) == price.vat_cents
    assert balance(lille, Role.SUPPLIERS, "NANTES") == -price.total_cents
    assert balance(lille, Role.SALES) < 0
    for other in (relay.pair.gand, relay.pair.house):
        with other.inside():
            assert [model.objects.count() for model in (GrantUse, GrantUseLetter, UseOrder, Order)] == [0] * 4


def test_what_they_decline_waits_here_again_and_can_be_handed_over_anew(relay):
    use = relay.hand_over()
    with relay.pair.nantes.inside():
        with pytest.raises(DomainError):
            decline_handover(use_id=use.pk, reason=" ", by=PLATFORM, at=NOW)
        decline_handover(use_id=use.pk, reason="Nobody rides there today.", by=PLATFORM, at=NOW)
    relay.follow()
    order = relay.ours()
    assert (order.state, order.delivery.carried_by) == ("placed", "")
    assert relay.hand_over().key.endswith(":2")


def test_what_we_take_back_is_cancelled_there_until_it_is_picked_up(relay):
    use = relay.hand_over()
    theirs = relay.take_on(use)
    with relay.pair.lille.inside():
        take_back(use_id=use.pk, reason="We go ourselves.", by=PLATFORM, at=NOW)
    relay.follow()
    assert relay.ours().state == "placed"
    with relay.pair.nantes.inside():
        assert Order.objects.get(pk=theirs).state == "cancelled"
    again = relay.hand_over(LATER)
    theirs = relay.take_on(again, LATER)
    relay.ride(theirs, "pickup", LATER)
    relay.follow(LATER)
    with relay.pair.lille.inside(), pytest.raises(NotAllowedNow) as refused:
        take_back(use_id=again.pk, reason="Too late.", by=PLATFORM, at=LATER)
    assert refused.value.code == "use_is_begun"


def test_what_they_cancel_comes_back_and_what_waits_when_the_grant_ends_too(relay):
    use = relay.hand_over()
    theirs = relay.take_on(use)
    with relay.pair.nantes.inside():
        cancel_order(order_id=theirs, by=PLATFORM, at=NOW)
    relay.follow()
    assert relay.ours().state == "placed"
    relay.hand_over()
    with relay.pair.nantes.inside():
        revoke_grant(grant_id=relay.grant.pk, reason="Too few riders.", by=PLATFORM, at=NOW)
    relay.follow()
    assert relay.ours().state == "placed"
    with pytest.raises(NotAllowedNow) as refused:
        relay.hand_over()
    assert refused.value.code == "grant_revoked"
    assert relay.ours().delivery.carried_by == ""


def test_a_forged_hand_over_places_no_order(relay):
    use = relay.hand_over()
    with relay.pair.lille.inside():
        GrantUseLetter.objects.filter(use=use).update(body={"to_name": "Somebody else"})
    with pytest.raises(DomainError) as refused:
        relay.take_on(use)
    assert refused.value.code == "slip_altered"
    with relay.pair.nantes.inside():
        assert (Order.objects.count(), UseOrder.objects.count()) == (0, 0)
        assert grant_seen(relay.grant.pk, NOW).uses[0].state == "asked"


def test_people_and_places_are_forgotten_a_month_after(relay):
    use = relay.hand_over()
    with relay.pair.lille.inside():
        take_back(use_id=use.pk, reason="We go ourselves.", by=PLATFORM, at=NOW)
    relay.follow(NOW + 31 * DAY)
    with relay.pair.nantes.inside():
        assert GrantUseLetter.objects.get(use=use).body == {}
