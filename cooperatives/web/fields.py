"""Form fields of the books, and a service's refusal at its field."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopplatform.kernel.errors import DomainError
from coopplatform.web.tables import units
from coopplatform.web.wording import explain

LARGEST_CENTS = 10**13


class AmountField(forms.CharField):
    """An amount as people type it, 1 234,56 or 1234.56, as cents; None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, "required": False, **kwargs})
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        text = "".join(str(super().clean(value)).split()).replace(",", ".")
        if not text:
            return None
        try:
            cents = Decimal(text) * 100
            if not cents.is_finite() or cents != int(cents) or abs(cents) > LARGEST_CENTS:
                raise InvalidOperation
        except InvalidOperation:
            raise forms.ValidationError(_("Write an amount like 1234.56."), code="bad_amount") from None
        return int(cents)

    def prepare_value(self, value: Any) -> Any:
        return units(value) if isinstance(value, int) else value


class AccountInput(forms.TextInput):
    """A code, with the page's `<datalist id="accounts">` to choose from."""

    def __init__(self) -> None:
        super().__init__({"list": "accounts", "autocomplete": "off", "inputmode": "numeric"})


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Show a refusal where it belongs: at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, explain(refusal))
