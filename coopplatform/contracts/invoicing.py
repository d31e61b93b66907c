"""It is invoiced to the store, called to mind and collected."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class InvoicingDetailsSet(Event):
    """What the co-op's invoices say of the co-op."""

    details_id: UUID


@dataclass(frozen=True, kw_only=True)
class BillingDetailsSet(Event):
    """Where a store's invoices go, and on what terms."""

    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    invoice_id: UUID
    store_id: UUID
    total_cents: int

    def ledger_key(self) -> str:
        return f"invoice:{self.invoice_id}"


@dataclass(frozen=True, kw_only=True)
class InvoiceCredited(Event):
    """A credit note gives back an invoice or some of its lines."""

    credit_note_id: UUID
    invoice_id: UUID
    store_id: UUID
    total_cents: int

    def ledger_key(self) -> str:
        return f"invoice:{self.credit_note_id}"


@dataclass(frozen=True, kw_only=True)
class InvoiceMailAsked(Event):
    """An invoice, or a reminder of it, is to be sent to the store."""

    mail_id: UUID
    invoice_id: UUID


@dataclass(frozen=True, kw_only=True)
class RemindersSet(Event):
    """When invoices are called to mind, and whether by themselves."""

    settings_id: UUID
    is_automatic: bool


@dataclass(frozen=True, kw_only=True)
class RemindersHeld(Event):
    """No reminders of this invoice, or of any of this store's, for now."""

    hold_id: UUID
    store_id: UUID
    invoice_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RemindersResumed(Event):
    """They may be reminded again."""

    hold_id: UUID
    store_id: UUID
    invoice_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class DebitFileMade(Event):
    """The bank is to collect these invoices."""

    debit_file_id: UUID
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class DebitReturned(Event):
    """The bank gave a direct debit back: it is owed again."""

    debit_id: UUID
    invoice_id: UUID
