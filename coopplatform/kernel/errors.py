"""Errors a person can act on: a stable code for machines, a translatable sentence for people."""

from datetime import date
from typing import Any

from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence


class DomainError(Exception):
    """What is wrong and what to do, as `code`, a gettext msgid `message` and its `params`.

    The web layer translates `message % params`; pages show it at `field` when one is named,
    the API answers it as problem details (RFC 9457) with `status`.
    """

    status = 422

    def __init__(self, code: str, message: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(message % params if params else message)
        self.code = code
        self.message = message
        self.field = field
        self.params = params


class Invalid(DomainError):
    """The input has no meaning here: out of range, in the past, unknown kind."""


class NotFound(DomainError):
    """Nothing of that id in this co-op; unknown and forbidden look alike."""

    status = 404


class NotAllowedNow(DomainError):
    """Right in itself, but the state of things forbids it: someone was quicker, or it is too late."""

    status = 409


def sentence_of(error: DomainError) -> Sentence:
    """What an error says, to be kept and read later in the reader's language."""
    params = {
        name: value if isinstance(value, str | int | float | Money | date | Sentence) else str(value)
        for name, value in error.params.items()
    }
    return Sentence(error.message, params)
