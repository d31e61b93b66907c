"""Issuing a month's invoices: drafted, numbered without a gap, frozen, booked; each delivery once."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from cooperatives.domain.vat import may_wait_for_payment
from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.invoicing import InvoiceIssued
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from coopplatform.web.wording import show, write
from coopplatform.web.words import lawful_in
from deliveries.domain.invoicing.drafting import DraftLine
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.invoicing.references import belgian_communication, creditor_reference, number_of
from deliveries.domain.invoicing.taxes import Treatment
from deliveries.domain.invoicing.terms import late_rules
from deliveries.models import (
    BillingDetails,
    Invoice,
    InvoiceLine,
    InvoiceOrder,
    InvoicingDetails,
    vat_row,
)
from deliveries.queries.billing import invoicing_details
from deliveries.queries.invoicing import Planned, month_plan
from deliveries.services.booking import book_invoice, taxed_rows


@dataclass(frozen=True, slots=True)
class Run:
    """What was issued, and each store that was left out, with the reason."""

    issued: tuple[Invoice, ...]
    left_out: tuple[tuple[str, Sentence], ...]


@unit_of_work
def issue_invoices(
    *,
    month: date,
    issued_on: date,
    by: Actor,
    at: datetime,
    store_ids: Collection[UUID] | None = None,
) -> Run:
    """The invoices of all that was delivered until the end of the month and is on none yet; of these stores, or of all.

    All of them or, when one cannot be written, none. Stores that cannot be invoiced are left out and named. Twice
    issues once. Raises NotAllowedNow before the month is over, or while the co-op's own details are missing; Invalid
    for a day before the month's end, before the newest invoice's day, or ahead.
    """
    one_at_a_time("invoicing")
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    check_day(month, issued_on, today)
    details = invoicing_details()
    if details is None:
        raise NotAllowedNow("no_own_details", _("Enter what your invoices say of the co-op first."))
    planned = [one for one in month_plan(month) if store_ids is None or one.store.pk in store_ids]
    issued, left_out = [], []
    for one in planned:
        if one.refusal is not None or one.billing is None or one.treatment is None:
            left_out.append((one.store.name, one.refusal or Sentence(_("Its billing details are missing."))))
            continue
        issued.append(_issue(one, one.billing, one.treatment, details, issued_on, by=by, at=at))
    return Run(tuple(issued), tuple(left_out))


def first_day_to_issue(month: date, today: date) -> date:
    """The earliest day an invoice of that month may bear: the month's last, or the newest invoice's of its year."""
    last = last_of_month(month)
    newest = Invoice.objects.filter(year=last.year).aggregate(day=Max("issued_on"))["day"]
    return min(max(last, newest or last), max(today, last))


def check_day(month: date, issued_on: date, today: date) -> None:
    """Numbers and days go the same way. Raises NotAllowedNow or Invalid, at `issued_on`."""
    if today < last_of_month(month):
        raise NotAllowedNow("month_not_over", _("This month is not over yet: its invoices wait for its end."))
    if issued_on > today:
        raise Invalid("day_ahead", _("An invoice is not dated ahead."), field="issued_on")
    newest = Invoice.objects.filter(year=issued_on.year).aggregate(day=Max("issued_on"))["day"]
    first = max(last_of_month(month), newest or issued_on)
    if issued_on < first:
        raise Invalid(
            "day_before",
            _("Numbers follow the days: date it on %(day)s or later."),
            field="issued_on",
            day=first.isoformat(),
        )


def next_number(year: int) -> int:
    """A building block. Gapless under concurrency: the counter's row stays locked until the invoice is committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into deliveries_invoicecounter (id, cooperative_id, year, last) values (%s, %s, %s, 1)"
            " on conflict (cooperative_id, year)"
            " do update set last = deliveries_invoicecounter.last + 1 returning last",
            [uuid7(), required(), year],
        )
        return int(cursor.fetchone()[0])


def reference_of(country: str, year: int, sequence: int) -> str:
    """What the payer copies: the Belgian communication in Belgium, RF elsewhere."""
    if country == "BE":
        return belgian_communication(year, sequence)
    return creditor_reference(number_of(year, sequence))


