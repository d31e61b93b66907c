"""The co-ops together: who belongs, and what is counted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class CooperativeAdmitted(Event):
    admission_id: UUID
    member_slug: str


@dataclass(frozen=True, kw_only=True)
class ContributionShared(Event):
    """A co-op's own job published its month's figures to the federation."""

    contribution_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class StatisticsPublished(Event):
    release_id: UUID
    period: str
    release_version: int
