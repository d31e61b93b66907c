"""The invoices on pages: Théo keeps them, Rosa reads her own, others find none."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from deliveries.models import BillingDetails, Invoice, InvoiceMail
from deliveries.services.crediting import credit_invoice
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import COOP, LUCIA, NOVEMBER, delivered
from tests.deliveries.invoicing.test_einvoices import BY_DEBIT

DECEMBER = datetime(2026, 12, 12, 9, tzinfo=UTC)
LIST = "/c/roue-libre/invoices/"


@pytest.fixture(autouse=True)
def december():
    """Twelve days after October's invoices were due."""
    with time_machine.travel(DECEMBER, tick=False):
        yield


@pytest.fixture
def theo(october, login):
    return login(october.theo)


@pytest.fixture
def rosa(october, login):
    return login(october.rosa)


def row_of(page: str) -> str:
    """The list's first row, without marks."""
    body = page.split("<tbody>")[1].split("</tr>", maxsplit=1)[0]
    return " ".join("".join(part.split(">")[-1] for part in body.split("<")).split())


def test_a_month_is_previewed_and_issued_from_its_page(october, wok, theo):
    page = theo.get(f"{LIST}month/2026-10/")
    assert page.status_code == 200
    assert "Le Petit Wok" in page.text
    assert "Its billing details are missing." in page.text
    assert "Delivery no. 1, 5 October 2026" in page.text
    assert Invoice.objects.count() == 0
    answer = theo.post(f"{LIST}month/2026-10/", {"issued_on": "2026-10-31"}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}month/2026-10/", 302)]
    assert "1 invoice is issued." in answer.text
    assert "Left out: Le Petit Wok. See below why." in answer.text
    again = theo.post(f"{LIST}month/2026-10/", {"issued_on": "2026-10-31"}, follow=True)
    assert "Nothing was left to issue." in again.text
    assert Invoice.objects.count() == 1


def test_one_store_is_issued_by_its_own_button(october, wok, theo):
    theo.post(f"{LIST}month/2026-10/", {"issued_on": "2026-10-31", "store": str(wok.pk)})
    assert Invoice.objects.count() == 0
    theo.post(f"{LIST}month/2026-10/", {"issued_on": "2026-10-31", "store": str(october.store_id)})
    assert Invoice.objects.get().store_id == october.store_id


def test_a_day_out_of_order_is_refused_at_its_field(theo):
    answer = theo.post(f"{LIST}month/2026-10/", {"issued_on": "2026-10-30"})
    assert answer.status_code == 422
    assert "Numbers follow the days" in answer.text


def test_the_list_shows_what_is_late_first_and_adds_up(october, issue, theo):
    (late,) = issue()
    delivered(october, datetime(2026, 11, 20, 11, tzinfo=UTC))
    (fresh,) = issue(month=date(2026, 11, 1), issued_on=date(2026, 12, 1), at=DECEMBER)
    delivered(october, datetime(2026, 12, 2, 11, tzinfo=UTC))
    page = theo.get(LIST)
    assert [(row.number, row.state) for row in page.context["rows"]] == [
        ("2026-0001", "late"),
        ("2026-0002", "open"),
        ("draft", "draft"),
    ]
    assert row_of(page.text).startswith("2026-0001 Pizzeria Lucia 31 Oct 30 Nov 12 days late")
    assert page.context["late_cents"] == late.total_cents
    assert page.context["open_cents"] == late.total_cents + fresh.total_cents
    draft = page.context["rows"][-1]
    assert page.context["sum_cents"] == late.total_cents + fresh.total_cents + draft.cents


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?state=late", ["2026-0001"]),
        ("?state=open", ["2026-0001"]),
        ("?state=paid", []),
        ("?q=lucia", ["2026-0001"]),
        ("?q=0001", ["2026-0001"]),
        ("?q=rossi", []),
        ("?month=2026-10", ["2026-0001"]),
        ("?month=2026-11", []),
        ("?month=nonsense&state=nonsense&store=nonsense", ["2026-0001"]),
    ],
)
def test_filters_live_in_the_address(issue, theo, query, numbers):
    issue()
    page = theo.get(LIST + query)
    assert [row.number for row in page.context["rows"]] == numbers
    table = theo.get(f"{LIST}list.csv{query}").text.splitlines()
    assert [line.split(",")[0] for line in table[1:]] == numbers


