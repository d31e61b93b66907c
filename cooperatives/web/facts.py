"""The fact behind an entry: each app says where its facts are shown."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse

_pages: dict[str, tuple[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, in a word, and the page that shows it, if any."""

    label: Any
    url: str | None


def register(kind: str, label: Any, url_name: str = "") -> None:
    """Called from each app's `urls.py`: facts of `kind:<id>` are shown by the page of that name and id."""
    _pages[kind] = (url_name, label)


def fact_of(source_key: str, slug: str) -> Fact | None:
    """The fact an entry's `source_key` names; of a reversal, the fact it takes back."""
    kind, _, name = source_key.removeprefix("reversal:").partition(":")
    if kind not in _pages:
        return None
    url_name, label = _pages[kind]
    try:
        return Fact(label, reverse(url_name, args=[slug, _argument(name)]) if url_name else None)
    except NoReverseMatch:
        return Fact(label, None)


def _argument(name: str) -> Any:
    try:
        return int(name) if name.isdecimal() else UUID(name)
    except ValueError:
        return name
