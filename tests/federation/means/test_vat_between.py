"""VAT between two co-ops: charged at home, owed by the buyer across a border, the same to the cent in both books."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.taxed import TaxedPart, Taxing
from cooperatives.domain.vat import period
from cooperatives.models import Line
from cooperatives.queries.bank import open_items
from cooperatives.queries.vat import vat_of
from cooperatives.services.banking import add_bank_account
from cooperatives.services.vat import declare_vat
from deliveries.models import Order
from federation.domain.means.terms import Kind, Side
from federation.domain.means.vat import RULES, Case, between, seller_of
from federation.services.admitting import admit_cooperative
from tests.conftest import PLATFORM, furnish, make_cooperative, placed
from tests.cooperatives.conftest import IBAN
from tests.federation.means.conftest import NOW, PEOPLE, RELAY, TODAY, Relay
from tests.federation.means.test_loans import LEND, WINDOW, booked, courier, report, ride, settle, taken

LATER = NOW + timedelta(minutes=20)
NOVEMBER = period("2026-11")
__all__ = ["courier"]


@pytest.fixture
def abroad(pair):
    """Nantes is Liège: a Belgian co-op carries for Lille, and borrows from it."""
    liege = make_cooperative("liege", "Liege", PEOPLE, NOW, country="BE", timezone="Europe/Brussels")
    with pair.house.inside():
        admit_cooperative(slug="liege", on=date(2025, 1, 1), by=pair.house.by("simone"), at=NOW)
    return replace(pair, nantes=liege)


def moved(cast, begins):
    """By role, what entries whose fact begins so moved."""
    with cast.inside():
        lines = Line.objects.filter(entry__source_key__startswith=begins)
        sums = lines.values_list("account__role").annotate(cents=Sum("amount_cents")).order_by()
        return {role: cents for role, cents in sums if cents}


def told(cast):
    with cast.inside():
        found = vat_of(NOVEMBER)
    return found.collected, found.elsewhere, found.reversed


def carried(relay):
    """Handed over, taken on, ridden and told of; the use."""
    use = relay.hand_over()
    theirs = relay.take_on(use)
    relay.follow()
    relay.ride(theirs, "pickup", LATER)
    relay.follow(LATER)
    relay.ride(theirs, "dropoff", LATER + timedelta(minutes=9))
    relay.follow(LATER + timedelta(minutes=10))
    return use, theirs


@pytest.mark.parametrize(
    ("seller", "buyer", "case", "charged", "owed"),
    [
        ("FR", "FR", Case.HOME, 200, None),
        ("FR", "MC", Case.HOME, 200, None),
        ("MC", "FR", Case.HOME, 200, None),
        ("BE", "BE", Case.HOME, 210, None),
        ("LI", "CH", Case.HOME, 81, None),
        ("FR", "BE", Case.UNION, None, 210),
        ("BE", "MC", Case.UNION, None, 200),
        ("FI", "FR", Case.UNION, None, 200),
        ("FR", "ES", Case.UNION, None, None),
        ("FR", "LI", Case.OUT, None, 81),
        ("LI", "FI", Case.INTO, None, 255),
        ("FR", "GB", Case.UNKNOWN, None, None),
    ],
)
def test_who_charges_and_who_owes(seller, buyer, case, charged, owed):
    found = between(Kind.RELAY, seller, buyer, TODAY)
    assert (found.case, found.charged, found.owed) == (case, charged, owed)
    assert bool(found.rule.source) == (case is not Case.UNKNOWN)
    assert bool(found.rule.sentence) == (case in (Case.UNION, Case.OUT, Case.INTO))


def test_the_rate_is_that_of_the_day():
    assert between(Kind.LEND, "FI", "FI", date(2024, 8, 31)).charged == 240
    assert between(Kind.LEND, "FI", "FI", date(2024, 9, 1)).charged == 255


def test_lending_at_cost_is_taxed_and_says_that_nobody_verified_it():
    found = between(Kind.LEND, "FR", "FR", TODAY)
    assert (found.charged, found.rule.is_verified, "C-94/19" in found.rule.source) == (200, False, True)
    assert between(Kind.RELAY, "FR", "FR", TODAY).rule.is_verified


def test_every_case_has_a_rule_from_before_the_first_co_op():
    assert {case: rules[0].since <= date(2010, 1, 1) for case, rules in RULES.items()} == dict.fromkeys(
        Case, True
    )
    assert [seller_of(kind) for kind in Kind] == [Side.TAKER, Side.TAKER, Side.GIVER]


@given(net=st.integers(1, 10**7), pair=st.sampled_from(["FRFR", "FRBE", "BEFR", "FRLI", "LIFI", "FRGB"]))
def test_nobody_both_charges_and_owes(net, pair):
    found = between(Kind.LEND, pair[:2], pair[2:], TODAY)
    charged, owed = found.charged_cents(net), found.owed_cents(net)
    assert min(charged, owed) == 0
    assert max(charged, owed) <= net


def test_a_relay_at_home_is_charged_once_and_deducted_as_much(relay):
    use, theirs = carried(relay)
    with relay.pair.nantes.inside():
        vat = Order.objects.select_related("quote").get(pk=theirs).quote.vat_cents
    assert vat == (use.cents * 200 + 500) // 1000
    assert moved(relay.pair.lille, "grant-use:") == {
        "subcontracted": use.cents,
        "vat_deductible": vat,
        "suppliers": -use.cents - vat,
    }
    assert moved(relay.pair.nantes, "order:") == {
        "unbilled": use.cents + vat,
        "sales": -use.cents,
        "vat_unbilled": -vat,
    }


def test_a_relay_across_the_border_is_charged_no_vat_and_owed_by_who_ordered_it(abroad, login):
    for cast in (abroad.lille, abroad.nantes):
        furnish(cast, "alma", "rosa", "AL", NOW)
    grant = abroad.granted(replace(RELAY, taker="liege"))
    use, _theirs = carried(Relay(abroad, grant, placed(abroad.lille, NOW)))
    owed = (use.cents * 200 + 500) // 1000
    assert moved(abroad.nantes, "order:") == {"unbilled": use.cents, "sales": -use.cents}
    assert moved(abroad.lille, "grant-use:") == {
        "subcontracted": use.cents,
        "vat_deductible": owed,
        "vat_reversed": -owed,
        "suppliers": -use.cents,
    }
    assert told(abroad.lille)[2] == (TaxedPart(Taxing.WE_OWE, 200, use.cents, owed),)
    page = login(abroad.lille.users["nour"]).get(f"/c/lille/federation/means/grants/{grant.pk}/").text
    assert "Liege charges no VAT. Lille owes 20.0 % itself, and deducts as much." in page
    assert "articles 44 and 196 of directive 2006/112/EC" in page


def test_lent_hours_across_the_border_mirror_each_other_and_both_vat_pages_say_so(abroad, courier, login):
    grant = abroad.granted(replace(LEND, taker="liege"))
    loan, found = taken(abroad, grant, courier)
    ride(abroad, found)
    report(abroad, found, WINDOW.before)
    settle(abroad, loan, WINDOW.before)
    net = 78_75
    owed = 16_54
    assert booked(abroad.lille) == {"customers": (net, "LIEGE"), "staff_lent": (-net, "")}
    assert booked(abroad.nantes) == {
        "staff_borrowed": (net, ""),
        "vat_deductible": (owed, ""),
        "vat_reversed": (-owed, ""),
        "suppliers": (-net, "LILLE"),
    }
    assert told(abroad.lille) == ((), (TaxedPart(Taxing.BUYER_OWES, 0, net, 0),), ())
    assert told(abroad.nantes) == ((), (), (TaxedPart(Taxing.WE_OWE, 210, net, owed),))
    theirs = login(abroad.nantes.users["theo"]).get("/c/liege/books/vat/?period=2026-11").text
    assert [words in theirs for words in ("Bought with reverse charge", "21.0 %", "€78.75", "€16.54")] == [
        True
    ] * 4
    ours = login(abroad.lille.users["theo"]).get("/c/lille/books/vat/?period=2026-11").text
    assert [words in ours for words in ("Sold without VAT", "owed by the buyer", "€78.75")] == [True] * 3


def test_what_is_owed_and_deducted_alike_leaves_nothing_to_pay(abroad, courier):
    loan, found = taken(abroad, abroad.granted(replace(LEND, taker="liege")), courier)
    ride(abroad, found)
    report(abroad, found, WINDOW.before)
    with abroad.nantes.inside():
        assert (vat_of(NOVEMBER).due_cents, vat_of(NOVEMBER).to_post_cents) == (0, 0)
        declare_vat(period=NOVEMBER, by=PLATFORM, at=NOW + timedelta(days=40))
        assert vat_of(NOVEMBER).to_post == {}
        bank = add_bank_account(iban=IBAN, name="Banque", account_code="550", by=PLATFORM, at=NOW)
        assert {item.code for item in open_items(bank)} == {"440"}
    assert loan.use == found.use


def test_lent_hours_at_home_are_taxed_on_both_vat_pages(pair, courier, login):
    grant = pair.granted(LEND)
    loan, found = taken(pair, grant, courier)
    ride(pair, found)
    report(pair, found, WINDOW.before)
    settle(pair, loan, WINDOW.before)
    ours = login(pair.lille.users["theo"]).get("/c/lille/books/vat/?period=2026-11").text
    theirs = login(pair.nantes.users["theo"]).get("/c/nantes/books/vat/?period=2026-11").text
    assert [page.count("€15.75") > 0 for page in (ours, theirs)] == [True, True]
    assert "20.0 %" in ours
    page = login(pair.nantes.users["nour"]).get(f"/c/nantes/federation/means/grants/{grant.pk}/").text
    assert "Lille adds 20.0 % of VAT, and Nantes deducts it." in page
    assert "not verified: ask your accountant" in page
