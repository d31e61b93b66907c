"""Belonging to the federation: asked for, looked at, decided, appealed against."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    application_id: UUID


@dataclass(frozen=True, kw_only=True)
class DossierReleased(Event):
    """A co-op let the federation see its evidence."""

    dossier_id: UUID


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(Event):
    """A transition of a co-op: `kind` is the action, `state` what it leads to."""

    transition_id: UUID
    member_slug: str
    kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class CriteriaPublished(Event):
    criteria_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(Event):
    review_id: UUID
    member_slug: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ReviewerNamedFor(Event):
    naming_id: UUID
    review_id: UUID
    is_named: bool


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(Event):
    conflict_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReportSent(Event):
    report_id: UUID
    member_slug: str


@dataclass(frozen=True, kw_only=True)
class ReplyGiven(Event):
    reply_id: UUID
    report_id: UUID


@dataclass(frozen=True, kw_only=True)
class DecisionProposed(Event):
    proposal_id: UUID
    member_slug: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class PlanItemCompleted(Event):
    item_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewTriggered(Event):
    """Something asks for a co-op to be looked at before its time."""

    trigger_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class LeaveAnnounced(Event):
    notice_id: UUID


@dataclass(frozen=True, kw_only=True)
class AppealFiled(Event):
    appeal_id: UUID
    transition_id: UUID


@dataclass(frozen=True, kw_only=True)
class PanelConsentSaid(Event):
    consent_id: UUID
    is_willing: bool


@dataclass(frozen=True, kw_only=True)
class PanelDrawn(Event):
    draw_id: UUID
    appeal_id: UUID


@dataclass(frozen=True, kw_only=True)
class PanelVoted(Event):
    seat_id: UUID


@dataclass(frozen=True, kw_only=True)
class ArchiveTaken(Event):
    """Somebody of the co-op downloads all of its data."""

    archive_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeadlinePassed(Event):
    escalation_id: UUID
    member_slug: str
    kind: str
