"""EN 16931 as UBL 2.1 by the rules of Peppol BIS Billing 3.0."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, register_namespace

from deliveries.adapters.einvoice.parts import (
    ONE,
    amount,
    child,
    means_code,
    percent,
    registered,
    says_vat_number,
    type_code,
    written,
)
from deliveries.domain.invoicing.parties import Party
from deliveries.models import Invoice, InvoiceLine

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
CBC, CAC = f"{OASIS}CommonBasicComponents-2", f"{OASIS}CommonAggregateComponents-2"
register_namespace("cbc", CBC)
register_namespace("cac", CAC)


class PeppolAddressMissing(ValueError):
    """Peppol delivers by address: both sides need one on the invoice."""


def ubl(invoice: Invoice, lines: Sequence[InvoiceLine]) -> bytes:
    """The invoice, or credit note, with its lines. Raises PeppolAddressMissing, naming who has none."""
    for party in (invoice.seller_party, invoice.buyer_party):
        if not party.endpoint:
            raise PeppolAddressMissing(party.name)
    kind = "CreditNote" if invoice.is_credit_note else "Invoice"
    root = Element(f"{{{OASIS}{kind}-2}}{kind}")
    _cbc(root, "CustomizationID", CUSTOMIZATION)
    _cbc(root, "ProfileID", PROFILE)
    _cbc(root, "ID", invoice.number)
    _cbc(root, "IssueDate", invoice.issued_on.isoformat())
    if not invoice.is_credit_note:
        _cbc(root, "DueDate", invoice.due_on.isoformat())
    _cbc(root, f"{kind}TypeCode", type_code(invoice))
    if notes := [text for text in (invoice.reason, *(note["text"] for note in invoice.notes)) if text]:
        _cbc(root, "Note", " ".join(notes))
    _cbc(root, "DocumentCurrencyCode", invoice.currency)
    _cbc(root, "BuyerReference", invoice.buyer_party.reference or invoice.buyer_party.name)
    _period(root, invoice.first_on, invoice.last_on)
    if invoice.credits is not None:
        before = _cac(_cac(root, "BillingReference"), "InvoiceDocumentReference")
        _cbc(before, "ID", invoice.credits.number)
        _cbc(before, "IssueDate", invoice.credits.issued_on.isoformat())
    names_vat = says_vat_number(invoice)
    _party(_cac(root, "AccountingSupplierParty"), invoice.seller_party, names_vat=names_vat, is_seller=True)
    _party(_cac(root, "AccountingCustomerParty"), invoice.buyer_party, names_vat=names_vat, is_seller=False)
    _cbc(_cac(root, "Delivery"), "ActualDeliveryDate", invoice.last_on.isoformat())
    _means(root, invoice)
    _taxes(root, invoice)
    total = _cac(root, "LegalMonetaryTotal")
    for name, cents in (
        ("LineExtensionAmount", invoice.net_cents),
        ("TaxExclusiveAmount", invoice.net_cents),
        ("TaxInclusiveAmount", invoice.total_cents),
        *((("PrepaidAmount", invoice.prepaid_cents),) if invoice.prepaid_cents else ()),
        ("PayableAmount", invoice.payable_cents),
    ):
        _amount(total, name, cents, invoice.currency)
    for line in lines:
        _line(root, kind, line, invoice.currency)
    return written(root)


def _party(parent: Element, party: Party, *, names_vat: bool, is_seller: bool) -> None:
    own = _cac(parent, "Party")
    scheme, _colon, identifier = party.endpoint.partition(":")
    _cbc(own, "EndpointID", identifier, schemeID=scheme)
    if is_seller and party.creditor_id:
        _cbc(_cac(own, "PartyIdentification"), "ID", party.creditor_id, schemeID="SEPA")
    _cbc(_cac(own, "PartyName"), "Name", party.name)
    place = _cac(own, "PostalAddress")
    _cbc(place, "StreetName", party.street)
    _cbc(place, "CityName", party.city)
    _cbc(place, "PostalZone", party.postcode)
    _cbc(_cac(place, "Country"), "IdentificationCode", party.country)
    if party.vat_number and names_vat:
        tax = _cac(own, "PartyTaxScheme")
        _cbc(tax, "CompanyID", party.vat_number)
        _cbc(_cac(tax, "TaxScheme"), "ID", "VAT")
    legal = _cac(own, "PartyLegalEntity")
    _cbc(legal, "RegistrationName", party.name)
    known = registered(party)
    if known.number:
        _cbc(legal, "CompanyID", known.number, **({"schemeID": known.scheme} if known.scheme else {}))
    if is_seller and party.legal_form:
        _cbc(legal, "CompanyLegalForm", party.legal_form)


def _means(root: Element, invoice: Invoice) -> None:
    means, buyer = _cac(root, "PaymentMeans"), invoice.buyer_party
    _cbc(means, "PaymentMeansCode", means_code(invoice))
    if invoice.is_credit_note:
        _cbc(means, "PaymentDueDate", invoice.due_on.isoformat())
    _cbc(means, "PaymentID", invoice.reference)
    if not invoice.is_debited:
        _cbc(_cac(means, "PayeeFinancialAccount"), "ID", invoice.seller_party.iban)
        return
    mandate = _cac(means, "PaymentMandate")
    _cbc(mandate, "ID", buyer.mandate)
    _cbc(_cac(mandate, "PayerFinancialAccount"), "ID", buyer.iban)


def _taxes(root: Element, invoice: Invoice) -> None:
    total = _cac(root, "TaxTotal")
    _amount(total, "TaxAmount", invoice.vat_cents, invoice.currency)
    for row in invoice.vat:
        part = _cac(total, "TaxSubtotal")
        _amount(part, "TaxableAmount", row["base_cents"], invoice.currency)
        _amount(part, "TaxAmount", row["vat_cents"], invoice.currency)
        _category(_cac(part, "TaxCategory"), row)


def _line(root: Element, kind: str, line: InvoiceLine, currency: str) -> None:
    own = _cac(root, f"{kind}Line")
    _cbc(own, "ID", str(line.position))
    _cbc(own, "CreditedQuantity" if kind == "CreditNote" else "InvoicedQuantity", "1", unitCode=ONE)
    _amount(own, "LineExtensionAmount", line.net_cents, currency)
    _period(own, line.first_on, line.last_on)
    item = _cac(own, "Item")
    _cbc(item, "Name", line.label)
    _category(_cac(item, "ClassifiedTaxCategory"), {"category": line.category, "per_mille": line.per_mille})
    _amount(_cac(own, "Price"), "PriceAmount", line.net_cents, currency)


def _category(category: Element, row: dict[str, Any]) -> None:
    _cbc(category, "ID", row["category"])
    if row["category"] != "O":
        _cbc(category, "Percent", percent(row["per_mille"]))
    if row.get("code"):
        _cbc(category, "TaxExemptionReasonCode", row["code"])
    if row.get("reason"):
        _cbc(category, "TaxExemptionReason", row["reason"])
    _cbc(_cac(category, "TaxScheme"), "ID", "VAT")


def _period(parent: Element, first: date, last: date) -> None:
    period = _cac(parent, "InvoicePeriod")
    _cbc(period, "StartDate", first.isoformat())
    _cbc(period, "EndDate", last.isoformat())


def _amount(parent: Element, name: str, cents: int, currency: str) -> None:
    _cbc(parent, name, amount(cents), currencyID=currency)


def _cbc(parent: Element, name: str, text: str, **attributes: str) -> Element:
    return child(parent, f"{{{CBC}}}{name}", text, **attributes)


def _cac(parent: Element, name: str) -> Element:
    return child(parent, f"{{{CAC}}}{name}")
