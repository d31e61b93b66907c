"""From a draft to a version that all co-ops read: through the gate, then to people of two other co-ops."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.commons import PolicyMarked, PolicyReviewed, PolicySubmitted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.commons.document import Document, semver
from federation.domain.commons.gate import Report
from federation.domain.commons.lifecycle import STEPS, State, next_state
from federation.domain.commons.reading import document_from
from federation.models import Policy, PolicyDraft, PolicyMark, PolicyReview, PolicyVersion
from federation.queries.commons.desk import draft_here
from federation.queries.commons.registry import Entry, Known, entry_of
from federation.queries.commons.standing import may_take_part
from federation.services.commons.checking import checked
from federation.services.commons.drafting import locked_draft

LEAST_WORDS = 20


def submit_draft(*, draft_id: UUID, by: Actor, at: datetime) -> tuple[Report, PolicyVersion | None]:
    """Run the gate, outside of any transaction, and submit what it lets in; None where it refuses.

    Raises NotFound; Invalid for a text that cannot be read, a version that is no newer, another policy of the name.
    """
    draft = draft_here(draft_id)
    if draft is None:
        raise NotFound("no_draft", _("There is no such draft."))
    document = document_from(draft.text)
    report = checked(document)
    if not report.passed:
        return report, None
    return report, _submit(draft_id=draft_id, document=document, report=report, by=by, at=at)


@unit_of_work
def _submit(*, draft_id: UUID, document: Document, report: Report, by: Actor, at: datetime) -> PolicyVersion:
    draft = locked_draft(draft_id)
    if document_from(draft.text) != document:
        raise NotAllowedNow("draft_changed", _("Somebody has changed this draft meanwhile: look again."))
    _check_belongs(at)
    policy = _policy(draft, document, at)
    version = PolicyVersion.objects.create(
        policy=policy,
        number=document.version,
        title=document.title,
        document=document.as_json(),
        sha256=document.sha256,
        gate=report.as_json(),
        submitted_by=str(by),
        submitted_at=at,
    )
    draft.submitted_version_id = version.pk
    draft.save(update_fields=["submitted_version_id"])
    record(PolicySubmitted(version_id=version.pk, occurred_at=at), by=by)
    return version


@unit_of_work
def review_version(*, version_id: UUID, agrees: bool, words: str, by: Actor, at: datetime) -> PolicyReview:
    """Another co-op's word on a version. Raises NotFound; NotAllowedNow for its author, for a co-op that may not
    take part, and when it is no longer under review; Invalid for too few words."""
    _entry, known = _found(version_id)
    _check_belongs(at)
    if known.version.cooperative_id == required():
        raise NotAllowedNow("own_policy", _("This is your own policy: two other co-ops review it."))
    if known.state not in (State.IN_REVIEW, State.REVIEWED):
        raise NotAllowedNow("not_under_review", _("This version is no longer under review."))
    if len(words.strip()) < LEAST_WORDS:
        raise Invalid(
            "too_few_words",
            _("Say what you looked at and why, in at least %(least)s characters."),
            field="words",
            least=LEAST_WORDS,
        )
    review = PolicyReview.objects.create(
        version=known.version, agrees=agrees, words=words.strip()[:4000], reviewed_by=str(by), reviewed_at=at
    )
    record(PolicyReviewed(version_id=version_id, review_id=review.pk, occurred_at=at), by=by)
    return review


@unit_of_work
def mark_version(*, version_id: UUID, kind: str, reason: str = "", by: Actor, at: datetime) -> PolicyMark:
    """Its author publishes, deprecates or withdraws a version. Raises NotFound for anybody else, NotAllowedNow where
    its state forbids it, Invalid without a reason to deprecate or withdraw."""
    _entry, known = _found(version_id)
    if known.version.cooperative_id != required() or kind not in STEPS:
        raise NotFound("no_policy", _("There is no such policy."))
    next_state(known.state, STEPS[kind])
    if kind == PolicyMark.Kind.PUBLISHED:
        _check_belongs(at)
    elif not reason.strip():
        raise Invalid("no_reason", _("Say why, for those who use it."), field="reason")
    mark = PolicyMark.objects.create(
        version=known.version, kind=kind, reason=reason.strip()[:2000], marked_at=at
    )
    record(PolicyMarked(version_id=version_id, kind=kind, occurred_at=at), by=by)
    return mark


def _found(version_id: UUID) -> tuple[Entry, Known]:
    found = entry_of(version_id)
    if found is None:
        raise NotFound("no_policy", _("There is no such policy."))
    return found


def _check_belongs(at: datetime) -> None:
    here = cooperative_here()
    if not may_take_part(here.slug, timezone.localdate(at, here.zone)):
        raise NotAllowedNow(
            "may_not_take_part",
            _("Only a co-op that belongs to the federation with all its rights does this."),
        )


def _policy(draft: PolicyDraft, document: Document, at: datetime) -> Policy:
    """The policy a draft belongs to, made where it is new."""
    ours = Policy.objects.filter(cooperative=required(), slug=document.slug).first()
    if ours is None:
        if draft.policy_id:
            raise Invalid(
                "name_changed", _("A new version keeps the short name of its policy."), field="document"
            )
        return Policy.objects.create(
            kind=document.kind, slug=document.slug, parent_id=draft.parent_id, made_at=at
        )
    if ours.pk != draft.policy_id:
        raise Invalid(
            "name_taken",
            _("You have a policy called %(name)s already."),
            field="document",
            name=document.slug,
        )
    if ours.kind != document.kind:
        raise Invalid("kind_changed", _("A new version keeps the kind of its policy."), field="document")
    numbers = [semver(number) for number in ours.versions.values_list("number", flat=True)]
    if document.number <= max(numbers):
        raise Invalid(
            "version_not_newer",
            _("The version must be above %(last)s."),
            field="document",
            last=".".join(str(part) for part in max(numbers)),
        )
    return ours