def test_where_filters_leave_nothing_the_page_says_so_and_what_there_is(issue, theo):
    issue()
    page = theo.get(f"{LIST}?q=Lucia&state=paid")
    assert "No paid invoice for “Lucia”" in page.text
    assert "See the one to collect" in page.text
    assert "Clear the filters" in page.text


def test_a_list_of_three_takes_the_queries_of_one(october, issue, theo, django_assert_num_queries):
    (invoice,) = issue()
    for position in (None, 1, 2):
        if position:
            credit_invoice(invoice_id=invoice.pk, reason="x", positions=[position], by=PLATFORM, at=NOVEMBER)
        with django_assert_num_queries(17):
            theo.get(LIST)


def test_an_invoices_page_shows_lines_and_offers_its_files(issue, theo):
    (invoice,) = issue()
    page = theo.get(f"{LIST}{invoice.pk}/")
    for told in ("2026-0001", "Lucia SARL", invoice.reference, "12 days late", "Send reminder 1"):
        assert told in page.text
    pdf = theo.get(f"{LIST}{invoice.pk}/pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"CrossIndustryInvoice" in theo.get(f"{LIST}{invoice.pk}/xml/").content
    assert b"urn:fdc:peppol.eu" in theo.get(f"{LIST}{invoice.pk}/ubl/").content


def test_without_a_peppol_address_the_page_says_whose_is_missing(issue, bill, theo):
    bill(replace(LUCIA, endpoint=""))
    (invoice,) = issue()
    answer = theo.get(f"{LIST}{invoice.pk}/ubl/", follow=True)
    assert "Lucia SARL has no Peppol address" in answer.text


def test_lines_are_given_back_from_the_page(issue, theo):
    (invoice,) = issue()
    answer = theo.post(f"{LIST}{invoice.pk}/credit/", {"reason": "", "positions": ["1"]})
    assert (answer.status_code, Invoice.objects.count()) == (422, 1)
    answer = theo.post(
        f"{LIST}{invoice.pk}/credit/", {"reason": "Sac oublié", "positions": ["1"]}, follow=True
    )
    note = Invoice.objects.get(credits=invoice)
    assert "Credit note 2026-0002 is issued." in answer.text
    assert f"{LIST}{note.pk}/" in theo.get(f"{LIST}{invoice.pk}/").text


def test_sending_and_reminding_are_two_presses(issue, theo):
    (invoice,) = issue()
    answer = theo.post(f"{LIST}{invoice.pk}/send/", follow=True)
    assert "It is on its way to compta@lucia.example." in answer.text
    theo.post(f"{LIST}{invoice.pk}/remind/")
    assert list(InvoiceMail.objects.order_by("level").values_list("level", flat=True)) == [0, 1]
    answer = theo.post(f"{LIST}{invoice.pk}/remind/", follow=True)
    assert "The day of the next reminder has not come yet." in answer.text


def test_a_months_invoices_are_sent_at_once_each_once(issue, theo):
    (invoice,) = issue()
    page = f"{LIST}month/2026-10/"
    assert "Send 1 by e-mail" in theo.get(page).text
    assert "1 invoice is on its way." in theo.post(f"{page}send/", follow=True).text
    assert list(InvoiceMail.objects.values_list("invoice", "level")) == [(invoice.pk, 0)]
    again = theo.post(f"{page}send/", follow=True)
    assert "All of them were sent before." in again.text
    assert "by e-mail" not in again.text


def test_all_that_is_late_is_reminded_at_once(issue, theo):
    issue()
    assert "Send 1 reminder" in theo.get(LIST).text
    assert "1 reminder is on its way." in theo.post(f"{LIST}remind/", follow=True).text
    assert "No reminder is due today." in theo.post(f"{LIST}remind/", follow=True).text


def test_a_debit_file_is_made_downloaded_and_returned(issue, bill, theo):
    bill(**BY_DEBIT)
    (invoice,) = issue()
    page = theo.get(f"{LIST}debits/")
    assert [one.invoice.pk for one in page.context["due"]] == [invoice.pk]
    answer = theo.post(f"{LIST}debits/", {"collection_on": "2026-12-11"})
    assert (answer.status_code, "Choose a coming bank day." in answer.text) == (422, True)
    answer = theo.post(f"{LIST}debits/", {"collection_on": "2026-12-17"}, follow=True)
    (file,) = answer.context["files"]
    xml = theo.get(f"{LIST}debits/{file.pk}/")
    assert (xml["Content-Type"], invoice.reference in xml.text) == ("application/xml", True)
    assert "collected on 17 Dec" in theo.get(f"{LIST}{invoice.pk}/").text
    answer = theo.post(f"{LIST}{invoice.pk}/returned/", follow=True)
    assert "Noted: the invoice is open again." in answer.text


def billing_form(**changes: Any) -> dict[str, Any]:
    facts = LUCIA.as_json() | {"grouping": "day", "locale": "fr", "terms_days": "30"} | changes
    return {name: value for name, value in facts.items() if value}


def test_billing_details_are_kept_and_what_is_known_is_filled_in(october, wok, theo):
    url = f"/c/roue-libre/stores/{wok.pk}/billing/"
    page = theo.get(url)
    assert 'value="Le Petit Wok"' in page.text
    assert "Nothing is kept yet" in page.text
    answer = theo.post(url, billing_form(name="Wok SARL"), follow=True)
    assert "Kept. The next invoice of Le Petit Wok says so." in answer.text
    kept = BillingDetails.objects.get(store=wok)
    assert (kept.legal_name, kept.grouping, kept.terms_days) == ("Wok SARL", "day", 30)


def test_what_is_wrong_is_said_at_every_field_at_once(october, theo):
    url = f"/c/roue-libre/stores/{october.store_id}/billing/"
    wrong = {"iban": "FR76 3000", "registration_number": "123", "vat_number": "FR99", "terms_days": "45"}
    answer = theo.post(url, billing_form(**wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert "4 fields to correct" in answer.text


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"terms_days": "45"}, "terms_days", "At most 30 days"),
        ({"country": "BE", "vat_number": "", "registration_number": ""}, "vat_number", "needs a VAT number"),
        ({"is_debited": "on"}, "mandate_reference", "reference of the signed mandate"),
        ({"is_debited": "on", "iban": ""}, "iban", "needs the store"),
        (
            {"is_debited": "on", "mandate_reference": "M", "mandate_signed_on": "2027-01-01"},
            "mandate_signed_on",
            "cannot lie ahead",
        ),
    ],
)
def test_what_law_or_bank_forbid_is_refused_at_its_field(october, theo, wrong, field, told):
    url = f"/c/roue-libre/stores/{october.store_id}/billing/"
    answer = theo.post(url, billing_form(**wrong))
    assert answer.status_code == 422
    assert told in " ".join(answer.context["form"].errors[field])


