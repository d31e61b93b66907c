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
    """A co-op published its month's figures to the federation, by its own job or by hand, or corrected them."""

    contribution_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class MonthHeldBack(Event):
    """A person of the co-op keeps a month back until a day, or lets it go again."""

    hold_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class SharingChosen(Event):
    """A co-op chose whether it is compared with its peers, and whether it publishes its own figures."""

    choice_id: UUID


@dataclass(frozen=True, kw_only=True)
class StatisticsPublished(Event):
    """A quarter was published, or a new version of it that supersedes the one before."""

    release_id: UUID
    period: str
    release_version: int
