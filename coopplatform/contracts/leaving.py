"""A co-op that left and the federation settle what they still owe each other."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class ExitSettlementProposed(Event):
    """The federation drew up what is open on the last day; drawn up again, the newest counts."""

    settlement_id: UUID
    member_slug: str


@dataclass(frozen=True, kw_only=True)
class ExitSettlementAnswered(Event):
    """The co-op signed it, or contests it with a reason."""

    settlement_id: UUID
    is_agreed: bool


@dataclass(frozen=True, kw_only=True)
class ExitSettlementAgreed(Event):
    """A second person of the federation confirmed what both signed: it is booked from here on."""

    settlement_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExitInstalmentMoved(Event):
    """The federation noted an instalment."""

    payment_id: UUID


@dataclass(frozen=True, kw_only=True)
class ExitInstalmentSent(Event):
    """The co-op noted an instalment."""

    sent_id: UUID