def test_the_co_ops_own_details_begin_with_what_is_known(october, theo):
    page = theo.get(f"{LIST}details/")
    assert 'value="FR14 2004 1010 0505 0001 3M02 606"' in page.text
    form = {name: value for name, value in COOP.as_json().items() if value}
    answer = theo.post(f"{LIST}details/", form | {"creditor_id": "FR00ZZZ1"})
    assert "fails its check" in answer.text
    assert "Kept." in theo.post(f"{LIST}details/", form, follow=True).text


def test_rosa_reads_and_downloads_her_own_and_nobody_elses(october, issue, rosa, login):
    (invoice,) = issue()
    page = rosa.get("/c/roue-libre/my-invoices/")
    assert [row.number for row in page.context["rows"]] == ["2026-0001"]
    assert rosa.get(f"{LIST}{invoice.pk}/pdf/").status_code == 200
    assert "Write a credit note" not in rosa.get(f"{LIST}{invoice.pk}/").text
    assert [rosa.get(LIST).status_code, rosa.post(f"{LIST}{invoice.pk}/send/").status_code] == [404, 404]
    grant_role(user=october.alma, role=Role.STORE_STAFF, started_on=date(2024, 1, 1), by=PLATFORM)
    stranger = login(october.alma)
    assert stranger.get("/c/roue-libre/my-invoices/").context["rows"] == []
    assert stranger.get(f"{LIST}{invoice.pk}/").status_code == 404


def test_an_entry_of_the_books_leads_to_its_invoice(issue, theo):
    (invoice,) = issue()
    page = theo.get("/c/roue-libre/books/", {"first": "2026-10-01", "last": "2026-10-31"})
    assert "2026-0001" in page.text
    assert reverse("invoice", args=["roue-libre", invoice.pk]) == f"{LIST}{invoice.pk}/"
