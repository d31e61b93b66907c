"""Invoices and credit notes, as they were issued: nothing of them changes any more; what follows stands beside them."""

from typing import Any

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.invoicing.parties import Party
from deliveries.models.orders import Order
from deliveries.models.stores import Store


class InvoiceCounter(CooperativeOwned):
    """The last number of a year, locked while one is taken, so that none is skipped."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "year"], name="one_invoice_counter_a_year"),
        ]


class Invoice(CooperativeOwned):
    """An invoice, or with `credits` a credit note of that invoice; amounts of both are positive.

    `seller` and `buyer` are `Party` as they were that day, `vat` rows of rate, base and VAT with their category
    (`waiting_cents` of it were not due before, where that is not all), `notes` sentences the law wants. `reference` is
    what the payer copies. `prepaid_cents` of the total were paid before it was issued.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="invoices", db_constraint=False)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes", db_constraint=False
    )
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=20)
    issued_on = models.DateField()
    due_on = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField()
    currency = models.CharField(max_length=3)
    net_cents = models.BigIntegerField()
    vat_cents = models.BigIntegerField()
    total_cents = models.BigIntegerField()
    prepaid_cents = models.BigIntegerField(default=0)
    vat = models.JSONField()
    seller = models.JSONField()
    buyer = models.JSONField()
    notes = models.JSONField(default=list)
    reference = models.CharField(max_length=30)
    reason = models.CharField(max_length=200, blank=True)
    locale = models.CharField(max_length=8)
    is_debited = models.BooleanField(default=False)
    is_undone = models.BooleanField(default=False)
    """Of a credit note: the deliveries are invoiced anew."""
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("store", "credits", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "year", "sequence"], name="one_invoice_per_number"
            ),
            models.CheckConstraint(
                condition=models.Q(total_cents=models.F("net_cents") + models.F("vat_cents")),
                name="invoice_adds_up",
            ),
            models.CheckConstraint(
                condition=models.Q(prepaid_cents__gte=0), name="what_is_prepaid_lessens_an_invoice"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "-issued_on"], name="invoices_by_day"),
            models.Index(fields=["cooperative", "store", "-issued_on"], name="invoices_of_store"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        return self.credits_id is not None

    @property
    def payable_cents(self) -> int:
        """What is left to pay on the day it is issued (of a credit note: what the store owes less)."""
        return self.total_cents - self.prepaid_cents

    @property
    def signed_cents(self) -> int:
        """What it adds to what the store owes."""
        return -self.payable_cents if self.is_credit_note else self.payable_cents

    @property
    def source_key(self) -> str:
        """Of its entry in the books."""
        return f"invoice:{self.pk}"

    @property
    def seller_party(self) -> Party:
        return Party.from_json(self.seller)

    @property
    def buyer_party(self) -> Party:
        return Party.from_json(self.buyer)

    @property
    def file_stem(self) -> str:
        return f"{'avoir' if self.is_credit_note else 'facture'}-{self.number}"


class InvoiceLine(CooperativeOwned):
    """A line as it was written, in the invoice's language. A credit note's points to the line it gives back."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines", db_constraint=False)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credited_by", db_constraint=False
    )
    position = models.PositiveIntegerField()
    label = models.CharField(max_length=200)
    first_on = models.DateField()
    last_on = models.DateField()
    net_cents = models.BigIntegerField()
    per_mille = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=2)

    class Meta:
        constraints = [
            *wall("invoice", "credits", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "invoice", "position"], name="one_invoice_line_per_position"
            ),
            models.UniqueConstraint(
                fields=["cooperative", "credits"],
                condition=models.Q(credits__isnull=False),
                name="an_invoice_line_is_credited_once",
            ),
        ]

    @property
    def percent(self) -> float | None:
        """The rate; None where no VAT is charged."""
        return self.per_mille / 10 if self.category in ("S", "Z") else None


class InvoiceOrder(CooperativeOwned):
    """An order is on one invoice; on another (the next `turn`) once that one was taken back."""

    line = models.ForeignKey(InvoiceLine, models.PROTECT, related_name="orders", db_constraint=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="invoiced", db_constraint=False)
    turn = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            *wall("line", "order", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "order", "turn"], name="an_order_is_invoiced_once"
            ),
        ]


class InvoiceDocument(CooperativeOwned):
    """The PDF as it is handed out, with its XML inside; drawn when first asked for, kept from then on."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="document", db_constraint=False)
    pdf = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = wall("invoice", append_only=True)


class InvoiceMail(CooperativeOwned):
    """A message about an invoice: `level` 0 sends it, 1 to 3 remind. What was written, to whom, and whether it went."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="mails", db_constraint=False)
    level = models.PositiveSmallIntegerField(default=0)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            *wall("invoice"),
            models.UniqueConstraint(
                fields=["cooperative", "invoice", "level"],
                condition=models.Q(level__gt=0),
                name="each_reminder_is_sent_once",
            ),
        ]


class DebitFile(CooperativeOwned):
    """Direct debits of due invoices as one file for the bank (pain.008)."""

    collection_on = models.DateField()
    payments = models.PositiveIntegerField()
    total_cents = models.BigIntegerField()
    xml = models.TextField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = wall(append_only=True)


class Debit(CooperativeOwned):
    """An invoice in a file: in one only, unless the bank returned it."""

    file = models.ForeignKey(DebitFile, models.PROTECT, related_name="debits", db_constraint=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="debits", db_constraint=False)
    mandate_reference = models.CharField(max_length=35)
    cents = models.BigIntegerField()
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("file", "invoice"),
            models.UniqueConstraint(
                fields=["cooperative", "invoice"],
                condition=models.Q(returned_on__isnull=True),
                name="an_invoice_is_debited_once",
            ),
        ]


def vat_row(category: str, per_mille: int, base_cents: int, vat_cents: int) -> dict[str, Any]:
    """How a rate's sum is kept in `Invoice.vat`."""
    return {"category": category, "per_mille": per_mille, "base_cents": base_cents, "vat_cents": vat_cents}
