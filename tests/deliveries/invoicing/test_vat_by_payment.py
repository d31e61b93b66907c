"""Without the option for invoices, VAT waits on 44574 and is due part by part as payments come in."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from cooperatives.domain.vat import may_wait_for_payment, period
from cooperatives.models import Entry
from cooperatives.queries.bank import bank_accounts, open_items
from cooperatives.queries.books import balances_by_role
from cooperatives.queries.vat import vat_of
from cooperatives.services.banking import match_bank_line, unmatch_bank_line
from cooperatives.services.closing import close_year
from cooperatives.services.vat import declare_vat
from coopplatform.journal import relay
from deliveries.domain.invoicing.by_payment import due_by_payment, shared_out
from deliveries.services.billing import set_invoicing_details
from deliveries.services.crediting import credit_invoice
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import COOP, NOVEMBER
from tests.deliveries.invoicing.test_issuing import paid

AT = {"by": PLATFORM, "at": NOVEMBER}


@pytest.fixture
def invoice(october, issue):
    """Lucia's October, 1,692 cents of which 282 are VAT, by a co-op that did not opt."""
    set_invoicing_details(party=COOP, is_vat_on_debits=False, **AT)
    (issued,) = issue()
    return issued


def held():
    found = balances_by_role(last=date(2027, 12, 31))
    return {role: found[role] for role in ("customers", "vat_unpaid", "vat") if found.get(role)}


def declared(name):
    return [(row.per_mille, row.net_cents, row.vat_cents) for row in vat_of(period(name)).collected]


def reacted(cast):
    relay.read_on(cast.cooperative.pk, is_settled_only=False)


def pays(invoice, cents, *, day="2026-11-12"):
    """So much comes in for the invoice, and Théo matches it; returns the movement."""
    line = paid(invoice, cents, reference=day, day=day)
    (item,) = [one for one in open_items(bank_accounts()[0]) if one.code == "411"]
    rest = "411" if cents < item.cents else ""
    match_bank_line(bank_line_id=line.pk, line_ids=[item.id], rest_code=rest, **AT)
    return line


def test_an_invoice_makes_no_vat_due_and_its_payment_does(october, invoice):
    assert held() == {"customers": 1692, "vat_unpaid": -282}
    assert declared("2026-10") == []
    pays(invoice, 1692)
    reacted(october)
    reacted(october)
    assert held() == {"vat": -282}
    assert declared("2026-10") == []
    assert declared("2026-11") == [(200, 1410, 282)]
    (entry,) = Entry.objects.filter(source_key__startswith="vat_received:")
    assert (entry.posted_on, entry.label) == (
        date(2026, 11, 12),
        f"TVA encaissée avec la facture {invoice.number}, Lucia SARL",
    )


def test_each_part_of_a_payment_makes_its_part_of_the_vat_due_in_its_month(october, invoice):
    pays(invoice, 600)
    reacted(october)
    assert held() == {"customers": 1092, "vat_unpaid": -182, "vat": -100}
    pays(invoice, 1092, day="2026-12-03")
    reacted(october)
    assert held() == {"vat": -282}
    assert declared("2026-11") == [(200, 500, 100)]
    assert declared("2026-12") == [(200, 910, 182)]
    assert declared("2026-Q4") == [(200, 1410, 282)]


def test_a_payment_taken_back_takes_its_vat_back(october, invoice):
    line = pays(invoice, 1692)
    reacted(october)
    unmatch_bank_line(bank_line_id=line.pk, **AT)
    reacted(october)
    assert held() == {"customers": 1692, "vat_unpaid": -282}
    assert declared("2026-11") == []
    (item,) = [one for one in open_items(bank_accounts()[0]) if one.code == "411"]
    match_bank_line(bank_line_id=line.pk, line_ids=[item.id], **AT)
    reacted(october)
    assert (held(), declared("2026-11")) == ({"vat": -282}, [(200, 1410, 282)])


def test_a_credit_note_before_the_payment_lessens_what_waits(october, invoice):
    credit_invoice(invoice_id=invoice.pk, reason="Spilt", positions=[1], **AT)
    reacted(october)
    assert held() == {"customers": 1188, "vat_unpaid": -198}
    assert declared("2026-Q4") == []


def test_a_credit_note_after_the_payment_takes_vat_back_that_was_due(october, invoice):
    pays(invoice, 1692)
    reacted(october)
    credit_invoice(invoice_id=invoice.pk, reason="Spilt", positions=[1], **AT)
    reacted(october)
    assert held() == {"customers": -504, "vat": -198}
    assert declared("2026-Q4") == [(200, 990, 198)]


def test_an_invoice_taken_back_leaves_nothing_waiting(october, invoice):
    credit_invoice(invoice_id=invoice.pk, reason="Wrong address", anew=True, **AT)
    reacted(october)
    found = balances_by_role(last=date(2027, 12, 31))
    assert (found["unbilled"], found["vat_unbilled"], found["vat_unpaid"]) == (1692, -282, 0)


def test_a_payment_of_a_month_that_is_declared_is_declared_on_top(october, invoice):
    declare_vat_at = datetime(2026, 12, 10, 9, tzinfo=UTC)
    pays(invoice, 600)
    reacted(october)
    declare_vat(period=period("2026-11"), by=PLATFORM, at=declare_vat_at)
    pays(invoice, 1092, day="2026-11-28")
    reacted(october)
    assert vat_of(period("2026-11")).to_post_cents == 182
    declare_vat(period=period("2026-11"), by=PLATFORM, at=declare_vat_at)
    assert vat_of(period("2026-11")).to_post == {}


def test_what_comes_into_a_closed_year_is_due_today(october, invoice, monkeypatch):
    line = pays(invoice, 1692)
    close_year(year=2026, by=PLATFORM, at=datetime(2027, 2, 1, 9, tzinfo=UTC))
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2027, 2, 2, 9, tzinfo=UTC))
    reacted(october)
    (entry,) = Entry.objects.filter(source_key__startswith="vat_received:")
    assert (line.booked_on.year, entry.posted_on) == (2026, date(2027, 2, 2))


def test_the_vat_page_says_what_waits_for_payments(october, invoice, login):
    theo: Client = login(october.theo)
    page = theo.get("/c/roue-libre/books/vat/?period=2026-10").text
    assert "On invoices not paid yet, due with their payment" in page
    assert "€2.82" in page


def test_only_french_law_lets_it_wait():
    assert [code for code in ("FR", "MC", "BE", "CH", "FI") if may_wait_for_payment(code)] == ["FR", "MC"]


def test_rates_share_what_is_due_and_rounding_loses_nothing():
    assert shared_out(100, {200: 2, 55: 1}) == {200: 67, 55: 33}
    assert sum(shared_out(101, {200: 1, 100: 1, 55: 1}).values()) == 101
    assert shared_out(100, {200: 0}) == {200: 0}
    assert due_by_payment({200: 67, 55: 33}, received_cents=300, owed_cents=600) == {200: 34, 55: 17}
    assert due_by_payment({200: 67, 55: 33}, received_cents=700, owed_cents=600) == {200: 67, 55: 33}
    assert due_by_payment({200: 67}, received_cents=-5, owed_cents=600) == {200: 0}
    assert due_by_payment({200: 0}, received_cents=600, owed_cents=0) == {200: 0}
