"""What is delivered and not invoiced yet: on 418 with its VAT on 44587, until the invoice turns both."""

from datetime import date
from unittest.mock import patch

import pytest

from cooperatives.domain.charts import PCMN, PLAIN, Role
from cooperatives.domain.ledger import order_delivered
from cooperatives.domain.vat import period
from cooperatives.queries.bank import bank_accounts, open_items
from cooperatives.queries.books import balances_by_role
from cooperatives.queries.claims import claims_of
from cooperatives.queries.fec import fec
from cooperatives.queries.margin import margin_of
from cooperatives.queries.vat import vat_of
from cooperatives.services.banking import (
    add_bank_account,
    match_bank_line,
    unmatch_bank_line,
)
from cooperatives.services.founding import state_registration
from coopplatform.kernel.errors import NotAllowedNow
from deliveries.models import Order
from deliveries.models.stores import auxiliary_code
from deliveries.queries.invoicing import month_plan
from deliveries.services.crediting import credit_invoice
from deliveries.services.repricing import price_by_hand
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import LAST, NOVEMBER, OCTOBER, OWN_IBAN, delivered, on_day
from tests.deliveries.invoicing.test_issuing import paid

FIRST, AT = date(2026, 10, 1), {"by": PLATFORM, "at": NOVEMBER}


def held():
    """What claims, VAT and sales hold, without the accounts that hold nothing."""
    roles = ("customers", "unbilled", "vat", "vat_unbilled", "sales")
    found = balances_by_role(last=date(2026, 12, 31))
    return {role: found[role] for role in roles if found.get(role)}


def declared(name="2026-10"):
    """Rate, net and VAT of the rows of a period."""
    return [(row.per_mille, row.net_cents, row.vat_cents) for row in vat_of(period(name)).collected]


def orders():
    return list(Order.objects.select_related("quote").order_by("number"))


@pytest.fixture
def as_before():
    """Deliveries are booked on the customers' account, with VAT due, as they were once."""

    def old(**facts):
        draft = order_delivered(**facts | {"is_vat_due": True})
        lines = tuple(
            type(line)(Role.CUSTOMERS, line.cents, line.auxiliary) if line.role == Role.UNBILLED else line
            for line in draft.lines
        )
        return type(draft)(draft.source_key, draft.label, lines, draft.piece_ref)

    return lambda: patch("deliveries.services.booking.order_delivered", old)


def test_three_deliveries_wait_then_their_invoice_turns_them_and_a_credit_note_lessens_it(october, issue):
    assert [order.quote.net_cents for order in orders()] == [420, 520, 470]
    assert held() == {"unbilled": 1692, "vat_unbilled": -282, "sales": -1410}
    assert declared() == []
    (meals,) = [row for row in margin_of(FIRST, LAST) if row.section == "meals"]
    assert meals.income_cents == 1410
    (invoice,) = issue()
    assert held() == {"customers": 1692, "vat": -282, "sales": -1410}
    assert declared() == [(200, 1410, 282)]
    credit_invoice(invoice_id=invoice.pk, reason="Spilt", positions=[1], **AT)
    assert held() == {"customers": 1188, "vat": -198, "sales": -990}
    (meals,) = [row for row in margin_of(FIRST, NOVEMBER.date()) if row.section == "meals"]
    assert meals.income_cents == 990


def test_vat_is_declared_in_the_month_of_the_invoice(october, issue):
    issue(issued_on=date(2026, 11, 2))
    assert declared() == []
    assert declared("2026-11") == [(200, 1410, 282)]


def test_taken_back_anew_the_vat_waits_again(october, issue):
    (invoice,) = issue()
    credit_invoice(invoice_id=invoice.pk, reason="Wrong address", anew=True, **AT)
    assert held() == {"unbilled": 1692, "vat_unbilled": -282, "sales": -1410}
    assert declared("2026-Q4") == [(200, 0, 0)]
    issue(issued_on=date(2026, 11, 2))
    assert held() == {"customers": 1692, "vat": -282, "sales": -1410}


