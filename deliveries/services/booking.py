"""A delivered order enters the books in the transaction that completes it, its invoice in the one that issues it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from cooperatives.domain.ledger import (
    invoice_credited,
    invoice_issued,
    invoice_undone,
    order_delivered,
    price_changed,
)
from cooperatives.queries.claims import Claim
from cooperatives.services.claiming import claimed_cents, letter_claims, pair_off_mirror, reopen_claims
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from deliveries.models import Invoice, Order, PriceChange
from deliveries.models.stores import auxiliary_code
from deliveries.queries.prices import NET, VAT

SALES_JOURNAL = "VE"


def book_delivery(*, order: Order, by: Actor, at: datetime) -> None:
    """A building block: the store owes the price; the net is a sale of its activity, the VAT the State's."""
    net_cents, vat_cents, activity = Order.objects.values_list(NET, VAT, "store__activity").get(pk=order.pk)
    draft = order_delivered(
        order_id=str(order.id),
        number=str(order.number),
        net_cents=net_cents,
        vat_cents=vat_cents,
        store=auxiliary_code(order.store_id),
        activity=activity,
    )
    post_entry(draft, journal=SALES_JOURNAL, posted_on=timezone.localdate(at), by=by, at=at)


def book_price_change(change: PriceChange, order: Order, *, by: Actor, at: datetime) -> None:
    """A building block: what a delivered order costs more or less since."""
    draft = price_changed(
        change_id=str(change.pk),
        number=str(order.number),
        net_cents=change.net_difference_cents,
        vat_cents=change.vat_difference_cents,
        store=auxiliary_code(order.store_id),
        activity=order.store.activity,
    )
    post_entry(draft, journal=SALES_JOURNAL, posted_on=timezone.localdate(at), by=by, at=at)


def book_invoice(invoice: Invoice, claims: Sequence[Claim], *, by: Actor, at: datetime) -> None:
    """A building block: what the store owed by delivery it owes by this invoice, and its number is on the open line.

    The sum moves within the customers' account (411), and the deliveries' lines are lettered with it.
    """
    draft = invoice_issued(
        invoice_id=str(invoice.pk),
        number=invoice.number,
        buyer=invoice.buyer_party.name,
        reference=invoice.reference,
        total_cents=invoice.total_cents,
        claimed_cents=sum(claim.cents for claim in claims),
        store=auxiliary_code(invoice.store_id),
    )
    entry = post_entry(draft, journal=SALES_JOURNAL, posted_on=invoice.issued_on, by=by, at=at)
    letter_claims(entry, [claim.line_id for claim in claims], by=by, at=at)


def book_credit_note(note: Invoice, *, activity: str, by: Actor, at: datetime) -> None:
    """A building block: less is sold, less VAT is due, less is owed."""
    draft = invoice_credited(
        note_id=str(note.pk),
        number=note.number,
        buyer=note.buyer_party.name,
        net_cents=note.net_cents,
        vat_cents=note.vat_cents,
        store=auxiliary_code(note.store_id),
        activity=activity,
    )
    post_entry(draft, journal=SALES_JOURNAL, posted_on=note.issued_on, by=by, at=at)


def book_undone_invoice(note: Invoice, invoice: Invoice, *, by: Actor, at: datetime) -> None:
    """A building block: the deliveries' lines are open again, and the invoice's own is paired off with its mirror."""
    claimed = claimed_cents(invoice.source_key)
    draft = invoice_undone(
        note_id=str(note.pk),
        number=note.number,
        buyer=note.buyer_party.name,
        total_cents=invoice.total_cents,
        claimed_cents=claimed,
        store=auxiliary_code(invoice.store_id),
    )
    reopen_claims(invoice.source_key)
    mirrored = post_entry(draft, journal=SALES_JOURNAL, posted_on=note.issued_on, by=by, at=at)
    pair_off_mirror(invoice.source_key, mirrored, by=by, at=at)
