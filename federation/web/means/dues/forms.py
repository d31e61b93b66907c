"""What is typed about dues: terms, a base by hand, a payment. Meaning is the domain's to judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.domain.means.dues_kinds import GROUPS, Group
from federation.domain.means.dues_periods import Every
from federation.domain.means.dues_terms import BASES, STAGES, Base, Stage, Terms
from federation.domain.means.dues_uses import USES, Use
from federation.models import Consultation
from members.web.forms import amount_field, cents_of, day_field

EVERY = ((Every.QUARTER.value, gettext_lazy("every quarter")), (Every.YEAR.value, gettext_lazy("every year")))


@dataclass(frozen=True, slots=True)
class StageFields:
    """The fields of one stage; the first has no month to choose."""

    title: str
    begins: BoundField | None
    rates: list[BoundField]
    floors: list[BoundField]


class TermsForm(forms.Form):
    """Rates in per cent by stage and kind of member; floors and caps in each currency of the members."""

    base = forms.ChoiceField(label=gettext_lazy("A rate is applied to"))
    every = forms.ChoiceField(label=gettext_lazy("How often they are called"), choices=EVERY)
    valid_from = day_field(gettext_lazy("In force from"))
    due_days = forms.IntegerField(label=gettext_lazy("Days to pay"))
    minute = forms.CharField(label=gettext_lazy("The vote that set these terms"), max_length=300)
    consultation = forms.ChoiceField(
        label=gettext_lazy("Adopted by"),
        required=False,
        help_text=gettext_lazy(
            "Terms that cite an adopted consultation are in force without a second person."
        ),
    )

    def __init__(
        self, *args: Any, currencies: Sequence[str], adopted: Sequence[Consultation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.currencies = list(currencies)
        base, consultation = self.fields["base"], self.fields["consultation"]
        assert isinstance(base, forms.ChoiceField)
        assert isinstance(consultation, forms.ChoiceField)
        base.choices = [(one.value, _(words)) for one, words in BASES.items()]
        consultation.choices = [("", _("No consultation: a second person confirms"))] + [
            (str(one.pk), one.title) for one in adopted
        ]
        for code in STAGES:
            self._add_stage(code)
        for currency in self.currencies:
            self.fields[f"cap_{currency}"] = amount_field(
                _("Cap of a period (%(currency)s)") % {"currency": currency}, required=False
            )
        for code, words in USES.items():
            self.fields[f"use_{code}"] = amount_field(f"{_(words)} (%)", required=False)

    def _add_stage(self, code: str) -> None:
        if code != "start":
            self.fields[f"from_{code}"] = forms.IntegerField(
                label=_("Begins, in months after admission"), min_value=1, max_value=600
            )
        for group, words in GROUPS.items():
            self.fields[f"rate_{code}_{group.value}"] = amount_field(f"{_(words)} (%)")
        for currency in self.currencies:
            self.fields[f"floor_{code}_{currency}"] = amount_field(
                _("Floor of a period (%(currency)s)") % {"currency": currency}
            )

    @property
    def stages(self) -> list[StageFields]:
        return [
            StageFields(
                _(words),
                self[f"from_{code}"] if code != "start" else None,
                [self[f"rate_{code}_{group.value}"] for group in Group],
                [self[f"floor_{code}_{currency}"] for currency in self.currencies],
            )
            for code, words in STAGES.items()
        ]

    @property
    def caps(self) -> list[BoundField]:
        return [self[f"cap_{currency}"] for currency in self.currencies]

    @property
    def uses(self) -> list[BoundField]:
        return [self[f"use_{code}"] for code in USES]

    def terms(self) -> Terms:
        """As typed; only of a form that is valid."""
        said = self.cleaned_data
        stages = tuple(
            Stage(
                code,
                said.get(f"from_{code}", 0),
                {group: _hundredths(said[f"rate_{code}_{group.value}"]) for group in Group},
                {currency: cents_of(said[f"floor_{code}_{currency}"]) for currency in self.currencies},
            )
            for code in STAGES
        )
        caps = {currency: said[f"cap_{currency}"] for currency in self.currencies}
        return Terms(
            Base(said["base"]),
            Every(said["every"]),
            stages,
            said["due_days"],
            tuple(Use(code, _hundredths(said[f"use_{code}"] or Decimal(0))) for code in USES),
            {currency: cents_of(cap) for currency, cap in caps.items() if cap is not None},
        )


def as_typed(terms: Terms, valid_from: date) -> dict[str, Any]:
    """Terms as somebody would have typed them."""
    typed: dict[str, Any] = {
        "base": terms.base.value,
        "every": terms.every.value,
        "valid_from": valid_from,
        "due_days": terms.due_days,
    }
    for stage in terms.stages:
        typed[f"from_{stage.code}"] = stage.from_month
        typed |= {f"rate_{stage.code}_{group.value}": _part(rate) for group, rate in stage.rates.items()}
        typed |= {f"floor_{stage.code}_{currency}": _part(cents) for currency, cents in stage.floors.items()}
    typed |= {f"cap_{currency}": _part(cents) for currency, cents in terms.caps.items()}
    return typed | {f"use_{use.code}": _part(use.share) for use in terms.uses}


class DeclareForm(forms.Form):
    """A base by hand."""

    cents = forms.DecimalField(
        label=gettext_lazy("The figure"),
        max_digits=14,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it differs from the books, or from the months shared"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PaymentForm(forms.Form):
    amount = amount_field(gettext_lazy("Amount"))
    paid_on = day_field(gettext_lazy("Paid on"))
    is_booked_elsewhere = forms.BooleanField(
        label=gettext_lazy("The bank statement has booked it already"), required=False
    )


def _hundredths(percent: Decimal) -> int:
    """Ten-thousandths of a percentage with two decimals."""
    return cents_of(percent)


def _part(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100
