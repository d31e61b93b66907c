"""What co-ops pool: policies, tried, reviewed and adopted; extensions; and what is built next."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class PolicyDraftChanged(Event):
    """A draft was begun, changed or discarded: `kind` says which."""

    draft_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class PolicySubmitted(Event):
    """The gate let a version in; everybody in the federation may read it."""

    version_id: UUID


@dataclass(frozen=True, kw_only=True)
class PolicyReviewed(Event):
    version_id: UUID
    review_id: UUID


@dataclass(frozen=True, kw_only=True)
class PolicyMarked(Event):
    """Its author published, deprecated or withdrew a version: `kind` says which."""

    version_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class PolicyReplayAsked(Event):
    replay_id: UUID


@dataclass(frozen=True, kw_only=True)
class PolicyAdopted(Event):
    """A co-op decided to use a version, or (`is_undo`) to go back to what stood before."""

    decision_id: UUID
    version_id: UUID
    is_undo: bool = False


@dataclass(frozen=True, kw_only=True)
class PolicyTookEffect(Event):
    decision_id: UUID


@dataclass(frozen=True, kw_only=True)
class LetterPrinted(Event):
    """A letter was printed; with which template, it keeps. `kind` is the letter's."""

    letter_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class PluginReviewed(Event):
    """The federation allowed a build of an extension, or no longer does."""

    review_id: UUID
    is_allowed: bool


@dataclass(frozen=True, kw_only=True)
class PluginSwitched(Event):
    switch_id: UUID
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class RoadmapRoundOpened(Event):
    round_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeatureProposed(Event):
    feature_id: UUID
    round_id: UUID


@dataclass(frozen=True, kw_only=True)
class FeaturesSupported(Event):
    """A co-op said what it would spend its budget on."""

    support_id: UUID
    round_id: UUID


@dataclass(frozen=True, kw_only=True)
class RoadmapDecided(Event):
    outcome_id: UUID
    round_id: UUID
