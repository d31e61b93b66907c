"""A client served together: the lead has it, the town's co-op delivers, each books its own, month by month."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cooperatives.domain.charts import Role
from coopplatform.kernel.errors import NotAllowedNow
from deliveries.models import Order, Store
from deliveries.services.ordering import cancel_order, place_order
from federation.domain.means.statements import Month, Served, months
from federation.domain.means.terms import Kind, Limits, Tariff
from federation.models import GrantUse, GrantUseStep
from federation.queries.means.grants import grant_seen
from federation.queries.means.statements import statement_of
from federation.services.means.following import look_after
from federation.services.means.granting import revoke_grant
from federation.services.means.partner_stores import put_shop_under_grant
from tests.conftest import PLATFORM, furnish, new_order
from tests.federation.means.conftest import NOW, RELAY, TODAY, Relay
from tests.federation.means.test_relaying import balance

CLIENT = replace(
    RELAY,
    kind=Kind.CLIENT,
    limits=Limits(deliveries=2),
    tariff=Tariff(cents_per_delivery=10_00, cents_per_km=1_00, kept_percent=10),
)
LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def shop(pair):
    """Rosa's store of Nantes is a shop of Lille's client."""
    furnish(pair.nantes, "alma", "rosa", "AL", NOW)
    grant = pair.granted(CLIENT)
    with pair.nantes.inside():
        put_shop_under_grant(
            grant_id=grant.pk, store_id=pair.nantes.store_id, by=pair.nantes.by("nour"), at=NOW
        )
    return Relay(pair, grant, None)


def ordered(shop, at=NOW):
    with shop.pair.nantes.inside():
        return place_order(new=new_order(shop.pair.nantes, at), by=PLATFORM, at=at)


def test_what_the_months_come_to_is_a_plain_sum():
    tariff = Tariff(cents_per_delivery=10_00, cents_per_km=1_00, kept_percent=10)
    some = [Served(TODAY, 2000, 10_80, 2_16), Served(TODAY, 0, 9_00, 1_80)]
    assert months(some, tariff) == [Month(TODAY.replace(day=1), 2, 22_00, 19_80, 3_96)]
    assert months(some, tariff)[0].kept_cents == 2_20


def test_a_shops_deliveries_are_priced_by_the_grant_reported_and_booked_by_each(shop):
    order = ordered(shop)
    shop.follow()
    shop.ride(order.pk, "pickup", LATER)
    shop.ride(order.pk, "dropoff", LATER)
    shop.follow(LATER)
    lille, nantes = shop.pair.lille, shop.pair.nantes
    with nantes.inside():
        price = Order.objects.select_related("quote", "delivery").get(pk=order.pk)
        metres, net = price.delivery.distance_metres, price.quote.net_cents
        (month,) = statement_of(grant_seen(shop.grant.pk, LATER))
    assert (month.deliveries, month.net_cents) == (1, net)
    assert month.gross_cents == CLIENT.tariff.gross_of(metres)
    assert abs(month.kept_cents - month.gross_cents * 10 // 100) <= 2
    with lille.inside():
        seen = grant_seen(shop.grant.pk, LATER)
        assert statement_of(seen) == [month]
        assert (seen.uses[0].state, seen.left) == ("done", {"deliveries": 1})
    assert balance(lille, Role.SUBCONTRACTED) == net == -balance(nantes, Role.SALES)
    assert balance(lille, Role.SUPPLIERS, "NANTES") == -price.quote.total_cents


def test_what_is_cancelled_counts_for_nothing_and_what_is_too_much_is_not_carried(shop):
    first = ordered(shop)
    shop.follow()
    with shop.pair.nantes.inside():
        cancel_order(order_id=first.pk, by=PLATFORM, at=NOW)
    shop.follow()
    orders = [ordered(shop), ordered(shop), ordered(shop)]
    shop.follow()
    with shop.pair.nantes.inside():
        states = [Order.objects.get(pk=one.pk).state for one in orders]
        assert states == ["placed", "placed", "cancelled"]
        assert not Store.objects.get(pk=shop.pair.nantes.store_id).is_active
    with shop.pair.gand.inside():
        assert GrantUse.objects.count() == 0


def test_a_report_the_town_made_up_is_not_booked(shop):
    order = ordered(shop)
    shop.follow()
    nantes, lille = shop.pair.nantes, shop.pair.lille
    with nantes.inside():
        real = GrantUse.objects.get()
        facts = {
            name: getattr(real, name)
            for name in ("member", "grant", "what", "on", "deliveries", "body", "letter_sha256",
                         "good_until", "slip", "begun_by", "begun_at")
        }  # fmt: skip
        made_up = GrantUse.objects.create(**facts, key="order:none", cents=5_000_00)
        GrantUseStep.objects.create(
            use=made_up, member=lille.cooperative, step="reported", deliveries=1, cents=5_000_00,
            taken_by="x", taken_at=NOW,
        )  # fmt: skip
    with lille.inside():
        for work in look_after(use_id=made_up.pk, at=NOW):
            with pytest.raises(Exception, match="not what was signed|used before|letter"):
                work(PLATFORM, NOW)
        assert grant_seen(shop.grant.pk, NOW).uses[-1].state == "reported"
    assert balance(lille, Role.SUBCONTRACTED) == 0
    assert order.number


def test_what_was_ordered_before_a_revocation_is_carried_and_paid(shop):
    order = ordered(shop)
    shop.follow()
    with shop.pair.lille.inside():
        revoke_grant(grant_id=shop.grant.pk, reason="The client left.", by=PLATFORM, at=NOW)
    shop.ride(order.pk, "pickup", LATER)
    shop.ride(order.pk, "dropoff", LATER)
    shop.follow(LATER)
    assert balance(shop.pair.lille, Role.SUBCONTRACTED) > 0
    with shop.pair.nantes.inside(), pytest.raises(NotAllowedNow):
        put_shop_under_grant(
            grant_id=shop.grant.pk, store_id=shop.pair.nantes.store_id, by=PLATFORM, at=LATER
        )


def test_the_lead_reads_month_by_month_what_its_client_is_invoiced_from(shop, login):
    order = ordered(shop)
    shop.follow()
    shop.ride(order.pk, "pickup", LATER)
    shop.ride(order.pk, "dropoff", LATER)
    shop.follow(LATER)
    url = reverse("grant", args=["lille", shop.grant.pk])
    with time_machine.travel(LATER, tick=False):
        shown = login(shop.pair.lille.users["theo"]).get(url).text
        assert "November 2026" in shown
        assert "Lille keeps" in shown
        csv = login(shop.pair.lille.users["theo"]).get(f"{url}statement.csv").text
        assert csv.splitlines()[1].startswith("2026-11-04,nantes,Pizzeria Lucia")
        ours = login(shop.pair.nantes.users["nour"])
        shown = ours.get(reverse("grant", args=["nantes", shop.grant.pk])).text
        assert "Pizzeria Lucia" in shown
        again = {"store": str(shop.pair.nantes.store_id)}
        answer = ours.post(reverse("grant-shop", args=["nantes", shop.grant.pk]), again, follow=True)
        assert "This store is under a grant already." in answer.text
