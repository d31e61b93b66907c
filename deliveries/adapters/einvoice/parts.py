"""What both syntaxes of EN 16931 share: amounts, codes of payment, the schemes numbers are of."""

from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from deliveries.domain.invoicing.parties import Party
from deliveries.models import Invoice

INVOICE, CREDIT_NOTE = "380", "381"
CREDIT_TRANSFER, SEPA_TRANSFER, SEPA_DEBIT = "30", "58", "59"
REGISTERS = {"FR": "0002", "BE": "0208", "FI": "0212", "CH": "0183"}
"""ICD schemes of the registers whose numbers are known here."""
ONE = "C62"
"""Unit of measure: one."""


def amount(cents: int) -> str:
    """1234 is 12.34."""
    return f"{Decimal(cents) / 100:.2f}"


def percent(per_mille: int) -> str:
    return f"{Decimal(per_mille) / 10:.2f}"


def type_code(invoice: Invoice) -> str:
    return CREDIT_NOTE if invoice.is_credit_note else INVOICE


def means_code(invoice: Invoice) -> str:
    if invoice.is_debited:
        return SEPA_DEBIT
    return SEPA_TRANSFER if invoice.currency == "EUR" else CREDIT_TRANSFER


@dataclass(frozen=True, slots=True)
class Registered:
    """A register's number, by its scheme; empty where none is known."""

    scheme: str
    number: str


def registered(party: Party) -> Registered:
    """The legal identifier: of a French establishment (SIRET) its company's (SIREN)."""
    number = party.registration_number
    scheme = REGISTERS.get(party.country, "")
    if party.country == "FR":
        number = number[:9]
    return Registered(scheme if number else "", number)


def says_vat_number(invoice: Invoice) -> bool:
    """What is out of the scope of VAT names no VAT number (BR-O-02)."""
    return all(row["category"] != "O" for row in invoice.vat)


def child(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    made = SubElement(parent, name, attributes)
    if text is not None:
        made.text = text
    return made


def written(root: Element) -> bytes:
    indent(root)
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return xml
