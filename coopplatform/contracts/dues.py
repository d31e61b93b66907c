"""Co-ops pay for what they have in common: terms voted, bases shared, dues called and paid."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class DuesTermsProposed(Event):
    terms_id: UUID


@dataclass(frozen=True, kw_only=True)
class DuesTermsDecided(Event):
    """A second person confirmed them, or set them aside."""

    terms_id: UUID
    is_confirmed: bool


@dataclass(frozen=True, kw_only=True)
class DuesBaseShared(Event):
    """A co-op let the federation know what its dues of a period are reckoned from."""

    base_id: UUID
    period: str


@dataclass(frozen=True, kw_only=True)
class DuesCalled(Event):
    """The federation called a member's dues of a period, or took a call back."""

    call_id: UUID
    period: str


@dataclass(frozen=True, kw_only=True)
class DuesReceived(Event):
    """The federation noted a payment, or that it had noted one in error."""

    payment_id: UUID


@dataclass(frozen=True, kw_only=True)
class DuesPaid(Event):
    """A co-op noted what it paid."""

    sent_id: UUID
