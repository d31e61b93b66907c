"""A co-op's own words for texts of the platform: laid over gettext while a page of its answers, and while what it sends
in its own name is written (`sent_in`). What law wants on a paper is written in the platform's words (`lawful_in`).

Whose words are spoken is a context variable, so a thread that answers one co-op and then another, or both at once,
mixes nothing. Where nobody speaks words of their own, a text costs one look at that variable more.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override, trans_real

Forms = tuple[str, ...]
"""What a text reads instead: one form, or the singular and the plural."""
_spoken: ContextVar["Words | None"] = ContextVar("words", default=None)
_plain_text = trans_real.DjangoTranslation.gettext
_plain_plural = trans_real.DjangoTranslation.ngettext


@dataclass(frozen=True, slots=True)
class Words:
    """By language, what a text reads instead. `key` tells two apart, for whoever keeps what was written with them."""

    key: str
    by_language: Mapping[str, Mapping[str, Forms]]


_readers: list[Callable[[Mapping[str, str]], Words]] = []


def register(read: Callable[[Mapping[str, str]], Words]) -> None:
    """Called when the app is ready that knows what a co-op's choice of words, by language, comes to."""
    _readers[:] = [read]


@contextmanager
def sent_in(language: str, chosen: Mapping[str, str]) -> Iterator[None]:
    """A mail or a PDF that a co-op sends in its own name: in a language, in the words it chose (`Cooperative.words`).

    Wherever it is written, by a page, a worker or the clock.
    """
    with speaking(_readers[0](chosen) if chosen and _readers else None), override(language):
        yield


@contextmanager
def lawful_in(language: str) -> Iterator[None]:
    """What law prescribes, and what is kept in the books: in a language, in the platform's words, whoever asks.

    So payslips are written whole, invoices but for what is said about paying, claims for late payment, and entries.
    """
    with speaking(None), override(language):
        yield


@contextmanager
def speaking(words: Words | None) -> Iterator[None]:
    """These words over the platform's, until the end of the block; None: the platform's own."""
    token = _spoken.set(words)
    try:
        yield
    finally:
        _spoken.reset(token)


def words_key() -> str:
    """Whose words are spoken now; empty for the platform's own. Part of the key of anything written that is kept."""
    words = _spoken.get()
    return words.key if words else ""


def lay_over_gettext() -> None:
    """Once a process, when the apps are ready."""
    trans_real.DjangoTranslation.gettext = _text  # type: ignore[method-assign]
    trans_real.DjangoTranslation.ngettext = _plural  # type: ignore[method-assign]


def _text(self: Any, message: str) -> str:
    words = _spoken.get()
    if words is not None:
        forms = words.by_language.get(self.language(), {}).get(message)
        if forms is not None:
            return forms[0]
    return _plain_text(self, message)


def _plural(self: Any, msgid1: str, msgid2: str, n: int) -> str:
    words = _spoken.get()
    if words is not None:
        forms = words.by_language.get(self.language(), {}).get(msgid1)
        if forms is not None:
            return forms[min(int(self.plural(n)), len(forms) - 1)]
    return _plain_plural(self, msgid1, msgid2, n)
