"""Co-ops decide together, and speak with one voice."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class ConsultationOpened(Event):
    consultation_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class RollEntered(Event):
    """A co-op is on the roll of a vote."""

    consultation_id: UUID


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(Event):
    consultation_id: UUID
    amendment_id: UUID


@dataclass(frozen=True, kw_only=True)
class AmendmentTakenBack(Event):
    """By the co-op that proposed it, before the vote."""

    consultation_id: UUID
    amendment_id: UUID


@dataclass(frozen=True, kw_only=True)
class DelegateVoted(Event):
    consultation_id: UUID
    vote_id: UUID


@dataclass(frozen=True, kw_only=True)
class WorkersTallied(Event):
    """A co-op told what its workers answered, as far as their number allows."""

    consultation_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConsultationDecided(Event):
    consultation_id: UUID
    decided_id: UUID


@dataclass(frozen=True, kw_only=True)
class PositionPublished(Event):
    position_id: UUID


@dataclass(frozen=True, kw_only=True)
class PositionSigned(Event):
    """Or no longer signed, where `is_signed` is False."""

    position_id: UUID
    is_signed: bool


@dataclass(frozen=True, kw_only=True)
class CitationFoundRevised(Event):
    """A figure that a position cites was revised."""

    position_id: UUID
    revision_id: UUID
