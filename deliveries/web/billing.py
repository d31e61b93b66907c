"""Billing details as forms: a store's, and the co-op's own."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.countries import CountryField
from coopplatform.web.wording import explain
from deliveries.domain.invoicing.drafting import Grouping
from deliveries.domain.invoicing.parties import (
    Party,
    creditor_id_in,
    endpoint_in,
    registration_in,
    vat_number_in,
)
from deliveries.domain.invoicing.taxes import EU
from deliveries.domain.invoicing.terms import LateRules, Terms, check_terms, late_rules
from deliveries.models import BillingDetails, InvoicingDetails
from deliveries.models.billing import PartyFields
from deliveries.permissions import can_keep_invoices
from deliveries.queries.billing import billing_of, invoicing_details, proposed_billing, proposed_details
from deliveries.queries.reminders import hold_of_store
from deliveries.queries.stores import store_named
from deliveries.services.billing import HowBilled, set_billing_details, set_invoicing_details
from deliveries.web.reminders import StoreHoldForm
from members.domain.iban import iban_in, shown_iban
from members.web.forms import day_field, done, posted

COUNTRIES = sorted({*EU, "CH", "LI", "MC"})
GROUPINGS = {
    Grouping.ORDER: gettext_lazy("One line a delivery"),
    Grouping.DAY: gettext_lazy("One line a day"),
    Grouping.MONTH: gettext_lazy("One line for the month"),
}


class PartyForm(forms.Form):
    """A business; what is wrong with its numbers is said at each of them at once."""

    name = forms.CharField(label=gettext_lazy("Registered name"), max_length=120)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=160)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=80)
    country = CountryField(COUNTRIES, label=gettext_lazy("Country"))
    registration_number = forms.CharField(
        label=gettext_lazy("Register number"),
        max_length=24,
        required=False,
        help_text=gettext_lazy(
            "SIREN or SIRET in France, numéro d’entreprise in Belgium, Y-tunnus in Finland."
        ),
    )
    vat_number = forms.CharField(label=gettext_lazy("VAT number"), max_length=24, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    iban = forms.CharField(label="IBAN", max_length=60, required=False)
    endpoint = forms.CharField(
        label=gettext_lazy("Peppol address"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Scheme and identifier, like 0208:0202239951."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        country = cleaned.get("country", "")
        self._check("registration_number", lambda text: registration_in(text, country))
        self._check("vat_number", lambda text: vat_number_in(text, country))
        self._check("iban", iban_in)
        self._check("endpoint", endpoint_in)
        return cleaned

    def _check(self, name: str, check: Any) -> None:
        try:
            check(self.cleaned_data.get(name, ""))
        except DomainError as refused:
            self.add_error(name, explain(refused))

    def party(self, **more: str) -> Party:
        asked = self.cleaned_data
        names = (
            "name", "street", "postcode", "city", "country",
            "registration_number", "vat_number", "email", "iban", "endpoint",
        )  # fmt: skip
        return Party(**{name: asked[name] for name in names} | more)


class BillingForm(PartyForm):
    """A store's: and how it is billed."""

    grouping = forms.ChoiceField(
        label=gettext_lazy("Lines"),
        choices=[(grouping.value, words) for grouping, words in GROUPINGS.items()],
        widget=forms.RadioSelect,
    )
    locale = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    buyer_reference = forms.CharField(label=gettext_lazy("Their reference"), max_length=80, required=False)
    terms_days = forms.IntegerField(label=gettext_lazy("Due after, in days"), min_value=0, max_value=120)
    is_end_of_month = forms.BooleanField(label=gettext_lazy("then to the end of the month"), required=False)
    is_debited = forms.BooleanField(label=gettext_lazy("Collected by SEPA direct debit"), required=False)
    mandate_reference = forms.CharField(
        label=gettext_lazy("Mandate reference (RUM)"), max_length=35, required=False
    )
    mandate_signed_on = day_field(gettext_lazy("Mandate signed on"), required=False)

    def __init__(self, *args: Any, rules: LateRules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (days := cleaned.get("terms_days")) is not None:
            terms = Terms(days, cleaned["is_end_of_month"])
            self._check("terms_days", lambda _days: check_terms(terms, self.rules))
        return cleaned

    def how(self) -> HowBilled:
        asked = self.cleaned_data
        return HowBilled(
            terms=Terms(asked["terms_days"], asked["is_end_of_month"]),
            grouping=Grouping(asked["grouping"]),
            locale=asked["locale"],
            is_debited=asked["is_debited"],
            mandate_reference=asked["mandate_reference"],
            mandate_signed_on=asked["mandate_signed_on"],
            buyer_reference=asked["buyer_reference"],
        )


class InvoicingForm(PartyForm):
    """The co-op's own, with what only a seller says."""

    legal_form = forms.CharField(
        label=gettext_lazy("Legal form, as it must stand on the paper"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as: SCOP SARL à capital variable, RCS Nice 123 456 782"),
    )
    creditor_id = forms.CharField(
        label=gettext_lazy("SEPA creditor identifier (ICS)"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Only for direct debits; the bank gives it."),
    )
    is_vat_on_debits = forms.BooleanField(
        label=gettext_lazy("VAT is due when we invoice, not when we are paid (option pour les débits)"),
        required=False,
        help_text=gettext_lazy(
            "In France and Monaco. Without the option, VAT waits (44574) and becomes due part by part as the bank "
            "shows payments."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check("creditor_id", creditor_id_in)
        return cleaned


@allow(can_keep_invoices)
@require_http_methods(["GET", "POST"])
def store_billing(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """Where a store's invoices go, and on what terms."""
    place = store_named(store_id)
    if place is None:
        raise Http404
    known = billing_of(store_id)
    details = known or proposed_billing(place)
    rules = late_rules(request.cooperative.country, timezone.localdate())
    initial = _billing_initial(details, request.cooperative.locale)
    form = BillingForm(posted(request), initial=initial, rules=rules)
    if form.is_bound and form.is_valid():
        kept = done(
            form,
            lambda: set_billing_details(
                store_id=store_id,
                party=form.party(),
                how=form.how(),
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if kept is not None:
            messages.success(
                request, _("Kept. The next invoice of %(store)s says so.") % {"store": place.name}
            )
            return redirect("store-billing", request.cooperative.slug, store_id)
    context = {
        "store": place,
        "form": form,
        "is_known": known is not None,
        "rules": rules,
        "hold": hold_of_store(place.pk),
        "hold_form": StoreHoldForm(),
    }
    return render(request, "deliveries/store_billing.html", context, status=422 if form.errors else 200)


@allow(can_keep_invoices)
@require_http_methods(["GET", "POST"])
def own_details(request: TenantRequest) -> HttpResponse:
    """What the co-op's invoices say of it."""
    known = invoicing_details()
    details = known or proposed_details()
    initial = _party_initial(details) | {
        "legal_form": details.legal_form,
        "creditor_id": details.creditor_id,
        "is_vat_on_debits": details.is_vat_on_debits,
    }
    form = InvoicingForm(posted(request), initial=initial)
    if form.is_bound and form.is_valid() and _own_kept(request, form):
        messages.success(request, _("Kept. The next invoices say so; those issued stay as they are."))
        return redirect("invoicing-details", request.cooperative.slug)
    context = {
        "form": form,
        "is_known": known is not None,
        "today_month": timezone.localdate().replace(day=1),
    }
    return render(request, "deliveries/invoicing_details.html", context, status=422 if form.errors else 200)


def _own_kept(request: TenantRequest, form: InvoicingForm) -> InvoicingDetails | None:
    asked = form.cleaned_data
    kept: InvoicingDetails | None = done(
        form,
        lambda: set_invoicing_details(
            party=form.party(legal_form=asked["legal_form"], creditor_id=asked["creditor_id"]),
            is_vat_on_debits=asked["is_vat_on_debits"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    )
    return kept


def _party_initial(details: PartyFields) -> dict[str, Any]:
    return {
        "name": details.legal_name,
        "street": details.street,
        "postcode": details.postcode,
        "city": details.city,
        "country": details.country,
        "registration_number": details.registration_number,
        "vat_number": details.vat_number,
        "email": details.email,
        "iban": shown_iban(details.iban),
        "endpoint": details.endpoint,
    }


def _billing_initial(details: BillingDetails, locale: str) -> dict[str, Any]:
    return _party_initial(details) | {
        "grouping": details.grouping,
        "locale": details.locale or locale[:2],
        "buyer_reference": details.buyer_reference,
        "terms_days": details.terms_days,
        "is_end_of_month": details.is_end_of_month,
        "is_debited": details.is_debited,
        "mandate_reference": details.mandate_reference,
        "mandate_signed_on": details.mandate_signed_on,
    }
