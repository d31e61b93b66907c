"""The employer's payroll settings: what the country's engine asks, with where to read it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from members.domain.iban import shown_iban
from members.domain.pay.payers import settings_for
from members.domain.pay.setting import Setting
from members.models import PayrollSettings
from members.permissions import can_compute_payslips
from members.queries.payroll_settings import payroll_settings_history
from members.services.payroll_settings import enter_payroll_settings
from members.web.forms import done, month_choices, posted, previous_month

MONTHS_OFFERED = 6
UNITS = {"percent": "%", "money": "", "count": ""}


class SettingsForm(forms.Form):
    """The fields of the country's engine, after what every country has."""

    valid_from = forms.ChoiceField(label=gettext_lazy("From the month"))
    agreement = forms.CharField(label=gettext_lazy("Collective agreement"), max_length=120, required=False)
    fund_address = forms.CharField(
        label=gettext_lazy("Contributions paid to"), max_length=160, required=False
    )
    iban = forms.CharField(label=gettext_lazy("IBAN the wages are paid from"), max_length=60, required=False)

    def __init__(
        self, *args: Any, fields: tuple[Setting, ...], known: PayrollSettings | None, **kwargs: Any
    ) -> None:
        initial = _initial(fields, known)
        super().__init__(*args, **{"initial": initial, **kwargs})
        for setting in fields:
            self.fields[setting.name] = _field(setting)
        choice = self.fields["valid_from"]
        assert isinstance(choice, forms.ChoiceField)
        this_month = timezone.localdate().replace(day=1)
        first = previous_month(previous_month(this_month))
        choice.choices = month_choices(first, MONTHS_OFFERED)
        choice.initial = this_month.isoformat()
        self.setting_names = [setting.name for setting in fields]

    def facts(self) -> dict[str, str]:
        """As the engine reads them: numbers as text."""
        given = ((name, self.cleaned_data[name]) for name in self.setting_names)
        return {name: f"{value.normalize():f}" for name, value in given if value is not None}


@allow(can_compute_payslips)
def payroll_settings_page(request: TenantRequest) -> HttpResponse:
    """What is in force, and a new version of it."""
    fields = settings_for(request.cooperative.country)
    history = payroll_settings_history()
    form = SettingsForm(posted(request), fields=fields, known=history[0] if history else None)
    if form.is_bound and form.is_valid() and _entered(request, form):
        messages.success(request, _("The payroll settings are entered."))
        return redirect("payroll-settings", request.cooperative.slug)
    context = {"form": form, "history": history, "fields": fields}
    return render(request, "members/payroll_settings.html", context, status=422 if form.errors else 200)


def _entered(request: TenantRequest, form: SettingsForm) -> Any:
    asked = form.cleaned_data
    return done(
        form,
        lambda: enter_payroll_settings(
            valid_from=date.fromisoformat(asked["valid_from"]),
            facts=form.facts(),
            agreement=asked["agreement"],
            fund_address=asked["fund_address"],
            iban=asked["iban"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    )


def _initial(fields: tuple[Setting, ...], known: PayrollSettings | None) -> dict[str, Any]:
    numbers = {field.name: field.default for field in fields if field.default is not None}
    if known is None:
        return {name: Decimal(value) for name, value in numbers.items()}
    numbers |= {name: str(value) for name, value in known.facts.items()}
    return {
        **{name: Decimal(value) for name, value in numbers.items()},
        "agreement": known.agreement,
        "fund_address": known.fund_address,
        "iban": shown_iban(known.iban),
    }


def _field(setting: Setting) -> forms.DecimalField:
    unit = UNITS[setting.unit]
    field = forms.DecimalField(
        label=f"{_(setting.label)}, {unit}" if unit else _(setting.label),
        min_value=Decimal(setting.lowest),
        max_value=Decimal(setting.highest),
        decimal_places=0 if setting.unit == "count" else 4,
        required=setting.default is None,
        localize=True,
        help_text=_(setting.source),
    )
    field.widget.attrs["inputmode"] = "decimal"
    return field
