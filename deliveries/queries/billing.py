"""Billing details as they stand: the stores', the co-op's own, and what is known before anybody wrote them down."""

import re
from uuid import UUID

from cooperatives.queries.bank import bank_accounts
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import Invalid
from deliveries.domain.invoicing.parties import french_vat_number
from deliveries.domain.invoicing.taxes import treatment_of
from deliveries.models import BillingDetails, InvoicingDetails, Store
from members.queries.payroll_settings import payroll_settings_history


def is_store_taxed(store_id: UUID, seller: str) -> bool:
    """Whether VAT is charged to a store, by what is known of where it is established; nothing known is at home."""
    known = BillingDetails.objects.filter(store_id=store_id).values_list("country", "vat_number").first()
    if known is None:
        return True
    try:
        return treatment_of(seller, *known).is_taxed
    except Invalid:
        return True


def billing_of(store_id: UUID) -> BillingDetails | None:
    return BillingDetails.objects.filter(store_id=store_id).first()


def invoicing_details() -> InvoicingDetails | None:
    """The co-op's own; None until somebody entered them."""
    return InvoicingDetails.objects.first()


def proposed_details() -> InvoicingDetails:
    """What the co-op's invoices may say, from what is known of it: its number, its address, its bank account."""
    here = cooperative_here()
    street, postcode, city = split_address(here.address)
    number = here.registration_number
    is_french = here.country == "FR" and len(number) >= 9
    return InvoicingDetails(
        legal_name=here.name,
        street=street,
        postcode=postcode,
        city=city,
        country=here.country,
        registration_number=number,
        vat_number=french_vat_number(number[:9]) if is_french and number[:9].isdigit() else "",
        iban=_own_iban(),
    )


def proposed_billing(store: Store) -> BillingDetails:
    """What is known of a store: its name and where it is."""
    street, postcode, city = split_address(store.address)
    return BillingDetails(
        store=store,
        legal_name=store.name,
        street=street,
        postcode=postcode,
        city=city,
        country=cooperative_here().country,
    )


def split_address(address: str) -> tuple[str, str, str]:
    """Street, postcode and town of an address in one line; what cannot be told apart stays in the street."""
    found = re.fullmatch(r"(.*?)[,\s]+(?:[A-Z]{1,2}-)?(\d{4,5})\s+(\D+)", address.strip())
    return (found[1].strip(), found[2], found[3].strip()) if found else (address.strip(), "", "")


def _own_iban() -> str:
    """Of the co-op's account at the bank, or else the one its wages are paid from."""
    for account in bank_accounts():
        return account.iban
    return next((settings.iban for settings in payroll_settings_history() if settings.iban), "")
