"""What follows an invoice: credit notes, reminders, letters that are sent, direct debits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

import pytest
from django.core import mail as sent_mail
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override
from lxml import etree

from cooperatives.queries.bank import bank_accounts, open_items
from cooperatives.queries.books import balances_by_role, entry_of
from cooperatives.services.banking import match_bank_line
from coopplatform.journal import relay
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from deliveries.models import Debit, Invoice, InvoiceMail, InvoiceOrder
from deliveries.queries.invoices import standing_of, standings
from deliveries.queries.invoicing import month_plan
from deliveries.services.crediting import credit_invoice
from deliveries.services.debiting import make_debit_file, return_debit
from deliveries.services.invoice_mails import remind, send_invoice
from deliveries.tasks import send_invoice_mail
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import LAST, LUCIA, NOVEMBER, OCTOBER
from tests.deliveries.invoicing.test_einvoices import BY_DEBIT
from tests.deliveries.invoicing.test_issuing import paid

PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}
LATE = datetime(2026, 12, 6, 9, tzinfo=UTC)


def credit(invoice, **changes):
    facts = {"invoice_id": invoice.pk, "reason": "Sac oublié", "by": PLATFORM, "at": NOVEMBER}
    return credit_invoice(**facts | changes)


def test_a_line_is_credited_for_good(issue):
    (invoice,) = issue()
    line = invoice.lines.get(position=2)
    note = credit(invoice, positions=[2])
    assert (note.number, note.credits_id, note.net_cents) == ("2026-0002", invoice.pk, line.net_cents)
    entry = entry_of(note.source_key)
    assert {one.account.role: one.amount_cents for one in entry.lines.all()} == {
        "customers": -note.total_cents,
        "sales": note.net_cents,
        "vat": note.vat_cents,
    }
    standing = standing_of(invoice, date(2026, 11, 20))
    assert (standing.state, standing.facts.open_cents) == ("open", invoice.total_cents - note.total_cents)
    with pytest.raises(NotAllowedNow, match="credited already"):
        credit(invoice, positions=[2])
    assert month_plan(OCTOBER) == []


def test_line_by_line_or_whole_the_credit_is_the_invoice_to_the_cent(issue):
    (invoice,) = issue()
    first, rest = credit(invoice, positions=[1]), credit(invoice)
    assert first.total_cents + rest.total_cents == invoice.total_cents
    assert first.vat_cents + rest.vat_cents == invoice.vat_cents
    assert standing_of(invoice, date(2026, 11, 20)).state == "credited"


def test_taken_back_to_be_invoiced_anew_the_deliveries_wait_again(issue, bill):
    waited = balances_by_role(last=NOVEMBER.date())
    (invoice,) = issue()
    credit(invoice, anew=True)
    held = balances_by_role(last=NOVEMBER.date())
    assert {role: cents for role, cents in held.items() if cents} == waited
    assert standing_of(invoice, date(2026, 11, 20)).state == "credited"
    assert month_plan(OCTOBER)[0].deliveries == 3
    bill(replace(LUCIA, name="Lucia Ristorante SARL"))
    (again,) = issue(issued_on=date(2026, 11, 2))
    assert (again.number, again.total_cents, again.buyer_party.name) == (
        "2026-0003",
        invoice.total_cents,
        "Lucia Ristorante SARL",
    )
    assert sorted(InvoiceOrder.objects.values_list("turn", flat=True)) == [1, 1, 1, 2, 2, 2]
    assert issue(issued_on=date(2026, 11, 2)) == []


def test_a_paid_invoice_taken_back_leaves_its_payment_to_be_set_off(issue):
    (invoice,) = issue()
    line = paid(invoice, invoice.total_cents)
    (item,) = open_items(bank_accounts()[0])
    match_bank_line(bank_line_id=line.pk, line_ids=[item.id], by=PLATFORM, at=NOVEMBER)
    note = credit(invoice, anew=True)
    opened = {one.cents for one in open_items(bank_accounts()[0])}
    assert -note.total_cents in opened
    assert sum(cents for cents in opened if cents > 0) == invoice.total_cents


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"reason": " "}, "no_reason"),
        ({"positions": [9]}, "no_such_line"),
        ({"positions": []}, "no_such_line"),
        ({"positions": [1], "anew": True}, "not_whole"),
    ],
)
def test_what_makes_no_credit_note_is_refused(issue, facts, refused):
    (invoice,) = issue()
    with pytest.raises((Invalid, NotAllowedNow)) as problem:
        credit(invoice, **facts)
    assert problem.value.code == refused
    assert Invoice.objects.count() == 1


def test_a_credit_note_is_not_credited(issue):
    (invoice,) = issue()
    with pytest.raises(NotAllowedNow, match="credit note itself"):
        credit(credit(invoice, positions=[1]))


@pytest.fixture
def asked():
    """Tasks as the reactions ask for them."""
    with patch("deliveries.services.invoice_mails.current_app.send_task") as send_task:
        yield send_task


def run(send_task):
    """What a worker does with the newest of them."""
    return send_invoice_mail(**send_task.call_args.kwargs["kwargs"])


def test_an_invoice_is_sent_with_its_pdf_and_it_is_kept_that_it_was(october, issue, asked):
    (invoice,) = issue()
    mail = send_invoice(invoice_id=invoice.pk, by=PLATFORM, at=NOVEMBER)
    assert sent_mail.outbox == []
    relay.read_on(october.cooperative.pk, is_settled_only=False)
    assert (run(asked), run(asked)) == ("sent", "nothing")
    (message,) = sent_mail.outbox
    assert (message.to, message.reply_to) == (["compta@lucia.example"], ["compta@roue-libre.example"])
    assert invoice.number in message.subject
    assert invoice.reference in message.body
    ((name, content, kind),) = message.attachments
    assert (name, content[:5], kind) == ("facture-2026-0001.pdf", b"%PDF-", "application/pdf")
    mail.refresh_from_db()
    assert (mail.body, bool(mail.sent_at), mail.failure) == (message.body, True, "")
    assert standing_of(invoice, date(2026, 11, 20)).sent_at == mail.sent_at


def test_while_the_mail_server_refuses_it_is_tried_again_later(october, issue, asked):
    (invoice,) = issue()
    mail = send_invoice(invoice_id=invoice.pk, by=PLATFORM, at=NOVEMBER)
    relay.read_on(october.cooperative.pk, is_settled_only=False)
    with patch("django.core.mail.message.EmailMessage.send", side_effect=SMTPServerDisconnected("gone")):
        assert run(asked) == "SMTPServerDisconnected: gone"
    mail.refresh_from_db()
    assert (mail.failure, mail.sent_at, mail.tries) == ("SMTPServerDisconnected: gone", None, 1)
    assert asked.call_args.kwargs["countdown"] == 60
    assert run(asked) == "sent"
    mail.refresh_from_db()
    assert (mail.failure, bool(mail.sent_at)) == ("", True)


def test_reminders_go_one_level_at_a_time_each_once(issue):
    (invoice,) = issue()
    with pytest.raises(NotAllowedNow, match="has not come yet"):
        remind(invoice_id=invoice.pk, by=PLATFORM, at=LATE - timedelta(days=2))
    first = remind(invoice_id=invoice.pk, by=PLATFORM, at=LATE)
    with pytest.raises(NotAllowedNow, match="has not come yet"):
        remind(invoice_id=invoice.pk, by=PLATFORM, at=LATE)
    second = remind(invoice_id=invoice.pk, by=PLATFORM, at=LATE + timedelta(days=16))
    third = remind(invoice_id=invoice.pk, by=PLATFORM, at=LATE + timedelta(days=30))
    assert [one.level for one in (first, second, third)] == [1, 2, 3]
    with pytest.raises(NotAllowedNow, match="last reminder"):
        remind(invoice_id=invoice.pk, by=PLATFORM, at=LATE + timedelta(days=90))
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceMail.objects.create(
            invoice=invoice, level=1, to="a@b.example", subject="", body="", asked_at=LATE, asked_by="x"
        )


def test_what_is_paid_is_not_called_to_mind(issue):
    (invoice,) = issue()
    line = paid(invoice, invoice.total_cents)
    (item,) = open_items(bank_accounts()[0])
    match_bank_line(bank_line_id=line.pk, line_ids=[item.id], by=PLATFORM, at=NOVEMBER)
    with pytest.raises(NotAllowedNow, match="Nothing of this is open"):
        remind(invoice_id=invoice.pk, by=PLATFORM, at=LATE)


def collect(day, at):
    return make_debit_file(collection_on=day, by=PLATFORM, at=at)


def test_an_invoice_is_collected_once(issue, bill):
    bill(**BY_DEBIT)
    (invoice,) = issue()
    with pytest.raises(NotAllowedNow, match="Nothing is due"):
        collect(date(2026, 11, 20), NOVEMBER)
    at = datetime(2026, 11, 27, 9, tzinfo=UTC)
    made = collect(date(2026, 12, 1), at)
    root = etree.fromstring(made.xml.encode())
    text = {
        name: root.findtext(f".//p:{name}", namespaces=PAIN) for name in ("EndToEndId", "MndtId", "SeqTp")
    }
    assert text == {"EndToEndId": invoice.reference, "MndtId": "RUM-LUCIA-1", "SeqTp": "FRST"}
    assert (made.payments, made.total_cents) == (1, invoice.total_cents)
    with pytest.raises(NotAllowedNow, match="Nothing is due"):
        collect(date(2026, 12, 1), at)
    standing = standing_of(invoice, date(2026, 12, 4))
    assert standing.state == "pending"
    with pytest.raises(NotAllowedNow, match="no reminder while a payment is pending"):
        remind(invoice_id=invoice.pk, by=PLATFORM, at=datetime(2026, 12, 6, 9, tzinfo=UTC))
    with pytest.raises(NotAllowedNow, match="The bank collects"):
        credit(invoice, anew=True)


def test_what_the_bank_returned_is_late_and_may_be_collected_again(issue, bill):
    bill(**BY_DEBIT)
    (invoice,) = issue()
    collect(date(2026, 12, 1), datetime(2026, 11, 27, 9, tzinfo=UTC))
    back = datetime(2026, 12, 3, 9, tzinfo=UTC)
    return_debit(invoice_id=invoice.pk, returned_on=back.date(), by=PLATFORM, at=back)
    assert standing_of(invoice, back.date()).state == "late"
    again = collect(date(2026, 12, 8), back)
    root = etree.fromstring(again.xml.encode())
    assert root.findtext(".//p:SeqTp", namespaces=PAIN) == "RCUR"
    assert Debit.objects.filter(invoice=invoice).count() == 2


def test_a_debit_whose_mandate_is_gone_is_named_and_no_file_is_made(issue, bill):
    bill(**BY_DEBIT)
    issue()
    bill()
    with pytest.raises(NotAllowedNow, match="Pizzeria Lucia"):
        collect(date(2026, 12, 1), datetime(2026, 11, 27, 9, tzinfo=UTC))
    assert Debit.objects.count() == 0


def test_many_standings_take_as_many_queries_as_one(issue, bill, django_assert_num_queries):
    (invoice,) = issue()
    notes = [credit(invoice, positions=[position]) for position in (1, 2)]
    for found in ([invoice], [invoice, *notes]):
        with django_assert_num_queries(7):
            standings(found, LAST)


def test_the_letter_of_a_credit_note_asks_for_no_money(issue):
    (invoice,) = issue()
    note = credit(invoice, positions=[2])
    mail = send_invoice(invoice_id=note.pk, by=PLATFORM, at=NOVEMBER)
    with override("fr"):
        assert mail.subject == gettext("Credit note %(number)s of %(seller)s") % {
            "number": note.number,
            "seller": "La Roue Libre",
        }
    assert (invoice.number in mail.body, "RF" in mail.body, invoice.seller["iban"] in mail.body) == (
        True,
        False,
        False,
    )


def test_an_invoice_that_is_paid_is_sent_again_without_asking_for_money(issue):
    (invoice,) = issue()
    credit(invoice)
    mail = send_invoice(invoice_id=invoice.pk, by=PLATFORM, at=NOVEMBER)
    assert (invoice.number in mail.body, invoice.seller["iban"] in mail.body) == (True, False)
