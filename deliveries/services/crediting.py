"""Giving an invoice back: whole, to be invoiced anew, or whole or in lines for good."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.invoicing import InvoiceCredited
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.invoicing.drafting import DraftLine, VatRow, credited_rows
from deliveries.domain.invoicing.references import number_of
from deliveries.models import Debit, Invoice, InvoiceLine, vat_row
from deliveries.services.booking import book_credit_note, book_undone_invoice
from deliveries.services.invoicing import next_number, reference_of


@unit_of_work
def credit_invoice(
    *,
    invoice_id: UUID,
    reason: str,
    by: Actor,
    at: datetime,
    positions: Collection[int] | None = None,
    anew: bool = False,
) -> Invoice:
    """A credit note for these lines of an invoice, or for all that is not credited yet.

    With `anew` the invoice is taken back whole and its deliveries wait for the next one, as after a wrong address;
    else it is a reduction for good. Raises NotFound; Invalid without a reason or for lines that are not there;
    NotAllowedNow when they are credited already, when a credit note cannot be credited, or while the bank collects.
    """
    one_at_a_time("invoicing")
    invoice = Invoice.objects.select_related("store").filter(pk=invoice_id).first()
    if invoice is None:
        raise NotFound("no_invoice", _("There is no such invoice."))
    if invoice.is_credit_note:
        raise NotAllowedNow("is_credit_note", _("This is a credit note itself."))
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: the store reads it."), field="reason")
    lines = _lines_to_credit(invoice, positions)
    if anew:
        _check_whole(invoice, lines)
    today = timezone.localdate(at, cooperative_here().zone)
    note = _write(invoice, lines, reason.strip(), today, anew=anew, by=by, at=at)
    credited = InvoiceCredited(
        credit_note_id=note.pk,
        invoice_id=invoice.pk,
        store_id=invoice.store_id,
        total_cents=note.total_cents,
        occurred_at=at,
    )
    record(credited, by=by)
    if anew:
        book_undone_invoice(note, invoice, by=by, at=at)
    else:
        book_credit_note(note, activity=invoice.store.activity, by=by, at=at)
    return note


def _lines_to_credit(invoice: Invoice, positions: Collection[int] | None) -> list[InvoiceLine]:
    known = {line.position: line for line in invoice.lines.order_by("position")}
    gone = set(
        InvoiceLine.objects.filter(credits__invoice=invoice).values_list("credits__position", flat=True)
    )
    wanted = set(known) - gone if positions is None else set(positions)
    if not wanted <= set(known) or (positions is not None and not wanted):
        raise Invalid("no_such_line", _("Choose the lines to give back."), field="positions")
    if not wanted or wanted & gone:
        raise NotAllowedNow("credited_already", _("This is credited already."))
    return [known[position] for position in sorted(wanted)]


def _check_whole(invoice: Invoice, lines: list[InvoiceLine]) -> None:
    if len(lines) != invoice.lines.count():
        raise NotAllowedNow(
            "not_whole",
            _("Only a whole invoice is taken back to be invoiced anew: lines of it are credited for good."),
        )
    if Debit.objects.filter(invoice=invoice, returned_on__isnull=True).exists():
        raise NotAllowedNow(
            "is_debited", _("The bank collects this invoice: wait for its answer, or credit it for good.")
        )


def _write(
    invoice: Invoice,
    lines: list[InvoiceLine],
    reason: str,
    today: date,
    *,
    anew: bool,
    by: Actor,
    at: datetime,
) -> Invoice:
    newest = Invoice.objects.filter(year=today.year).aggregate(day=Max("issued_on"))["day"]
    issued_on = max(today, newest or today)
    sequence = next_number(issued_on.year)
    rows = _rows(invoice, lines)
    told = {(row["category"], row["per_mille"]): row for row in invoice.vat}
    categories = {line.per_mille: line.category for line in lines}
    net, vat = sum(row.base_cents for row in rows), sum(row.vat_cents for row in rows)
    note = Invoice(
        store=invoice.store,
        credits=invoice,
        year=issued_on.year,
        sequence=sequence,
        number=number_of(issued_on.year, sequence),
        issued_on=issued_on,
        due_on=issued_on,
        first_on=min(line.first_on for line in lines),
        last_on=max(line.last_on for line in lines),
        currency=invoice.currency,
        net_cents=net,
        vat_cents=vat,
        total_cents=net + vat,
        prepaid_cents=invoice.prepaid_cents if anew else 0,
        vat=[
            _without_waiting(told[categories[row.per_mille], row.per_mille], anew=anew)
            | vat_row(categories[row.per_mille], row.per_mille, row.base_cents, row.vat_cents)
            for row in rows
        ],
        seller=invoice.seller,
        buyer=invoice.buyer,
        notes=[note for note in invoice.notes if note["code"] in ("REG", "TXD")],
        reference=reference_of(invoice.seller_party.country, issued_on.year, sequence),
        reason=reason[:200],
        locale=invoice.locale,
        is_undone=anew,
        issued_by=str(by),
        issued_at=at,
    )
    note.save(force_insert=True)
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=note,
            credits=line,
            position=position,
            label=line.label,
            first_on=line.first_on,
            last_on=line.last_on,
            net_cents=line.net_cents,
            per_mille=line.per_mille,
            category=line.category,
        )
        for position, line in enumerate(lines, start=1)
    )
    return note


def _without_waiting(row: dict[str, Any], *, anew: bool) -> dict[str, Any]:
    """What was not due before the invoice waits again with a whole one; a reduction takes VAT off as it stands."""
    return row if anew else {key: told for key, told in row.items() if key != "waiting_cents"}


def _rows(invoice: Invoice, lines: list[InvoiceLine]) -> tuple[VatRow, ...]:
    before: dict[int, int] = {}
    for rate, cents in InvoiceLine.objects.filter(credits__invoice=invoice).values_list(
        "per_mille", "net_cents"
    ):
        before[rate] = before.get(rate, 0) + cents
    drafts = (
        DraftLine(Sentence(line.label), line.first_on, line.last_on, line.net_cents, line.per_mille)
        for line in lines
    )
    return credited_rows(drafts, before)
