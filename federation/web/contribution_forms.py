"""Forms of a co-op's side: a month by hand, keeping one back, what it chose."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from federation.domain.statistics.fields import FIELDS, GROUPS, Field, Kind

MOST = 10**12
SCALES = {Kind.SECONDS: 3600, Kind.CENTS: 100, Kind.METRES: 1000, Kind.GRAMS: 1000}
"""People type hours, units of money, kilometres and kilograms."""
UNITS = {
    Kind.SECONDS: gettext_lazy("hours"),
    Kind.METRES: gettext_lazy("km"),
    Kind.GRAMS: gettext_lazy("kg"),
    Kind.DAYS: gettext_lazy("days"),
    Kind.PERSON_MONTHS: gettext_lazy("people"),
}


class MonthForm(forms.Form):
    """One of the last months that are over."""

    month = forms.ChoiceField(label=gettext_lazy("Month"))

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in months]


class DeclareForm(forms.Form):
    """A month by hand: every field may stay empty; what is empty is not known, and never zero."""

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in FIELDS:
            scale = SCALES.get(one.kind)
            unit = currency if one.kind is Kind.CENTS else UNITS.get(one.kind, "")
            title = _(one.title)
            self.fields[one.code] = forms.DecimalField(
                label=f"{title} ({unit})" if unit else title,
                required=False,
                max_digits=14,
                decimal_places=2 if scale else 0,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
            )
        self.fields["pay_groups"] = forms.CharField(
            label=_("Pay in groups (people, gross of a paid hour)"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 4, "placeholder": "4 13.20"}),
            help_text=_(
                "A line for each group of three people at least: how many, and their mean, as in 4 13.20."
            ),
        )
        self.fields["comment"] = forms.CharField(
            label=_("What you say beside it"), required=False, max_length=400
        )

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [
            (_(title), [self[one.code] for one in FIELDS if one.group == group])
            for group, title in GROUPS.items()
        ]

    def clean_pay_groups(self) -> list[tuple[int, int]]:
        groups = []
        for number, line in enumerate(self.cleaned_data["pay_groups"].splitlines(), start=1):
            words = line.replace(",", ".").split()
            if not words:
                continue
            try:
                people, euros = words
                groups.append((int(people), int(Decimal(euros) * 100)))
            except (ValueError, ArithmeticError):
                raise forms.ValidationError(
                    _("Line %(number)s: write how many people and their mean, as in 4 13.20.")
                    % {"number": number}
                ) from None
        return groups

    def values(self) -> dict[str, int | None]:
        """In the units a contribution is counted in."""
        return {one.code: _in_base(one, self.cleaned_data.get(one.code)) for one in FIELDS}


def typed(values: dict[str, int | None], groups: Any) -> dict[str, Any]:
    """What the form shows for a month that was declared before."""
    shown: dict[str, Any] = {}
    for one in FIELDS:
        value = values.get(one.code)
        scale = SCALES.get(one.kind, 1)
        if value is not None:
            exact = Decimal(value) / scale
            shown[one.code] = exact.quantize(Decimal("0.01")) if scale > 1 else exact
    shown["pay_groups"] = "\n".join(f"{people} {Decimal(cents) / 100:.2f}" for people, cents in groups)
    return shown


def _in_base(one: Field, value: Decimal | None) -> int | None:
    return None if value is None else int((value * SCALES.get(one.kind, 1)).to_integral_value())


class HoldForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Keep it back until"), widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("The federation reads it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = timezone.localdate().isoformat()


class ChoiceForm(forms.Form):
    compares = forms.BooleanField(
        label=gettext_lazy("Compare us with the co-ops that agreed too"), required=False
    )
    publishes_itself = forms.BooleanField(
        label=gettext_lazy("We publish our own figures"),
        required=False,
        help_text=gettext_lazy("The federation then treats them as known when it protects the others'."),
    )


class CommentForm(forms.Form):
    comment = forms.CharField(label=gettext_lazy("What you say beside it"), required=False, max_length=400)
