"""A delivered order enters the books in the transaction that completes it, its invoice in the one that issues it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import (
    Claimed,
    invoice_credited,
    invoice_issued,
    invoice_undone,
    order_delivered,
    price_changed,
)
from cooperatives.domain.taxed import TaxedPart, Taxing, summed, taken_back
from cooperatives.domain.vat import waits_for_invoice
from cooperatives.queries.claims import Claim, claims_of
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.unpaid_vat import vat_waits_for_payment
from cooperatives.services.claiming import (
    letter_claims,
    pair_off_mirror,
    reopen_claims,
    taken_over,
    taxed_by,
)
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from deliveries.domain.invoicing.drafting import VatRow
from deliveries.domain.invoicing.taxes import Category
from deliveries.models import Invoice, Order, PriceChange
from deliveries.models.stores import auxiliary_code
from deliveries.queries.prices import NET, VAT

SALES_JOURNAL = "VE"


def book_delivery(*, order: Order, by: Actor, at: datetime) -> None:
    """A building block: the store owes the price, by an invoice to come; the net is a sale of its activity."""
    net_cents, vat_cents, activity = Order.objects.values_list(NET, VAT, "store__activity").get(pk=order.pk)
    draft = order_delivered(
        order_id=str(order.id),
        number=str(order.number),
        net_cents=net_cents,
        vat_cents=vat_cents,
        store=auxiliary_code(order.store_id),
        activity=activity,
        is_vat_due=not waits_for_invoice(cooperative_here().country),
    )
    post_entry(draft, journal=SALES_JOURNAL, posted_on=timezone.localdate(at), by=by, at=at)


def book_price_change(change: PriceChange, order: Order, *, by: Actor, at: datetime) -> None:
    """A building block: what a delivered order costs more or less since, on the account its price stands on."""
    key = f"order:{order.pk}"
    claim = claims_of([key]).get(key)
    draft = price_changed(
        change_id=str(change.pk),
        number=str(order.number),
        net_cents=change.net_difference_cents,
        vat_cents=change.vat_difference_cents,
        store=auxiliary_code(order.store_id),
        activity=order.store.activity,
        is_vat_due=not waits_for_invoice(cooperative_here().country),
        is_unbilled=claim is None or claim.is_unbilled,
    )
    post_entry(draft, journal=SALES_JOURNAL, posted_on=timezone.localdate(at), by=by, at=at)


def book_invoice(
    invoice: Invoice,
    claims: Sequence[Claim],
    *,
    taxed: tuple[TaxedPart, ...],
    is_vat_due: bool = True,
    by: Actor,
    at: datetime,
) -> None:
    """A building block: what the store owed by delivery it owes by this invoice, and its number is on the open line.

    The deliveries' lines (418, or 411 for those booked there before) are lettered with it, and their VAT (`taxed`, rate
    by rate) is due, or waits for the payment.
    """
    draft = invoice_issued(
        invoice_id=str(invoice.pk),
        number=invoice.number,
        buyer=invoice.buyer_party.name,
        reference=invoice.reference,
        total_cents=invoice.payable_cents,
        claimed=Claimed(
            unbilled_cents=sum(claim.cents for claim in claims if claim.is_unbilled),
            unbilled_vat_cents=sum(claim.vat_cents for claim in claims),
            customers_cents=sum(claim.cents for claim in claims if not claim.is_unbilled),
        ),
        store=auxiliary_code(invoice.store_id),
        vat=Role.VAT if is_vat_due else Role.VAT_UNPAID,
        taxed=taxed if is_vat_due else (),
    )
    entry = post_entry(draft, journal=SALES_JOURNAL, posted_on=invoice.issued_on, by=by, at=at)
    letter_claims(entry, [claim.line_id for claim in claims], by=by, at=at)


def book_credit_note(note: Invoice, *, activity: str, by: Actor, at: datetime) -> None:
    """A building block: less is sold, less VAT is due, less is owed."""
    vat = _vat_of(note.credits)
    draft = invoice_credited(
        note_id=str(note.pk),
        number=note.number,
        buyer=note.buyer_party.name,
        net_cents=note.net_cents,
        vat_cents=note.vat_cents,
        store=auxiliary_code(note.store_id),
        activity=activity,
        vat=vat,
        taxed=taken_back(taxed_rows(note.vat)) if vat == Role.VAT else (),
    )
    post_entry(draft, journal=SALES_JOURNAL, posted_on=note.issued_on, by=by, at=at)


def book_undone_invoice(note: Invoice, invoice: Invoice, *, by: Actor, at: datetime) -> None:
    """A building block: the deliveries' lines are open again, and the invoice's own is paired off with its mirror."""
    draft = invoice_undone(
        note_id=str(note.pk),
        number=note.number,
        buyer=note.buyer_party.name,
        total_cents=invoice.payable_cents,
        claimed=taken_over(invoice.source_key),
        store=auxiliary_code(invoice.store_id),
        vat=_vat_of(invoice),
        taxed=taken_back(taxed_by(invoice.source_key)),
    )
    reopen_claims(invoice.source_key)
    mirrored = post_entry(draft, journal=SALES_JOURNAL, posted_on=note.issued_on, by=by, at=at)
    pair_off_mirror(invoice.source_key, mirrored, by=by, at=at)


TAXING = {Category.REVERSE_CHARGE: Taxing.BUYER_OWES, Category.OUT_OF_SCOPE: Taxing.OUTSIDE}


def taxed_rows(rows: Iterable[Mapping[str, Any]], before: Iterable[VatRow] = ()) -> tuple[TaxedPart, ...]:
    """What an invoice's rows of VAT say to the declaration, less what was declared `before` it."""
    own = (
        TaxedPart(
            TAXING.get(Category(row["category"]), Taxing.SOLD),
            row["per_mille"],
            row["base_cents"],
            row["vat_cents"],
        )
        for row in rows
    )
    declared = (TaxedPart(Taxing.SOLD, row.per_mille, row.base_cents, row.vat_cents) for row in before)
    return summed([*own, *taken_back(declared)])


def _vat_of(invoice: Invoice | None) -> Role:
    """Where the VAT of an invoice stands: its credit notes take it off there."""
    is_waiting = invoice is not None and vat_waits_for_payment(invoice.source_key)
    return Role.VAT_UNPAID if is_waiting else Role.VAT
