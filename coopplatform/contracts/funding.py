"""The fund of the co-ops: rules are voted, contributions called, claims asked and decided, money moves."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class FundHistoriesPublished(Event):
    histories_id: UUID


@dataclass(frozen=True, kw_only=True)
class FundRulesProposed(Event):
    """A version was put to a consultation with its simulation."""

    version_id: UUID
    consultation_id: UUID


@dataclass(frozen=True, kw_only=True)
class FundBaseShared(Event):
    """A co-op let the federation see a closed year."""

    base_id: UUID
    year: int


@dataclass(frozen=True, kw_only=True)
class FundContributionCalled(Event):
    call_id: UUID


@dataclass(frozen=True, kw_only=True)
class FundAsked(Event):
    claim_id: UUID


@dataclass(frozen=True, kw_only=True)
class FundClaimProposed(Event):
    """One person proposed what a claim gets."""

    proposal_id: UUID


@dataclass(frozen=True, kw_only=True)
class FundClaimDecided(Event):
    """A second person confirmed it."""

    decision_id: UUID


@dataclass(frozen=True, kw_only=True)
class FundConditionKept(Event):
    decision_id: UUID
    code: str


@dataclass(frozen=True, kw_only=True)
class FundMoved(Event):
    """Money came in or went out."""

    movement_id: UUID
