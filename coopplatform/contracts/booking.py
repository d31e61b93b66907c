"""It stands in the books."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class EntryPosted(Event):
    entry_id: UUID
    source_key: str


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """The treasurer added an account to the co-op's chart."""

    account_id: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class YearClosed(Event):
    """The year's result is known and nothing is posted in it any more."""

    entry_id: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class BankStatementImported(Event):
    """A statement's lines came in; those known from another file are not among them."""

    statement_id: UUID
    lines: int


@dataclass(frozen=True, kw_only=True)
class BankLineMatched(Event):
    """A movement at the bank and lines of the books were recognised as the same money."""

    bank_line_id: UUID
    entry_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class BankLineUnmatched(Event):
    bank_line_id: UUID
