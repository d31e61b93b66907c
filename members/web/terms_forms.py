"""Forms made of the terms a legal form's statutes have: percentages, a key, amounts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from members.domain.surplus import Key
from members.domain.surplus.terms import Term, TermKind
from members.web.forms import cents_of

KEYS = {
    Key.HOURS: gettext_lazy("hours worked"),
    Key.WAGES: gettext_lazy("gross wages"),
    Key.EQUAL: gettext_lazy("the same for everyone"),
    Key.MIXED: gettext_lazy("half hours, half the same for everyone"),
    Key.ACTIVITY: gettext_lazy("activity with the co-op"),
}
KEYS_OF = {
    "scop": (Key.HOURS, Key.WAGES, Key.EQUAL, Key.MIXED),
    "es_trabajo": (Key.ACTIVITY, Key.HOURS, Key.WAGES),
}


class TermsForm(forms.Form):
    """One field a term, with its article as help; empty is what the law or the statutes say without it."""

    def __init__(self, *args: Any, terms: Sequence[Term], law: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        for term in terms:
            self.fields[term.name] = _field(term, law)

    def values(self) -> dict[str, Any]:
        """The cleaned terms as JSON holds them: whole numbers, other numbers as text, cents; None where empty."""
        return {term.name: _plain(term, self.cleaned_data.get(term.name)) for term in self.terms}

    def stated(self) -> dict[str, Any]:
        """Only what was filled in."""
        return {name: value for name, value in self.values().items() if value is not None}


def initial_of(terms: Sequence[Term], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What the form begins with."""
    return {
        term.name: Decimal(stored[term.name]) / 100 if term.kind is TermKind.CENTS else stored[term.name]
        for term in terms
        if stored.get(term.name) is not None
    }


def key_words(value: Any) -> str:
    """A key in words, as a table shows it."""
    return str(KEYS[Key(value)])


def _field(term: Term, law: str) -> forms.Field:
    label, article = gettext(term.label), gettext(term.article)
    if term.kind is TermKind.YES:
        return forms.BooleanField(label=label, required=False, help_text=article)
    if term.kind is TermKind.KEY:
        keys = KEYS_OF.get(law, tuple(Key))
        return forms.ChoiceField(
            label=label, choices=[(key.value, KEYS[key]) for key in keys], help_text=article, initial=keys[0]
        )
    if term.kind is TermKind.NUMBER:
        return forms.IntegerField(label=label, required=False, help_text=article)
    places = 2 if term.kind is TermKind.CENTS else 3
    field = forms.DecimalField(
        label=label, required=False, max_digits=12, decimal_places=places, localize=True, help_text=article
    )
    field.widget.attrs["inputmode"] = "decimal"
    return field


def _plain(term: Term, value: Any) -> Any:
    if value is None or value == "":
        return None
    if term.kind is TermKind.CENTS:
        return cents_of(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value.normalize())
    return value
