"""A co-op lends a courier to another: the shift, the guest, the hours."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class ShiftLent(Event):
    """On the lender's roster."""

    shift_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class GuestReceived(Event):
    """At the borrower's."""

    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class LentHoursEntered(Event):
    """What a lent shift came to, at the lender's: it pays them."""

    shift_id: UUID
    courier_id: UUID
    minutes: int


@dataclass(frozen=True, kw_only=True)
class LoanAsked(Event):
    """A courier is asked to ride a shift for another co-op."""

    loan_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class LoanAnswered(Event):
    loan_id: UUID
    courier_id: UUID
    is_agreed: bool
