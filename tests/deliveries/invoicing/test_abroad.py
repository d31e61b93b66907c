"""A store abroad is charged no VAT: not when it is told the price, not in the books, not on its invoice."""

import pytest

from cooperatives.domain.taxed import TaxedPart, Taxing
from cooperatives.domain.vat import period
from cooperatives.queries.books import balances_by_role
from cooperatives.queries.vat import vat_of
from deliveries.models import Order
from deliveries.services.repricing import price_by_hand
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import LAST, NOVEMBER, delivered, on_day
from tests.deliveries.invoicing.test_einvoices import BELGIAN

AT = {"by": PLATFORM, "at": NOVEMBER}


@pytest.fixture
def abroad(october, issue, bill):
    """Lucia's October is invoiced; then she moves to Brussels, and orders once more: 4.20 without VAT."""
    issue()
    bill(BELGIAN)
    return Order.objects.select_related("quote").get(pk=delivered(october, on_day(30), bags=2).pk)


def held():
    found = balances_by_role(last=NOVEMBER.date())
    return {role: found[role] for role in ("unbilled", "vat_unbilled", "vat") if found.get(role)}


def test_what_is_told_and_booked_bears_no_vat(abroad):
    assert (abroad.quote.net_cents, abroad.quote.vat_cents) == (420, 0)
    assert abroad.quote.lines[-1]["formula"]["message"] == "not charged across the border"
    assert held() == {"unbilled": 420, "vat": -282}


def test_another_price_bears_none_either(abroad):
    change = price_by_hand(order_id=abroad.pk, name="Wait", cents=1000, reason="At the gate", **AT)
    assert (change.net_cents, change.vat_cents) == (1000, 0)


def test_its_invoice_stands_apart_on_the_vat_page(abroad, issue, login, october):
    (invoice,) = issue()
    assert (invoice.total_cents, invoice.vat[0]["category"]) == (420, "AE")
    assert vat_of(period("2026-10")).elsewhere == (TaxedPart(Taxing.BUYER_OWES, 0, 420, 0),)
    page = login(october.theo).get("/c/roue-libre/books/vat/?period=2026-10").text
    assert [words in page for words in ("Sold without VAT", "€4.20", "€2.82")] == [True] * 3


def test_back_home_it_is_taxed_at_the_rate_of_its_day(abroad, issue, bill):
    bill()
    (invoice,) = issue(issued_on=LAST)
    assert (invoice.net_cents, invoice.vat_cents, invoice.total_cents) == (420, 84, 504)
    assert held() == {"vat": -282 - 84}
    assert [(row.per_mille, row.vat_cents) for row in vat_of(period("2026-10")).collected] == [(200, 366)]
