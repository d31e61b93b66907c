"""The policies of the commons: what stands in the catalogue, and all that is known of one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from federation.domain.commons.document import Document, semver
from federation.domain.commons.kinds import Kind, kind_of
from federation.domain.commons.lifecycle import Said, State, state_of
from federation.models import Policy, PolicyMark, PolicyReview, PolicyUse, PolicyVersion

PUBLIC = (State.PUBLISHED, State.DEPRECATED)
SHOWN = 200


@dataclass(slots=True)
class Known:
    """A version with what has been written about it, and its state."""

    version: PolicyVersion
    reviews: list[PolicyReview] = field(default_factory=list)
    marks: list[PolicyMark] = field(default_factory=list)
    uses: list[PolicyUse] = field(default_factory=list)

    @property
    def state(self) -> State:
        return state_of(
            [Said(review.cooperative_id, review.agrees) for review in self.reviews],
            [mark.kind for mark in self.marks],
        )

    @property
    def newest_reviews(self) -> list[PolicyReview]:
        """The last word of each co-op."""
        return list({review.cooperative_id: review for review in self.reviews}.values())

    @property
    def agreeing(self) -> int:
        return sum(review.agrees for review in self.newest_reviews)

    @property
    def document(self) -> Document:
        return self.version.read()

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    def mark(self, kind: str) -> PolicyMark | None:
        return next((mark for mark in self.marks if mark.kind == kind), None)


@dataclass
class Entry:
    """A policy with its versions, the newest first, and the co-ops that use one of them."""

    policy: Policy
    versions: list[Known]

    @property
    def name(self) -> str:
        return str(self.policy)

    @property
    def kind(self) -> Kind:
        return kind_of(self.policy.kind)

    @cached_property
    def shown(self) -> Known | None:
        """The newest that is published, else the newest that may still be."""
        published = self.published
        if published is not None:
            return published
        return next((one for one in self.versions if one.state is not State.WITHDRAWN), None)

    @property
    def published(self) -> Known | None:
        """The newest version that may be adopted, else the newest retired one."""
        return next(
            (one for state in PUBLIC for one in self.versions if one.state is state),
            None,
        )

    @property
    def adopters(self) -> list[PolicyUse]:
        """Each co-op's present use, by name of the co-op."""
        told = sorted((use for one in self.versions for use in one.uses), key=lambda use: use.told_at)
        newest = {use.cooperative_id: use for use in told}
        present = (use for use in newest.values() if not use.is_over)
        return sorted(present, key=lambda use: use.cooperative.name)

    def version(self, number: str) -> Known | None:
        return next((one for one in self.versions if one.version.number == number), None)


def catalogue(*, kind: str = "", only_public: bool = False) -> list[Entry]:
    """Every policy there is something to read of, the most used first. Six queries, whatever the number."""
    policies = Policy.objects.select_related("cooperative", "parent__policy__cooperative")
    if kind:
        policies = policies.filter(kind=kind)
    entries = _entries(list(policies.order_by("-made_at")[:SHOWN]))
    found = [entry for entry in entries if (entry.published if only_public else entry.shown)]
    return sorted(found, key=lambda entry: (-len(entry.adopters), entry.name))


def policy_called(author: str, slug: str, *, only_public: bool = False) -> Entry | None:
    """One policy by its author's and its own name."""
    rows = Policy.objects.filter(cooperative__slug=author, slug=slug)
    found = _entries(list(rows.select_related("cooperative", "parent__policy__cooperative")))
    if not found or (only_public and not found[0].published):
        return None
    return found[0]


def entry_of(version_id: UUID) -> tuple[Entry, Known] | None:
    """A version by its id, with its policy."""
    version = PolicyVersion.objects.filter(pk=version_id).first()
    if version is None:
        return None
    rows = Policy.objects.filter(pk=version.policy_id)
    entry = _entries(list(rows.select_related("cooperative", "parent__policy__cooperative")))[0]
    known = entry.version(version.number)
    assert known is not None
    return entry, known


def entries_of(version_ids: Iterable[UUID]) -> dict[UUID, tuple[Entry, Known]]:
    """Several versions by their ids. Six queries, whatever the number."""
    wanted = set(version_ids)
    policies = Policy.objects.filter(versions__in=wanted).distinct()
    entries = _entries(list(policies.select_related("cooperative", "parent__policy__cooperative")))
    return {
        known.version.pk: (entry, known)
        for entry in entries
        for known in entry.versions
        if known.version.pk in wanted
    }


def forks_of(entry: Entry, *, only_public: bool = False) -> list[Policy]:
    """Policies that began as a copy of a version of this one."""
    rows = Policy.objects.filter(parent__policy=entry.policy).select_related("cooperative")
    if only_public:
        rows = rows.filter(versions__marks__kind=PolicyMark.Kind.PUBLISHED).distinct()
    return list(rows.order_by("made_at"))


def _entries(policies: list[Policy]) -> list[Entry]:
    ids = [policy.pk for policy in policies]
    versions = list(PolicyVersion.objects.filter(policy__in=ids).select_related("policy"))
    known = {version.pk: Known(version) for version in versions}
    for review in (
        PolicyReview.objects.filter(version__in=known).select_related("cooperative").order_by("reviewed_at")
    ):
        known[review.version_id].reviews.append(review)
    for mark in PolicyMark.objects.filter(version__in=known).order_by("marked_at", "id"):
        known[mark.version_id].marks.append(mark)
    for use in PolicyUse.objects.filter(version__in=known).select_related("cooperative").order_by("told_at"):
        known[use.version_id].uses.append(use)
    by_policy: dict[UUID, list[Known]] = {policy_id: [] for policy_id in ids}
    for one in sorted(known.values(), key=lambda one: semver(one.version.number), reverse=True):
        by_policy[one.version.policy_id].append(one)
    return [Entry(policy, by_policy[policy.pk]) for policy in policies]
