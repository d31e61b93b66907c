"""A part paid before the invoice makes its own VAT due and no more; the invoice takes over the rest."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.vat import due_before_invoice, period
from cooperatives.queries.bank import bank_accounts, open_items
from cooperatives.queries.books import balances_by_role
from cooperatives.queries.vat import vat_of
from cooperatives.services.banking import add_bank_account, match_bank_line, unmatch_bank_line
from cooperatives.services.vat import declare_vat
from coopplatform.journal import relay
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from deliveries.adapters.einvoice import cii, ubl
from deliveries.domain.pricing import vat as vat_rates
from deliveries.domain.pricing.vat import VatRate
from deliveries.models import Invoice
from deliveries.queries.invoices import standing_of
from deliveries.queries.invoicing import month_plan
from deliveries.services.billing import set_invoicing_details
from deliveries.services.crediting import credit_invoice
from tests.conftest import PLATFORM
from tests.cooperatives.rooms.conftest import table
from tests.deliveries.invoicing.conftest import COOP, NOVEMBER, OCTOBER, OWN_IBAN, delivered, on_day
from tests.deliveries.invoicing.rules import broken_in_cii, broken_in_ubl
from tests.deliveries.invoicing.test_issuing import paid

AT = {"by": PLATFORM, "at": NOVEMBER}
LATER = {"by": PLATFORM, "at": datetime(2026, 11, 20, 9, tzinfo=UTC)}


@pytest.fixture
def bank(october):
    return add_bank_account(iban=OWN_IBAN, name="Banque", account_code="512", **AT)


@pytest.fixture
def no_option(october):
    set_invoicing_details(party=COOP, is_vat_on_debits=False, **AT)


def comes_in(cents, *, settles=1, day="2026-11-12", rest="4181"):
    """So much moves at the bank, for the smallest claims that are open; what is left stays open on their account."""
    line = paid(None, cents, text="acompte", reference=f"{day}{cents}", day=day)
    items = [item for item in open_items(bank_accounts()[0]) if item.code in ("4181", "411")]
    chosen = sorted(items, key=lambda item: item.cents)[:settles]
    left = cents - sum(item.cents for item in chosen)
    match_bank_line(
        bank_line_id=line.pk, line_ids=[item.id for item in chosen], rest_code=rest if left else "", **AT
    )
    return line


def held():
    found = balances_by_role(last=date(2027, 12, 31))
    roles = ("customers", "unbilled", "vat_unbilled", "vat_unpaid", "vat")
    return {role: found[role] for role in roles if found.get(role)}


def declared(name):
    return [(row.per_mille, row.net_cents, row.vat_cents) for row in vat_of(period(name)).collected]


def reacted(cast):
    relay.read_on(cast.cooperative.pk, is_settled_only=False)


@given(
    claimed=st.integers(1, 10**7),
    vat=st.integers(0, 10**6),
    parts=st.lists(st.integers(1, 10**6), max_size=6),
)
def test_vat_due_grows_with_what_comes_in_and_is_whole_in_the_end(claimed, vat, parts):
    left, before = claimed, 0
    for part in parts:
        left = max(0, left - part)
        due = due_before_invoice(claimed_cents=claimed, vat_cents=vat, open_cents=left)
        assert abs(due - Fraction(vat * (claimed - left), claimed)) <= Fraction(1, 2)
        assert before <= due <= vat
        before = due
    assert due_before_invoice(claimed_cents=claimed, vat_cents=vat, open_cents=0) == vat
    assert due_before_invoice(claimed_cents=claimed, vat_cents=vat, open_cents=2 * claimed) == 0


def test_the_vat_of_the_part_is_due_and_the_rest_waits(bank):
    comes_in(500)
    assert held() == {"unbilled": 1192, "vat_unbilled": -199, "vat": -83}
    assert declared("2026-11") == [(200, 417, 83)]
    comes_in(4, day="2026-11-14")
    assert held() == {"unbilled": 1188, "vat_unbilled": -198, "vat": -84}
    assert declared("2026-11") == [(200, 420, 84)]


def test_many_parts_lose_no_cent(bank):
    for day, cents in ((12, 100), (13, 101), (14, 99), (15, 150)):
        comes_in(cents, day=f"2026-11-{day}")
    assert held() == {"unbilled": 1692 - 450, "vat_unbilled": -207, "vat": -75}


def test_a_payment_taken_back_takes_its_vat_back(bank):
    line = comes_in(500)
    unmatch_bank_line(bank_line_id=line.pk, **AT)
    assert held() == {"unbilled": 1692, "vat_unbilled": -282}
    assert declared("2026-11") == [(200, 0, 0)]


def test_what_is_paid_back_takes_its_vat_back(bank):
    """The store had paid 5.00 too early, and gets 3.00 of it back."""
    comes_in(500)
    comes_in(-300, day="2026-11-15")
    assert held() == {"unbilled": 1492, "vat_unbilled": -249, "vat": -33}
    assert declared("2026-11") == [(200, 167, 33)]


def test_a_declared_month_stays_and_the_rest_is_declared_with_its_own(bank):
    comes_in(500)
    declare_vat(period=period("2026-11"), by=PLATFORM, at=datetime(2026, 12, 10, 9, tzinfo=UTC))
    assert vat_of(period("2026-11")).to_post == {}
    comes_in(4, day="2026-12-02")
    assert vat_of(period("2026-11")).to_post == {}
    assert (vat_of(period("2026-12")).to_post_cents, declared("2026-12")) == (1, [(200, 3, 1)])


def test_the_invoice_is_of_all_says_what_was_paid_and_claims_the_rest(bank, issue):
    comes_in(500)
    (planned,) = month_plan(OCTOBER)
    assert (planned.deliveries, planned.paid_before, planned.prepaid_cents) == (3, 0, 500)
    (invoice,) = issue(issued_on=date(2026, 11, 2))
    assert (invoice.total_cents, invoice.prepaid_cents, invoice.payable_cents) == (1692, 500, 1192)
    assert held() == {"customers": 1192, "vat": -282}
    assert declared("2026-Q4") == [(200, 1410, 282)]
    standing = standing_of(invoice, date(2026, 11, 20))
    assert (standing.state, standing.received_cents, standing.facts.open_cents) == ("part", 500, 1192)
    comes_in(1192, day="2026-11-25")
    assert standing_of(invoice, date(2026, 12, 20)).state == "paid"
    assert held() == {"vat": -282}


def test_an_invoice_of_what_is_paid_in_part_and_taken_back_can_be_issued_anew(bank, issue):
    comes_in(500)
    (invoice,) = issue(issued_on=date(2026, 11, 2))
    credit_invoice(invoice_id=invoice.pk, reason="Wrong address", anew=True, **AT)
    assert held() == {"unbilled": 1192, "vat_unbilled": -199, "vat": -83}
    assert declared("2026-Q4") == [(200, 417, 83)]
    (again,) = issue(issued_on=date(2026, 11, 2))
    assert (again.prepaid_cents, held()) == (500, {"customers": 1192, "vat": -282})


def test_more_than_a_delivery_cost_is_no_rest_of_it(bank):
    with pytest.raises(Invalid, match="What is beyond them is an advance"):
        comes_in(600)
    comes_in(600, rest="411", day="2026-11-13")
    assert held() == {"customers": -96, "unbilled": 1188, "vat_unbilled": -198, "vat": -84}


def test_while_it_is_on_an_invoice_the_first_payment_stays(bank, issue):
    line = comes_in(500)
    issue(issued_on=date(2026, 11, 2))
    with pytest.raises(NotAllowedNow, match="left open was paid or invoiced since"):
        unmatch_bank_line(bank_line_id=line.pk, **AT)


def test_without_the_option_what_is_left_is_due_as_it_comes_in(october, no_option, bank, issue):
    comes_in(500)
    (invoice,) = issue(issued_on=date(2026, 11, 2))
    assert held() == {"customers": 1192, "vat_unpaid": -199, "vat": -83}
    comes_in(600, day="2026-11-20", rest="411")
    reacted(october)
    reacted(october)
    assert held() == {"customers": 592, "vat_unpaid": -99, "vat": -183}
    comes_in(592, day="2026-12-03")
    reacted(october)
    assert held() == {"vat": -282}
    assert [vat for _rate, _net, vat in declared("2026-11") + declared("2026-12")] == [183, 99]
    assert standing_of(invoice, date(2026, 12, 20)).state == "paid"


def test_without_the_option_a_credit_note_takes_back_what_is_due_beyond_it(october, no_option, bank, issue):
    """5.00 of 16.92 are paid. A line of 5.04 is given back: 11.88 are owed, and 0.83 of VAT stay due. All is given
    back: nothing is owed, and nothing due."""
    comes_in(500)
    (invoice,) = issue(issued_on=date(2026, 11, 2))
    credit_invoice(invoice_id=invoice.pk, reason="Spilt", positions=[1], **AT)
    reacted(october)
    assert held() == {"customers": 688, "vat_unpaid": -115, "vat": -83}
    credit_invoice(invoice_id=invoice.pk, reason="All of it", **LATER)
    reacted(october)
    assert held() == {"customers": -500}
    assert declared("2026-Q4")[-1][2] == 0


def test_two_deliveries_paid_in_part_together_are_invoiced_together(october, bank, issue):
    comes_in(1000, settles=2)
    assert held() == {"unbilled": 692, "vat_unbilled": -115, "vat": -167}
    (planned,) = month_plan(OCTOBER)
    assert (planned.deliveries, planned.prepaid_cents) == (3, 1000)
    (invoice,) = issue(issued_on=date(2026, 11, 2))
    assert (invoice.payable_cents, held()) == (692, {"customers": 692, "vat": -282})


def test_what_was_paid_in_part_with_a_later_delivery_waits_for_it(october, bank, issue):
    delivered(october, datetime(2026, 11, 1, 12, tzinfo=UTC), bags=2)
    comes_in(2000, settles=4)
    plan = month_plan(OCTOBER)
    assert plan == []
    (planned,) = month_plan(date(2026, 11, 1))
    assert (planned.deliveries, planned.prepaid_cents, planned.payable_cents) == (4, 2000, 196)


def test_its_e_invoices_pass_the_rules(bank, issue, tmp_path):
    comes_in(500)
    (invoice,) = issue(issued_on=date(2026, 11, 2))
    lines = list(invoice.lines.order_by("position"))
    assert broken_in_cii(cii(invoice, lines), tmp_path) == []
    assert broken_in_ubl(ubl(invoice, lines), tmp_path) == []
    assert b"TotalPrepaidAmount>5.00<" in cii(invoice, lines)
    assert b'PrepaidAmount currencyID="EUR">5.00<' in ubl(invoice, lines)


def test_theo_sees_what_was_paid_before_on_each_page(october, bank, login):
    theo = login(october.theo)
    line = paid(None, 500, text="acompte")
    (first, *_others) = sorted(open_items(bank_accounts()[0]), key=lambda item: (item.on, item.id))
    url = f"/c/roue-libre/books/bank/movements/{line.pk}/match/"
    theo.post(url, {"items": str(first.id), "rest_code": "4181"})
    with time_machine.travel(datetime(2026, 12, 12, 9, tzinfo=UTC), tick=False):
        month = "/c/roue-libre/invoices/month/2026-10/"
        assert [words in theo.get(month).text for words in ("Paid before", "€5.00", "€11.92")] == [True] * 3
        assert "€0.83" in theo.get("/c/roue-libre/books/vat/?period=2026-11").text
        theo.post(month, {"issued_on": "2026-11-02"})
        page = theo.get(f"/c/roue-libre/invoices/{Invoice.objects.get().pk}/").text
        assert [words in page for words in ("Paid before", "€16.92", "€5.00", "€11.92")] == [True] * 4
        assert "€2.82" in theo.get("/c/roue-libre/books/vat/?period=2026-11").text


@pytest.fixture
def ten_percent(october, monkeypatch):
    """A fourth delivery, quoted while the rate was 10 %: 420 and 42 cents."""
    monkeypatch.setitem(vat_rates.RATES, "FR", (VatRate(100, date(2014, 1, 1), "as if"),))
    order = delivered(october, on_day(22), bags=2)
    monkeypatch.undo()
    return order


def test_an_invoice_with_two_rates_stands_under_each_of_them(october, ten_percent, issue):
    (invoice,) = issue()
    assert [(row["per_mille"], row["vat_cents"]) for row in invoice.vat] == [(200, 282), (100, 42)]
    assert declared("2026-10") == [(200, 1410, 282), (100, 420, 42)]
    note = credit_invoice(invoice_id=invoice.pk, reason="Spilt", positions=[1, 4], **AT)
    assert note.vat_cents == 84 + 42
    assert declared("2026-11") == [(200, -420, -84), (100, -420, -42)]
    assert declared("2026-Q4") == [(200, 990, 198), (100, 0, 0)]


def test_taken_back_whole_both_rates_are_taken_back(october, ten_percent, issue):
    (invoice,) = issue()
    credit_invoice(invoice_id=invoice.pk, reason="Wrong address", anew=True, **AT)
    assert declared("2026-Q4") == [(200, 0, 0), (100, 0, 0)]


def test_the_vat_page_and_its_file_tell_both_rates(october, ten_percent, issue, login):
    (invoice,) = issue()
    theo = login(october.theo)
    paper = theo.get(f"/c/roue-libre/invoices/{invoice.pk}/").text
    assert [words in paper for words in ("VAT 20 %", "VAT 10 %")] == [True, True]
    page = theo.get("/c/roue-libre/books/vat/?period=2026-10").text
    assert [words in page for words in ("20.0 %", "10.0 %", "€2.82", "€0.42", "no known rate")] == [
        *[True] * 4,
        False,
    ]
    rows = table(theo, "/c/roue-libre/books/vat/?period=2026-10&csv=1")
    assert [(row["rate or account"], row["net"], row["vat"]) for row in rows[:2]] == [
        ("20 %", "14.10", "2.82"),
        ("10 %", "4.20", "0.42"),
    ]


def test_with_two_rates_and_a_part_paid_each_rate_has_its_own(october, ten_percent, bank, issue):
    comes_in(400)
    assert declared("2026-11") == [(100, 364, 36)]
    (invoice,) = issue(issued_on=date(2026, 11, 2))
    assert invoice.payable_cents == 1692 + 462 - 400
    assert declared("2026-Q4") == [(200, 1410, 282), (100, 420, 42)]