def _issue(
    planned: Planned,
    billing: BillingDetails,
    treatment: Treatment,
    details: InvoicingDetails,
    issued_on: date,
    *,
    by: Actor,
    at: datetime,
) -> Invoice:
    here, made = cooperative_here(), planned.draft
    assert made is not None
    before = {row.per_mille: row.vat_cents for row in made.before}
    sequence = next_number(issued_on.year)
    locale = billing.locale or here.locale
    invoice = Invoice(
        store=planned.store,
        year=issued_on.year,
        sequence=sequence,
        number=number_of(issued_on.year, sequence),
        issued_on=issued_on,
        due_on=billing.terms.due_on(issued_on),
        first_on=made.first_on,
        last_on=made.last_on,
        currency=here.currency,
        net_cents=made.net_cents,
        vat_cents=made.vat_cents,
        total_cents=made.total_cents,
        prepaid_cents=planned.prepaid_cents,
        vat=[
            vat_row(treatment.category_of(row.per_mille), row.per_mille, row.base_cents, row.vat_cents)
            | ({"waiting_cents": row.vat_cents - before[row.per_mille]} if before.get(row.per_mille) else {})
            | ({"reason": _in(locale, treatment.reason), "code": treatment.code} if treatment.reason else {})
            for row in made.vat
        ],
        seller=seller_of(details).as_json(),
        buyer=_buyer_of(billing).as_json(),
        notes=_notes(details, issued_on, here.currency, locale),
        reference=reference_of(here.country, issued_on.year, sequence),
        locale=locale,
        is_debited=billing.is_debited,
        issued_by=str(by),
        issued_at=at,
    )
    invoice.save(force_insert=True)
    _write_lines(invoice, made.lines, treatment)
    issued = InvoiceIssued(
        invoice_id=invoice.pk, store_id=planned.store.pk, total_cents=invoice.total_cents, occurred_at=at
    )
    record(issued, by=by)
    is_vat_due = details.is_vat_on_debits or not treatment.is_taxed or not may_wait_for_payment(here.country)
    rows = taxed_rows(invoice.vat, made.before)
    book_invoice(invoice, planned.claims, taxed=rows, is_vat_due=is_vat_due, by=by, at=at)
    return invoice


def line_label(line: DraftLine) -> str:
    """A line's words in the current language, its day or month written out."""
    told = {"day": show(line.first_on), "month": date_format(line.first_on, "F Y")}
    return write(Sentence(line.label.message, {**line.label.params, **told}))[:200]


def _write_lines(invoice: Invoice, lines: Iterable[DraftLine], treatment: Treatment) -> None:
    with lawful_in(invoice.locale):
        pairs = [
            (
                InvoiceLine(
                    invoice=invoice,
                    position=position,
                    label=line_label(line),
                    first_on=line.first_on,
                    last_on=line.last_on,
                    net_cents=line.net_cents,
                    per_mille=line.per_mille,
                    category=treatment.category_of(line.per_mille),
                ),
                line.order_ids,
            )
            for position, line in enumerate(lines, start=1)
        ]
    InvoiceLine.objects.bulk_create(row for row, _ids in pairs)
    ids = [order_id for _row, own in pairs for order_id in own]
    turns = dict(
        InvoiceOrder.objects.filter(order_id__in=ids)
        .values_list("order_id")
        .annotate(turn=Max("turn"))
        .values_list("order_id", "turn")
    )
    InvoiceOrder.objects.bulk_create(
        InvoiceOrder(line=row, order_id=order_id, turn=turns.get(order_id, 0) + 1)
        for row, own in pairs
        for order_id in own
    )


def seller_of(details: InvoicingDetails) -> Party:
    """The co-op as its invoices name it from now on."""
    stored = details.party().as_json()
    return Party(**stored | {"legal_form": details.legal_form, "creditor_id": details.creditor_id})


def _buyer_of(billing: BillingDetails) -> Party:
    stored = billing.party().as_json()
    mandate = billing.mandate_reference if billing.is_debited else ""
    return Party(**stored | {"reference": billing.buyer_reference, "mandate": mandate})


def _notes(details: InvoicingDetails, on: date, currency: str, locale: str) -> list[dict[str, str]]:
    """The sentences law wants on the paper, with their code of UNTDID 4451."""
    rules = late_rules(details.country, on)
    with lawful_in(locale):
        amount = show(Money(rules.indemnity_cents, currency))
    notes = [
        {"code": "PMD", "text": rules.penalty},
        {"code": "PMT", "text": rules.indemnity % {"amount": amount} if rules.indemnity else ""},
        {"code": "AAB", "text": rules.discount},
        {"code": "REG", "text": details.legal_form},
    ]
    if details.country == "FR" and details.is_vat_on_debits:
        debits = "Option pour le paiement de la taxe d'après les débits."
        notes.append({"code": "TXD", "text": debits})
    return [note for note in notes if note["text"]]


def _in(locale: str, msgid: str) -> str:
    with lawful_in(locale):
        return write(Sentence(msgid))
