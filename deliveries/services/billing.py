"""Writing down who is billed, and by whom."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.invoicing import BillingDetailsSet, InvoicingDetailsSet
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.invoicing.drafting import Grouping
from deliveries.domain.invoicing.parties import (
    Party,
    creditor_id_in,
    endpoint_in,
    registration_in,
    vat_number_in,
)
from deliveries.domain.invoicing.taxes import treatment_of
from deliveries.domain.invoicing.terms import Terms, check_terms, late_rules
from deliveries.models import BillingDetails, InvoicingDetails, Store
from deliveries.models.billing import PartyFields
from members.domain.iban import iban_in


@dataclass(frozen=True, slots=True)
class HowBilled:
    """What a store agreed on: terms, how deliveries share lines, and how it pays."""

    terms: Terms = field(default_factory=Terms)
    grouping: Grouping = Grouping.ORDER
    locale: str = ""
    is_debited: bool = False
    mandate_reference: str = ""
    mandate_signed_on: date | None = None
    buyer_reference: str = ""


@unit_of_work
def set_billing_details(
    *, store_id: UUID, party: Party, how: HowBilled, by: Actor, at: datetime
) -> BillingDetails:
    """Where a store's invoices go from the next one on. Raises NotFound; Invalid at the field that is wrong.

    Numbers are checked by their country's rule, the term by law, a direct debit by what the bank will ask for.
    """
    store = Store.objects.select_for_update(of=("self",), no_key=True).filter(pk=store_id).first()
    if store is None:
        raise NotFound("no_store", _("There is no such store."))
    here = cooperative_here()
    details = BillingDetails.objects.filter(store=store).first() or BillingDetails(store=store)
    _fill(details, party)
    treatment_of(here.country, details.country, details.vat_number)
    check_terms(how.terms, late_rules(here.country, timezone.localdate(at, here.zone)))
    if how.locale and how.locale not in dict(settings.LANGUAGES):
        raise Invalid("no_language", _("Invoices are not written in this language."), field="locale")
    if how.is_debited:
        _check_mandate(details.iban, how, timezone.localdate(at, here.zone))
    details.terms_days, details.is_end_of_month = how.terms.days, how.terms.is_end_of_month
    details.grouping, details.locale = how.grouping.value, how.locale
    details.is_debited = how.is_debited
    details.mandate_reference = how.mandate_reference.strip()
    details.mandate_signed_on = how.mandate_signed_on
    details.buyer_reference = how.buyer_reference.strip()
    details.save()
    record(BillingDetailsSet(store_id=store.pk, occurred_at=at), by=by)
    return details


@unit_of_work
def set_invoicing_details(
    *, party: Party, is_vat_on_debits: bool = True, by: Actor, at: datetime
) -> InvoicingDetails:
    """What the co-op's invoices say of it from the next one on. Raises Invalid at the field that is wrong."""
    details = InvoicingDetails.objects.first() or InvoicingDetails()
    _fill(details, party)
    if party.country != cooperative_here().country:
        raise Invalid("other_country", _("The co-op invoices from its own country."), field="country")
    if not details.registration_number:
        raise Invalid(
            "no_registration",
            _("An invoice names the register number of who issues it: enter it."),
            field="registration_number",
        )
    if not details.vat_number:
        raise Invalid("no_vat_number", _("Enter the co-op's VAT number."), field="vat_number")
    if not details.iban:
        raise Invalid("no_iban", _("Enter the IBAN the stores pay to."), field="iban")
    details.legal_form = party.legal_form.strip()
    details.creditor_id = creditor_id_in(party.creditor_id)
    details.is_vat_on_debits = is_vat_on_debits
    details.save()
    record(InvoicingDetailsSet(details_id=details.pk, occurred_at=at), by=by)
    return details


def _fill(details: PartyFields, party: Party) -> None:
    """What every business has; raises Invalid at the first field that is missing or fails its check."""
    for name, told in (
        ("name", _("Enter the name the business is registered under.")),
        ("street", _("Enter the street and number.")),
        ("postcode", _("Enter the postcode.")),
        ("city", _("Enter the town.")),
        ("email", _("Enter the address invoices are sent to.")),
    ):
        if not getattr(party, name).strip():
            raise Invalid("missing", told, field=name)
    details.legal_name = party.name.strip()
    details.street, details.postcode = party.street.strip(), party.postcode.strip()
    details.city, details.country = party.city.strip(), party.country
    details.registration_number = registration_in(party.registration_number, party.country)
    details.vat_number = vat_number_in(party.vat_number, party.country)
    details.email, details.endpoint = party.email.strip(), endpoint_in(party.endpoint)
    details.iban = iban_in(party.iban)


def _check_mandate(iban: str, how: HowBilled, today: date) -> None:
    if not iban:
        raise Invalid("no_iban", _("A direct debit needs the store's IBAN."), field="iban")
    if not how.mandate_reference.strip():
        raise Invalid(
            "no_mandate",
            _("A direct debit needs the reference of the signed mandate."),
            field="mandate_reference",
        )
    if how.mandate_signed_on is None or how.mandate_signed_on > today:
        raise Invalid(
            "no_mandate_day",
            _("Enter the day the mandate was signed; it cannot lie ahead."),
            field="mandate_signed_on",
        )
