"""Sentences kept apart from their parameters, written in the reader's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Param, Sentence
from coopplatform.web import formats

WHEN_NAMED = "j F Y"


def show(value: Param) -> str:
    """A parameter as people write it: amounts with their currency, numbers with the language's marks, days in words."""
    if isinstance(value, Sentence):
        return write(value)
    if isinstance(value, Money):
        return formats.money(value.cents, value.currency)
    if isinstance(value, float):
        exact = Decimal(str(value)).normalize()
        return formats.number(exact, max(0, -int(exact.as_tuple().exponent)))
    if isinstance(value, date):
        return date_format(value, WHEN_NAMED)
    return str(value)


def write(sentence: Sentence | Mapping[str, Any]) -> str:
    """A sentence, or one stored as JSON, in the current language."""
    spoken = sentence if isinstance(sentence, Sentence) else Sentence.from_json(sentence)
    return spoken.render(gettext, show)


def explain(error: DomainError) -> str:
    """What is wrong and what to do, in the current language."""
    text = gettext(error.message)
    return text % {name: show(value) for name, value in error.params.items()} if error.params else text