def test_what_was_booked_before_is_invoiced_beside_what_waits(october, issue, as_before):
    with as_before():
        old = delivered(october, on_day(22), bags=2)
    change = price_by_hand(order_id=old.pk, name="Wait", cents=1000, reason="At the gate", **AT)
    assert held() == {
        "customers": 504 + 696,
        "unbilled": 1692,
        "vat": -200,
        "vat_unbilled": -282,
        "sales": -2410,
    }
    assert declared() == [(200, 420, 84)]
    assert declared("2026-Q4") == [(200, 1000, 200)]
    (invoice,) = issue()
    assert invoice.total_cents == 2892
    assert held() == {"customers": 2892, "vat": -482, "sales": -2410}
    assert declared("2026-Q4") == [(200, 2410, 482)]
    claims = claims_of([f"order:{order.pk}" for order in orders()] + [change.source_key])
    assert (len(claims), {claim.is_settled for claim in claims.values()}) == (5, {True})
    credit_invoice(invoice_id=invoice.pk, reason="Wrong address", anew=True, **AT)
    assert held()["customers"] == 1200
    assert {claim.is_settled for claim in claims_of(list(claims)).values()} == {False}
    (again,) = issue(issued_on=date(2026, 11, 2))
    assert again.total_cents == 2892
    assert held() == {"customers": 2892, "vat": -482, "sales": -2410}


def test_who_pays_before_the_invoice_makes_the_vat_due_and_taking_it_back_undoes_it(october, issue):
    add_bank_account(iban=OWN_IBAN, name="Banque", account_code="512", **AT)
    (first, *_others) = sorted(open_items(bank_accounts()[0]), key=lambda item: item.on)
    assert (first.code, first.cents) == ("4181", 504)
    line = paid(None, 504, text="comptant")
    match_bank_line(bank_line_id=line.pk, line_ids=[first.id], **AT)
    assert held() == {"unbilled": 1188, "vat": -84, "vat_unbilled": -198, "sales": -1410}
    assert declared("2026-11") == [(200, 420, 84)]
    unmatch_bank_line(bank_line_id=line.pk, **AT)
    assert held() == {"unbilled": 1692, "vat_unbilled": -282, "sales": -1410}
    match_bank_line(bank_line_id=line.pk, line_ids=[first.id], **AT)
    (planned,) = month_plan(OCTOBER)
    assert (planned.deliveries, planned.paid_before) == (2, 1)
    (invoice,) = issue()
    assert invoice.total_cents == 1188
    assert held() == {"customers": 1188, "vat": -282, "sales": -1410}


def test_a_line_that_waits_is_not_settled_twice(october, issue):
    add_bank_account(iban=OWN_IBAN, name="Banque", account_code="512", **AT)
    first = open_items(bank_accounts()[0])[0]
    line = paid(None, first.cents, text="comptant")
    issue()
    with pytest.raises(NotAllowedNow, match="matched meanwhile"):
        match_bank_line(bank_line_id=line.pk, line_ids=[first.id], **AT)


def test_where_vat_is_due_by_delivery_it_does_not_wait(inside, october):
    before = declared()
    with (
        patch("deliveries.services.booking.waits_for_invoice", return_value=False),
        patch("cooperatives.queries.vat.waits_for_invoice", return_value=False),
    ):
        delivered(october, on_day(23), bags=2)
        assert (before, held()["vat"]) == ([], -84)
        assert (0, 1410, 0) in declared()
        assert (200, 420, 84) in declared()


def test_belgium_and_the_plain_chart_have_their_own_accounts():
    told = {
        chart.source: (chart.code(Role.UNBILLED), chart.code(Role.VAT_UNBILLED)) for chart in (PCMN, PLAIN)
    }
    assert list(told.values()) == [("404", "4518"), ("1110", "2220")]


def test_the_fec_balances_and_letters_each_account_by_itself(october, issue):
    state_registration(registration_number="73282932000074", by=PLATFORM)
    issue()
    _name, content = fec(2026, at=NOVEMBER)
    head, *rows = [line.split("\t") for line in content.decode("iso8859-15").splitlines()]
    cells = [dict(zip(head, row, strict=True)) for row in rows]

    def cents(row):
        return int(row["Debit"].replace(",", "")) - int(row["Credit"].replace(",", ""))

    by_number: dict[str, int] = {}
    by_letter: dict[tuple[str, str], int] = {}
    for row in cells:
        by_number[row["EcritureNum"]] = by_number.get(row["EcritureNum"], 0) + cents(row)
        if row["EcritureLet"]:
            key = row["EcritureLet"], row["CompteNum"]
            by_letter[key] = by_letter.get(key, 0) + cents(row)
    assert set(by_number.values()) == {0}
    assert (by_letter, len(cells)) == ({("A", "4181"): 0}, 13)
    assert {row["CompAuxNum"] for row in cells if row["CompteNum"] in ("411", "4181")} == {
        auxiliary_code(october.store_id)
    }
