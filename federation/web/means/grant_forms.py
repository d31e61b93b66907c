"""What is typed to offer a grant, and to answer one; meaning is the domain's to judge."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Cooperative
from federation.domain.means.terms import (
    LENDING_LAW,
    MOST_KEPT_PERCENT,
    MOST_PURPOSE,
    Basis,
    Kind,
    Limits,
    Tariff,
    Terms,
)
from members.web.forms import amount_field, cents_of, day_field

USUAL_DAYS = timedelta(days=180)


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, required=False)


class OfferForm(forms.Form):
    """What every grant has. Empty limits are none."""

    kind: Kind

    taker = forms.ChoiceField(label=_("To which co-op"))
    purpose = forms.CharField(
        label=_("What it is for"), max_length=MOST_PURPOSE, widget=forms.Textarea(attrs={"rows": 2})
    )
    valid_from = day_field(_("First day"))
    valid_until = day_field(_("Last day"), help_text=_("A year at most."))

    def __init__(self, *args: Any, partners: list[Cooperative], today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"valid_from": today, "valid_until": today + USUAL_DAYS} | kwargs.get(
            "initial", {}
        )
        super().__init__(*args, **kwargs)
        field = self.fields["taker"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "–"), *((one.slug, one.name) for one in partners)]

    def terms(self) -> Terms:
        """Of cleaned data; giver and currency are filled in by the service."""
        said = self.cleaned_data
        return Terms(
            kind=self.kind,
            giver="",
            taker=said["taker"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
            purpose=said["purpose"],
            currency="",
            limits=self.limits(),
            tariff=self.tariff(),
        )

    def limits(self) -> Limits:
        said = self.cleaned_data
        return Limits(
            deliveries=said["deliveries"],
            cents=_cents(said["cents"]),
            daily_deliveries=said["daily_deliveries"],
        )

    def tariff(self) -> Tariff:
        raise NotImplementedError


class RelayForm(OfferForm):
    kind = Kind.RELAY

    basis = forms.ChoiceField(
        label=_("The price is"),
        choices=[(Basis.FIXED, _("fixed here")), (Basis.OWN, _("by their price list, at most this"))],
        initial=Basis.FIXED,
    )
    cents_per_delivery = amount_field(_("A delivery, without VAT"))
    cents_per_km = amount_field(_("A kilometre, without VAT"), initial=Decimal(0))
    deliveries = _count(_("Deliveries at most"))
    daily_deliveries = _count(_("Deliveries a day at most"))
    cents = amount_field(_("Amount at most, without VAT"), required=False)

    def tariff(self) -> Tariff:
        said = self.cleaned_data
        return Tariff(
            basis=Basis(said["basis"]),
            cents_per_delivery=cents_of(said["cents_per_delivery"]),
            cents_per_km=cents_of(said["cents_per_km"]),
        )


class ClientForm(OfferForm):
    kind = Kind.CLIENT

    cents_per_delivery = amount_field(_("The client pays a delivery, without VAT"))
    cents_per_km = amount_field(_("and a kilometre"), initial=Decimal(0))
    kept_percent = forms.IntegerField(
        label=_("We keep, percent"), min_value=0, max_value=MOST_KEPT_PERCENT, initial=10
    )
    deliveries = _count(_("Deliveries at most"))
    daily_deliveries = _count(_("Deliveries a day at most"))
    cents = amount_field(_("Amount at most, without VAT"), required=False)

    def tariff(self) -> Tariff:
        said = self.cleaned_data
        return Tariff(
            cents_per_delivery=cents_of(said["cents_per_delivery"]),
            cents_per_km=cents_of(said["cents_per_km"]),
            kept_percent=said["kept_percent"],
        )


class LendForm(OfferForm):
    kind = Kind.LEND

    cents_per_hour = amount_field(_("An hour costs the other co-op"))
    cost_cents_per_hour = amount_field(
        _("An hour costs us"),
        help_text=_("Wages, contributions and expenses: no more may be asked (%(law)s).")
        % {"law": LENDING_LAW},
    )
    hours = amount_field(_("Hours at most"), places=1)
    daily_hours = amount_field(_("Hours a day at most"), places=1, required=False)

    def limits(self) -> Limits:
        said = self.cleaned_data
        return Limits(minutes=_minutes(said["hours"]), daily_minutes=_minutes(said["daily_hours"]))

    def tariff(self) -> Tariff:
        said = self.cleaned_data
        return Tariff(
            cents_per_hour=cents_of(said["cents_per_hour"]),
            cost_cents_per_hour=cents_of(said["cost_cents_per_hour"]),
        )


FORMS: dict[Kind, type[OfferForm]] = {
    Kind.RELAY: RelayForm,
    Kind.CLIENT: ClientForm,
    Kind.LEND: LendForm,
}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


def _cents(amount: Decimal | None) -> int | None:
    return cents_of(amount) if amount is not None else None


def _minutes(hours: Decimal | None) -> int | None:
    return int((hours * 60).to_integral_value()) if hours is not None else None
