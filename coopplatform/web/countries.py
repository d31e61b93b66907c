"""A country to choose, by its name in the reader's language."""

from collections.abc import Iterable
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language

NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
"""Codes that Babel names beside countries: unions, pseudo-locales, the unknown."""


class CountryField(forms.ChoiceField):
    """An ISO 3166-1 code; `among` these, or every country there is."""

    def __init__(self, among: Iterable[str] = (), **kwargs: Any) -> None:
        self.among = tuple(among)
        super().__init__(choices=self._by_name, **kwargs)

    def _by_name(self) -> list[tuple[str, str]]:
        names: dict[str, str] = dict(Locale.parse(get_language() or "en", sep="-").territories)
        codes = self.among or [code for code in names if len(code) == 2 and code not in NO_COUNTRIES]
        return sorted(((code, names[code]) for code in codes), key=lambda one: one[1])
