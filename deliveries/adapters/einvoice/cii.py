"""EN 16931 as UN/CEFACT Cross Industry Invoice (D22B), the XML inside a Factur-X PDF."""

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

PROFILE = "urn:cen.eu:en16931:2017"
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
for _prefix, _uri in (("rsm", RSM), ("ram", RAM), ("udt", UDT), ("qdt", QDT)):
    register_namespace(_prefix, _uri)


def cii(invoice: Invoice, lines: Sequence[InvoiceLine]) -> bytes:
    """The invoice, or credit note, with its lines."""
    root = Element(f"{{{RSM}}}CrossIndustryInvoice")
    context = child(root, f"{{{RSM}}}ExchangedDocumentContext")
    _ram(_ram(context, "GuidelineSpecifiedDocumentContextParameter"), "ID", PROFILE)
    document = child(root, f"{{{RSM}}}ExchangedDocument")
    _ram(document, "ID", invoice.number)
    _ram(document, "TypeCode", type_code(invoice))
    _day(_ram(document, "IssueDateTime"), invoice.issued_on)
    for note in _notes(invoice):
        included = _ram(document, "IncludedNote")
        _ram(included, "Content", note["text"])
        if note["code"]:
            _ram(included, "SubjectCode", note["code"])
    deal = child(root, f"{{{RSM}}}SupplyChainTradeTransaction")
    for line in lines:
        _line(deal, line)
    _agreement(deal, invoice)
    delivered = _ram(_ram(deal, "ApplicableHeaderTradeDelivery"), "ActualDeliverySupplyChainEvent")
    _day(_ram(delivered, "OccurrenceDateTime"), invoice.last_on)
    _settlement(deal, invoice)
    return written(root)


def _notes(invoice: Invoice) -> list[dict[str, str]]:
    reason = [{"code": "", "text": invoice.reason}] if invoice.reason else []
    return reason + list(invoice.notes)


def _line(deal: Element, line: InvoiceLine) -> None:
    item = _ram(deal, "IncludedSupplyChainTradeLineItem")
    _ram(_ram(item, "AssociatedDocumentLineDocument"), "LineID", str(line.position))
    _ram(_ram(item, "SpecifiedTradeProduct"), "Name", line.label)
    price = _ram(_ram(item, "SpecifiedLineTradeAgreement"), "NetPriceProductTradePrice")
    _ram(price, "ChargeAmount", amount(line.net_cents))
    _ram(_ram(item, "SpecifiedLineTradeDelivery"), "BilledQuantity", "1", unitCode=ONE)
    settled = _ram(item, "SpecifiedLineTradeSettlement")
    tax = _ram(settled, "ApplicableTradeTax")
    _ram(tax, "TypeCode", "VAT")
    _ram(tax, "CategoryCode", line.category)
    if line.category != "O":
        _ram(tax, "RateApplicablePercent", percent(line.per_mille))
    _period(settled, line.first_on, line.last_on)
    summed = _ram(settled, "SpecifiedTradeSettlementLineMonetarySummation")
    _ram(summed, "LineTotalAmount", amount(line.net_cents))


def _agreement(deal: Element, invoice: Invoice) -> None:
    agreement, buyer = _ram(deal, "ApplicableHeaderTradeAgreement"), invoice.buyer_party
    if buyer.reference:
        _ram(agreement, "BuyerReference", buyer.reference)
    names_vat = says_vat_number(invoice)
    _party(_ram(agreement, "SellerTradeParty"), invoice.seller_party, names_vat=names_vat)
    _party(_ram(agreement, "BuyerTradeParty"), buyer, names_vat=names_vat)


