"""A month's deliveries become invoices: previewed, numbered without a gap, frozen, in the books."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cooperatives.domain.taxed import TaxedPart, Taxing
from cooperatives.domain.vat import period
from cooperatives.queries.bank import bank_accounts, open_items, suggestions
from cooperatives.queries.books import balances_by_role, entry_of
from cooperatives.queries.vat import vat_of
from cooperatives.services.banking import add_bank_account, import_statements, match_bank_line
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.invoicing.drafting import Grouping
from deliveries.models import Invoice, InvoiceLine, InvoiceOrder
from deliveries.queries.invoices import standing_of
from deliveries.queries.invoicing import month_plan
from deliveries.services.invoicing import issue_invoices, next_number
from deliveries.services.quoting import Destination
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import camt, movement
from tests.deliveries.invoicing.conftest import LAST, LUCIA, NOVEMBER, OCTOBER, OWN_IBAN, delivered, on_day

DAY = timedelta(days=1)


def test_the_preview_is_what_is_issued_and_writes_nothing(october, wok, issue):
    plan = month_plan(OCTOBER)
    assert [(one.store.name, one.deliveries, bool(one.draft)) for one in plan] == [
        ("Le Petit Wok", 1, False),
        ("Pizzeria Lucia", 3, True),
    ]
    assert plan[0].refusal.message == "Its billing details are missing."
    assert Invoice.objects.count() == 0
    (invoice,) = issue()
    draft = plan[1].draft
    assert (invoice.net_cents, invoice.vat_cents, invoice.total_cents) == (
        draft.net_cents,
        draft.vat_cents,
        draft.total_cents,
    )
    assert [one.store.name for one in month_plan(OCTOBER)] == ["Le Petit Wok"]


def test_an_invoice_says_what_law_wants(issue):
    (invoice,) = issue()
    assert (invoice.number, invoice.issued_on, invoice.due_on) == ("2026-0001", LAST, date(2026, 11, 30))
    assert (invoice.first_on, invoice.last_on) == (date(2026, 10, 5), date(2026, 10, 20))
    assert (invoice.reference, invoice.currency, invoice.locale) == ("RF3120260001", "EUR", "fr")
    assert [note["code"] for note in invoice.notes] == ["PMD", "PMT", "AAB", "REG", "TXD"]
    assert "40,00\xa0€" in invoice.notes[1]["text"]
    assert invoice.vat == [
        {
            "category": "S",
            "per_mille": 200,
            "base_cents": invoice.net_cents,
            "vat_cents": invoice.vat_cents,
        }
    ]
    first = invoice.lines.get(position=1)
    assert (first.label.endswith("5 octobre 2026"), first.per_mille, first.category) == (True, 200, "S")
    assert invoice.buyer_party.registration_number == "73282932000074"


def test_who_cannot_be_invoiced_is_named_and_the_others_are(october, wok):
    run = issue_invoices(month=OCTOBER, issued_on=LAST, by=PLATFORM, at=NOVEMBER)
    assert [invoice.store.name for invoice in run.issued] == ["Pizzeria Lucia"]
    assert [(name, why.message) for name, why in run.left_out] == [
        ("Le Petit Wok", "Its billing details are missing.")
    ]


def test_twice_issues_once(issue):
    assert (len(issue()), len(issue())) == (1, 0)
    assert Invoice.objects.count() == 1
    assert InvoiceOrder.objects.count() == 3


def test_one_store_alone_and_what_comes_late_goes_on_the_next(october, issue, wok):
    assert issue(store_ids=[wok.pk]) == []
    assert len(issue(store_ids=[october.store_id])) == 1
    delivered(october, on_day(30))
    (late,) = issue(month=OCTOBER, issued_on=date(2026, 11, 1))
    assert (late.number, late.lines.count(), late.first_on) == ("2026-0002", 1, date(2026, 10, 30))


def test_the_books_move_the_debt_from_deliveries_to_the_invoice(october, issue):
    (invoice,) = issue()
    entry = entry_of(invoice.source_key)
    assert {line.account.code: line.amount_cents for line in entry.lines.all()} == {
        "411": invoice.total_cents,
        "4181": -invoice.total_cents,
        "44587": invoice.vat_cents,
        "44571": -invoice.vat_cents,
    }
    assert (entry.piece_ref, entry.posted_on, entry.journal) == ("2026-0001", LAST, "VE")
    held = balances_by_role(last=NOVEMBER.date())
    assert (held["customers"], held["unbilled"], held["vat_unbilled"]) == (invoice.total_cents, 0, 0)
    add_bank_account(iban=OWN_IBAN, name="Banque", account_code="512", by=PLATFORM, at=NOVEMBER)
    (item,) = open_items(bank_accounts()[0])
    assert (item.piece, item.cents, item.reference) == ("2026-0001", invoice.total_cents, invoice.reference)


def test_vat_is_rounded_once_and_the_books_and_the_vat_page_follow(october, issue):
    """Three rides whose VAT was rounded up each: the invoice rounds their sum, and 44571 gets a cent less."""
    far = Destination(name="M. Blanc", address="2 rue Loin", point=Point(43.7420, 7.4290))
    for day in (22, 23, 24):
        delivered(october, on_day(day), to=far)
    told = month_plan(OCTOBER)[0].draft.told_vat_cents
    (invoice,) = issue()
    entry = entry_of(invoice.source_key)
    moved = {line.account.role: line.amount_cents for line in entry.lines.all()}
    assert (moved["vat_unbilled"], moved["vat"], invoice.vat_cents) == (told, 1 - told, told - 1)
    assert sum(line.amount_cents for line in entry.lines.all()) == 0
    (row,) = vat_of(period("2026-10")).collected
    assert (row.per_mille, row.net_cents, row.vat_cents) == (200, invoice.net_cents, invoice.vat_cents)


def paid(invoice, cents, *, text="", reference="2026-11", day="2026-11-12"):
    """The bank tells of a payment; returns the movement."""
    if not bank_accounts():
        add_bank_account(iban=OWN_IBAN, name="Banque", account_code="512", by=PLATFORM, at=NOVEMBER)
    amount = f"{cents / 100:.2f}"
    content = camt(
        movement(amount, "LUCIA SARL", text or invoice.reference, day=day),
        reference=reference,
        iban=OWN_IBAN,
        opening="0.00",
        closing=amount,
    )
    import_statements(content=content, by=PLATFORM, at=NOVEMBER)
    (account,) = bank_accounts()
    return next(line for line in account.lines.all() if line.amount_cents == cents)


def test_the_bank_recognises_the_reference_and_the_invoice_is_paid(issue):
    (invoice,) = issue()
    line = paid(invoice, invoice.total_cents, text="VIR SEPA RF31 2026 0001 MERCI")
    (best, *_others) = suggestions(bank_accounts()[0], [line])[line.pk]
    assert best.reason.message == "same amount, and its reference"
    match_bank_line(bank_line_id=line.pk, line_ids=[best.items[0].id], by=PLATFORM, at=NOVEMBER)
    standing = standing_of(invoice, date(2026, 12, 24))
    assert (standing.state, standing.paid_on, standing.facts.open_cents) == ("paid", date(2026, 11, 12), 0)


def test_a_part_payment_leaves_the_rest_open_until_it_comes(issue):
    (invoice,) = issue()
    (account, first) = (None, paid(invoice, 500))
    account = bank_accounts()[0]
    (item,) = open_items(account)
    match_bank_line(bank_line_id=first.pk, line_ids=[item.id], rest_code="411", by=PLATFORM, at=NOVEMBER)
    standing = standing_of(invoice, date(2026, 11, 20))
    rest = invoice.total_cents - 500
    assert (standing.state, standing.received_cents, standing.facts.open_cents) == ("part", 500, rest)
    assert standing_of(invoice, date(2026, 12, 1)).state == "late"
    second = paid(invoice, rest, reference="2026-11-b", day="2026-11-18")
    (item,) = open_items(account)
    assert item.auxiliary == invoice.store.auxiliary
    match_bank_line(bank_line_id=second.pk, line_ids=[item.id], by=PLATFORM, at=NOVEMBER)
    standing = standing_of(invoice, date(2026, 12, 1))
    assert (standing.state, standing.paid_on) == ("paid", date(2026, 11, 18))


def test_a_delivery_paid_before_it_was_invoiced_stays_as_it_is(october):
    add_bank_account(iban=OWN_IBAN, name="Banque", account_code="512", by=PLATFORM, at=NOVEMBER)
    (account,) = bank_accounts()
    first = min(open_items(account), key=lambda item: item.on)
    line = paid(None, first.cents, text="comptant")
    match_bank_line(bank_line_id=line.pk, line_ids=[first.id], by=PLATFORM, at=NOVEMBER)
    (planned,) = month_plan(OCTOBER)
    assert (planned.deliveries, planned.paid_before) == (2, 1)


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"at": on_day(20)}, "month_not_over"),
        ({"issued_on": date(2026, 11, 3)}, "day_ahead"),
        ({"issued_on": date(2026, 10, 30)}, "day_before"),
    ],
)
def test_numbers_and_days_go_the_same_way(issue, facts, refused):
    with pytest.raises((Invalid, NotAllowedNow)) as problem:
        issue(**facts)
    assert problem.value.code == refused
    assert Invoice.objects.count() == 0


def test_without_the_co_ops_own_details_nothing_is_issued(inside):
    delivered(inside, on_day(5))
    with pytest.raises(NotAllowedNow, match="what your invoices say of the co-op"):
        issue_invoices(month=OCTOBER, issued_on=LAST, by=PLATFORM, at=NOVEMBER)


@pytest.mark.parametrize(
    "sql",
    [
        "update deliveries_invoice set total_cents = 1, net_cents = 0, vat_cents = 1",
        "delete from deliveries_invoiceline",
        "update deliveries_invoiceorder set turn = 2",
    ],
)
def test_what_is_issued_stays(issue, sql):
    issue()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)


def test_a_store_chooses_how_many_lines(october, issue, bill):
    bill(grouping=Grouping.DAY)
    (invoice,) = issue()
    labels = list(invoice.lines.order_by("position").values_list("label", flat=True))
    assert (len(labels), InvoiceLine.objects.count(), InvoiceOrder.objects.count()) == (2, 2, 3)


def test_across_a_border_within_the_union_the_customer_owes_the_vat(october, issue, bill):
    """Lucia is in Brussels: what the quotes held of French VAT is taken back with the invoice."""
    told = month_plan(OCTOBER)[0].draft.told_vat_cents
    bill(replace(LUCIA, country="BE", registration_number="0202239951", vat_number="BE0202239951"))
    (invoice,) = issue()
    assert (invoice.vat_cents, invoice.total_cents, invoice.vat[0]["category"]) == (
        0,
        invoice.net_cents,
        "AE",
    )
    entry = entry_of(invoice.source_key)
    moved = {line.account.role: line.amount_cents for line in entry.lines.all()}
    assert (moved["vat_unbilled"], "vat" in moved) == (told, False)
    told = vat_of(period("2026-10"))
    assert told.collected == ()
    assert told.elsewhere == (TaxedPart(Taxing.BUYER_OWES, 0, invoice.net_cents, 0),)


def test_numbers_have_no_gap_when_two_issue_at_once(transactional_db, roue):
    """A number taken and given up again leaves no hole."""
    taken, errors = [], []

    def take(fails: bool) -> None:
        @unit_of_work
        def work() -> None:
            number = next_number(2026)
            if fails:
                raise RuntimeError("given up")
            taken.append(number)

        with roue.inside():
            try:
                work()
            except RuntimeError as problem:
                errors.append(problem)
        connection.close()

    threads = [threading.Thread(target=take, args=(turn % 3 == 1,)) for turn in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (sorted(taken), len(errors)) == (list(range(1, 7)), 3)


def test_two_treasurers_at_once_invoice_each_delivery_once(transactional_db, october):
    made = []

    def run() -> None:
        with october.inside():
            made.append(len(issue_invoices(month=OCTOBER, issued_on=LAST, by=PLATFORM, at=NOVEMBER).issued))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (sorted(made), Invoice.objects.count(), InvoiceOrder.objects.count()) == ([0, 1], 1, 3)
