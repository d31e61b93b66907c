"""What is typed about the fund: percentages, amounts and months; the domain judges what they mean."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from federation.domain.means.fund import BOUNDS as RULE_BOUNDS
from federation.domain.means.fund import FundRules
from federation.domain.means.fund_figures import LABELS, MAY_BE_NEGATIVE
from federation.domain.means.simulation import BOUNDS as SIMULATION_BOUNDS
from federation.domain.means.simulation import Parameters
from federation.services.means.fund_rules import Calendar
from federation.web.voice.forms import moment_field
from members.web.forms import amount_field, cents_of, day_field

UNITS: Mapping[str, Any] = {
    "per": _("percent"),
    "percent": _("percent"),
    "tenths": _("months"),
    "months": _("months"),
    "weeks": _("weeks"),
    "days": _("days"),
}
SCALES = {"per": 100, "tenths": 10, "cents": 100}
SIMULATED = (
    "loss_per",
    "loss_years",
    "cover_percent",
    "cap_cents",
    "balance_percent",
    "reserve_cents",
    "repay_percent",
)
"""The rules that the simulator follows."""


def number_field(name: str, what: str) -> forms.Field:
    """By what the name ends in: amounts and percentages with decimals, the rest whole."""
    unit = name.rsplit("_", 1)[-1]
    label, hint = _(what), UNITS.get(unit, "")
    if unit in SCALES:
        return amount_field(label, places=2 if unit != "tenths" else 1, help_text=hint)
    return forms.IntegerField(label=label, help_text=hint, min_value=0, max_value=10**6)


def typed(name: str, value: int) -> Any:
    """As a form shows what is kept in whole parts."""
    scale = SCALES.get(name.rsplit("_", 1)[-1])
    return value if scale is None else Decimal(value) / scale


def kept(name: str, value: Any) -> int:
    scale = SCALES.get(name.rsplit("_", 1)[-1])
    return int(value) if scale is None else int((value * scale).to_integral_value())


class SimulationForm(forms.Form):
    """Sent by GET, so that an address can be handed on."""

    def __init__(self, *args: Any, rules: FundRules, usual: Parameters, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        known = rules.as_json() | usual.as_json()
        for name in SIMULATED:
            self.fields[name] = number_field(name, RULE_BOUNDS[name][2])
        for name, (_least, _most, what) in SIMULATION_BOUNDS.items():
            self.fields[name] = number_field(name, what)
        for name, field in self.fields.items():
            field.initial = typed(name, known[name])

    def _kept(self, names: Any) -> dict[str, int]:
        return {name: kept(name, self.cleaned_data[name]) for name in names}

    def asked(self) -> tuple[FundRules, Parameters]:
        """Raises Invalid, naming the field, for what is out of its bounds."""
        rules = FundRules.read(self.rules.as_json() | self._kept(SIMULATED))
        return rules, Parameters.read(self._kept(SIMULATION_BOUNDS))


class RulesForm(forms.Form):
    """A version, with the parameters its simulation is frozen with and the calendar of its vote."""

    title = forms.CharField(label=_("Title"), max_length=140)
    why = forms.CharField(
        label=_("Why"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, rules: FundRules, usual: Parameters, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (_least, _most, what) in RULE_BOUNDS.items():
            self.fields[name] = number_field(name, what)
            self.fields[name].initial = typed(name, getattr(rules, name))
        for name, (_least, _most, what) in SIMULATION_BOUNDS.items():
            self.fields[name] = number_field(name, what)
            self.fields[name].initial = typed(name, usual.as_json()[name])
        self.fields["names_shown"] = forms.BooleanField(
            label=_("Members read who received"), required=False, initial=rules.names_shown
        )
        self.fields["amend_until"] = moment_field(_("Amendments until"))
        self.fields["vote_from"] = moment_field(_("Vote from"))
        self.fields["vote_until"] = moment_field(_("Vote until"))

    def told(self) -> dict[str, Any]:
        return {name: kept(name, self.cleaned_data[name]) for name in RULE_BOUNDS} | {
            "names_shown": self.cleaned_data["names_shown"]
        }

    def parameters(self) -> Parameters:
        """Raises Invalid, naming the field."""
        return Parameters.read({name: kept(name, self.cleaned_data[name]) for name in SIMULATION_BOUNDS})

    def calendar(self) -> Calendar:
        said = self.cleaned_data
        return Calendar(said["amend_until"], said["vote_from"], said["vote_until"])


class FiguresForm(forms.Form):
    """Figures of a year, filled in with what the books say; what is typed otherwise is declared."""

    def __init__(self, *args: Any, names: Any, booked: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names, self.booked = tuple(names), booked
        for name in self.names:
            field: forms.Field
            if name.endswith("_cents"):
                field = amount_field(_(LABELS[name]), required=False)
                if name in MAY_BE_NEGATIVE:
                    field = forms.DecimalField(
                        label=_(LABELS[name]), max_digits=11, decimal_places=2, localize=True, required=False
                    )
            else:
                field = forms.IntegerField(label=_(LABELS[name]), min_value=0, max_value=50, required=False)
            if name in booked:
                field.initial = typed(name, booked[name])
            self.fields[name] = field

    def declared(self) -> dict[str, int]:
        """What a person typed that the books do not say."""
        said = {
            name: kept(name, self.cleaned_data[name])
            for name in self.names
            if self.cleaned_data[name] is not None
        }
        return {name: value for name, value in said.items() if self.booked.get(name) != value}


class ClaimForm(FiguresForm):
    words = forms.CharField(
        label=_("What happened, and what you do about it"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2_000,
    )


class GrantForm(forms.Form):
    amount = amount_field(_("Amount"), help_text=_("0 to refuse."))
    instalments = forms.IntegerField(
        label=_("Instalments, a month apart"), min_value=1, max_value=12, initial=1
    )
    first_on = day_field(_("First one on"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2_000)

    def cents(self) -> int:
        return cents_of(self.cleaned_data["amount"])


class DayForm(forms.Form):
    """The day money moved."""

    moved_on = day_field(_("Moved on"))

    @classmethod
    def on(cls, today: date) -> "DayForm":
        return cls(initial={"moved_on": today}, auto_id=False)