def _party(trade: Element, party: Party, *, names_vat: bool) -> None:
    _ram(trade, "Name", party.name)
    if party.legal_form:
        _ram(trade, "Description", party.legal_form)
    known = registered(party)
    if known.number:
        of = {"schemeID": known.scheme} if known.scheme else {}
        _ram(_ram(trade, "SpecifiedLegalOrganization"), "ID", known.number, **of)
    place = _ram(trade, "PostalTradeAddress")
    _ram(place, "PostcodeCode", party.postcode)
    _ram(place, "LineOne", party.street)
    _ram(place, "CityName", party.city)
    _ram(place, "CountryID", party.country)
    scheme, _colon, identifier = party.endpoint.partition(":")
    electronic = _ram(trade, "URIUniversalCommunication")
    _ram(electronic, "URIID", identifier or party.email, schemeID=scheme or "EM")
    if party.vat_number and names_vat:
        _ram(_ram(trade, "SpecifiedTaxRegistration"), "ID", party.vat_number, schemeID="VA")


def _settlement(deal: Element, invoice: Invoice) -> None:
    settled, seller, buyer = (
        _ram(deal, "ApplicableHeaderTradeSettlement"),
        invoice.seller_party,
        invoice.buyer_party,
    )
    if invoice.is_debited:
        _ram(settled, "CreditorReferenceID", seller.creditor_id or seller.iban)
    _ram(settled, "PaymentReference", invoice.reference)
    _ram(settled, "InvoiceCurrencyCode", invoice.currency)
    means = _ram(settled, "SpecifiedTradeSettlementPaymentMeans")
    _ram(means, "TypeCode", means_code(invoice))
    if invoice.is_debited:
        _ram(_ram(means, "PayerPartyDebtorFinancialAccount"), "IBANID", buyer.iban)
    else:
        _ram(_ram(means, "PayeePartyCreditorFinancialAccount"), "IBANID", seller.iban)
    for row in invoice.vat:
        _tax(settled, row)
    _period(settled, invoice.first_on, invoice.last_on)
    terms = _ram(settled, "SpecifiedTradePaymentTerms")
    _day(_ram(terms, "DueDateDateTime"), invoice.due_on)
    if invoice.is_debited and buyer.mandate:
        _ram(terms, "DirectDebitMandateID", buyer.mandate)
    summed = _ram(settled, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _ram(summed, "LineTotalAmount", amount(invoice.net_cents))
    _ram(summed, "TaxBasisTotalAmount", amount(invoice.net_cents))
    _ram(summed, "TaxTotalAmount", amount(invoice.vat_cents), currencyID=invoice.currency)
    _ram(summed, "GrandTotalAmount", amount(invoice.total_cents))
    if invoice.prepaid_cents:
        _ram(summed, "TotalPrepaidAmount", amount(invoice.prepaid_cents))
    _ram(summed, "DuePayableAmount", amount(invoice.payable_cents))
    if invoice.credits is not None:
        before = _ram(settled, "InvoiceReferencedDocument")
        _ram(before, "IssuerAssignedID", invoice.credits.number)
        stamped = child(
            _ram(before, "FormattedIssueDateTime"),
            f"{{{QDT}}}DateTimeString",
            f"{invoice.credits.issued_on:%Y%m%d}",
        )
        stamped.set("format", "102")


def _tax(settled: Element, row: dict[str, Any]) -> None:
    tax = _ram(settled, "ApplicableTradeTax")
    _ram(tax, "CalculatedAmount", amount(row["vat_cents"]))
    _ram(tax, "TypeCode", "VAT")
    if row.get("reason"):
        _ram(tax, "ExemptionReason", row["reason"])
    _ram(tax, "BasisAmount", amount(row["base_cents"]))
    _ram(tax, "CategoryCode", row["category"])
    if row.get("code"):
        _ram(tax, "ExemptionReasonCode", row["code"])
    if row["category"] != "O":
        _ram(tax, "RateApplicablePercent", percent(row["per_mille"]))


def _period(parent: Element, first: date, last: date) -> None:
    period = _ram(parent, "BillingSpecifiedPeriod")
    _day(_ram(period, "StartDateTime"), first)
    _day(_ram(period, "EndDateTime"), last)


def _day(parent: Element, day: date) -> None:
    child(parent, f"{{{UDT}}}DateTimeString", f"{day:%Y%m%d}", format="102")


def _ram(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    return child(parent, f"{{{RAM}}}{name}", text, **attributes)
