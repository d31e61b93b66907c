"""An invoice as it is printed, in its language; what law wants shown (CGI ann. II art. 242 nonies A).

Everything is in the platform's words, but for what is said beside: to whom it goes, and how it is paid.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cooperatives.queries.here import cooperative_here
from coopplatform.web.formats import money, number
from coopplatform.web.words import lawful_in, sent_in
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.invoicing.references import shown_creditor_reference
from deliveries.models import Invoice, InvoiceLine
from members.domain.iban import shown_iban

REGISTER_WORDS = {"FR": "SIREN", "BE": "BCE", "FI": "Y-tunnus", "CH": "UID", "LI": "UID", "MC": "RCI"}


def words_of(invoice: Invoice, lines: Sequence[InvoiceLine]) -> dict[str, Any]:
    """Everything the layout prints, as text; amounts in the invoice's currency."""
    with sent_in(invoice.locale, cooperative_here().words):
        own = {"buyer_head": _("Invoiced to"), "payment": [list(pair) for pair in _payment(invoice)]}
    with lawful_in(invoice.locale):
        printed = _Printed(invoice)
        return {
            "lang": invoice.locale,
            "title": _("Credit note") if invoice.is_credit_note else _("Invoice"),
            "number": invoice.number,
            "facts": [list(pair) for pair in printed.facts()],
            "seller": printed.party(invoice.seller_party),
            "buyer": printed.party(invoice.buyer_party),
            "reason": invoice.reason,
            "heads": [_("Deliveries"), _("VAT rate"), _("Before VAT")],
            "lines": [
                [line.label, printed.rate(line.category, line.per_mille), printed.money(line.net_cents)]
                for line in lines
            ],
            "vat_heads": [_("VAT rate"), _("Before VAT"), _("VAT")],
            "vat": [
                [
                    printed.rate(row["category"], row["per_mille"]),
                    printed.money(row["base_cents"]),
                    printed.money(row["vat_cents"]),
                ]
                for row in invoice.vat
            ],
            "totals": [
                [_("Total before VAT"), printed.money(invoice.net_cents)],
                [_("VAT"), printed.money(invoice.vat_cents)],
                *(list(pair) for pair in printed.prepaid()),
            ],
            "total": [
                _("Total credited") if invoice.is_credit_note else _("Total to pay"),
                printed.money(invoice.payable_cents),
            ],
            "notes": list(printed.notes()),
        } | own


class _Printed:
    """What law wants shown."""

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice

    def money(self, cents: int) -> str:
        return money(cents, self.invoice.currency)

    def rate(self, category: str, per_mille: int) -> str:
        """20 %, or what stands for no VAT."""
        if category in ("AE", "O"):
            return "–"
        return f"{number(per_mille / 10, 1 if per_mille % 10 else 0)} %"

    def party(self, party: Party) -> list[str]:
        register = REGISTER_WORDS.get(party.country, _("Register number"))
        known = party.registration_number
        if party.country == "FR" and len(known) == 14:
            register = "SIRET"
        numbers = [
            f"{register} {known}" if known else "",
            f"{_('VAT number')} {party.vat_number}" if party.vat_number else "",
        ]
        place = f"{party.postcode} {party.city}, {party.country}"
        return [line for line in (party.name, party.street, place, *numbers, party.email) if line]

    def facts(self) -> Iterator[tuple[str, str]]:
        invoice = self.invoice
        yield _("Dated"), _day(invoice.issued_on)
        if invoice.is_credit_note and invoice.credits is not None:
            yield _("Gives back"), f"{invoice.credits.number}, {_day(invoice.credits.issued_on)}"
        else:
            yield _("Due on"), _day(invoice.due_on)
        yield _("Delivered"), f"{_day(invoice.first_on)} – {_day(invoice.last_on)}"
        if reference := invoice.buyer_party.reference:
            yield _("Your reference"), reference

    def prepaid(self) -> Iterator[tuple[str, str]]:
        """A part that was paid before, and what it is taken off."""
        if self.invoice.prepaid_cents:
            yield _("Total with VAT"), self.money(self.invoice.total_cents)
            yield _("Paid before"), self.money(-self.invoice.prepaid_cents)

    def notes(self) -> Iterator[str]:
        reasons = dict.fromkeys(row["reason"] for row in self.invoice.vat if row.get("reason"))
        yield from reasons
        for note in self.invoice.notes:
            yield (
                f"{self.invoice.seller_party.name}, {note['text']}" if note["code"] == "REG" else note["text"]
            )


def _payment(invoice: Invoice) -> Iterator[tuple[str, str]]:
    """How it is paid."""
    seller, buyer = invoice.seller_party, invoice.buyer_party
    if invoice.is_credit_note:
        return
    if invoice.is_debited:
        yield _("Payment"), _("by direct debit from your account, on the due day or after")
        yield _("Mandate"), f"{buyer.mandate} · {seller.creditor_id}"
        return
    yield _("Payment"), _("by transfer")
    yield "IBAN", shown_iban(seller.iban)
    shown = invoice.reference
    yield _("Reference to copy"), shown_creditor_reference(shown) if shown.startswith("RF") else shown


def _day(day: date) -> str:
    return date_format(day, "j F Y")
