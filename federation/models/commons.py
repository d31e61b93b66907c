"""What co-ops pool: policies with their versions, reviews and adopters, and each co-op's own drafts and decisions."""

from django.db import models

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly, wall
from coopplatform.tenancy.models import CooperativeOwned
from coopplatform.tenancy.scope import current
from federation.domain.commons.document import Document
from federation.models.rules import PublishedByCooperative


def _author() -> models.ForeignKey:
    return models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )


class Policy(models.Model):
    """A policy by its author and short name, for good. `parent` is the version it was forked from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _author()
    kind = models.CharField(max_length=40)
    slug = models.SlugField()
    parent = models.ForeignKey("PolicyVersion", models.PROTECT, null=True, related_name="forks")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="policy_published_by_cooperative"),
            AppendOnly(name="policy_append_only"),
            models.UniqueConstraint(fields=["cooperative", "slug"], name="one_policy_per_name"),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative.slug}/{self.slug}"


class PolicyVersion(models.Model):
    """What was submitted, byte for byte, with what the gate said of it. Its state is read from the rows about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _author()
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    title = models.CharField(max_length=80)
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    gate = models.JSONField()
    submitted_by = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="policy_version_published"),
            AppendOnly(name="policy_version_append_only"),
            models.UniqueConstraint(fields=["policy", "number"], name="one_policy_version"),
        ]

    def read(self) -> Document:
        return Document.from_json(self.document)


class PolicyReview(models.Model):
    """What a co-op says of another's version; its newest word counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _author()
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="reviews")
    agrees = models.BooleanField()
    words = models.TextField()
    reviewed_by = models.CharField(max_length=64)
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="policy_review_published"),
            AppendOnly(name="policy_review_append_only"),
        ]


class PolicyMark(models.Model):
    """What the author did with a version: published, deprecated or withdrawn it, each once."""

    class Kind(models.TextChoices):
        PUBLISHED = "published"
        DEPRECATED = "deprecated"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _author()
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="marks")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.TextField(blank=True)
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="policy_mark_published"),
            AppendOnly(name="policy_mark_append_only"),
            models.UniqueConstraint(fields=["version", "kind"], name="one_policy_mark"),
        ]


class PolicyUse(models.Model):
    """A co-op tells that it uses a version from a day on, or (`is_over`) no longer; with which values, it keeps."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _author()
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="uses")
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateField()
    is_over = models.BooleanField(default=False)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="policy_use_published"),
            AppendOnly(name="policy_use_append_only"),
        ]


class PolicyDraft(CooperativeOwned):
    """A policy on a co-op's own desk: `text` as it is being written, TOML or JSON.

    `policy_id` where it becomes a version of one of ours, `parent_id` the version it was forked from.
    """

    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    text = models.TextField()
    policy_id = models.UUIDField(null=True, blank=True)
    parent_id = models.UUIDField(null=True, blank=True)
    submitted_version_id = models.UUIDField(null=True, blank=True)
    changed_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall()


class PolicyReplay(CooperativeOwned):
    """A version tried on the co-op's own last weeks, with the values it would fill in. Seen by this co-op only.

    `result` holds what came out, once `state` is done; `progress` is done and all while it runs.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    version_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    values = models.JSONField()
    target = models.JSONField()
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    progress = models.JSONField(default=dict)
    trouble = models.JSONField(null=True)
    result = models.JSONField(null=True)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = wall()


class PolicyDecision(CooperativeOwned):
    """A co-op adopted a version: which hash and values, by which vote, from when, and what was known of its effect.

    `replay` is what the trial showed, kept whole; `before` is what stood, for whoever goes back. `undoes` is the
    decision it takes back: then what stood before that one stands again.
    """

    version_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    values = models.JSONField()
    target = models.JSONField()
    minute = models.CharField(max_length=300)
    valid_from = models.DateField()
    replay = models.JSONField(null=True)
    before = models.JSONField()
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="undone_by", db_constraint=False
    )
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = wall("undoes", append_only=True)


class PolicyApplied(CooperativeOwned):
    """A decision has taken effect: `made` is what it wrote, a charter’s version or a price list."""

    decision = models.OneToOneField(
        PolicyDecision, models.PROTECT, related_name="applied", db_constraint=False
    )
    made = models.JSONField()
    applied_at = models.DateTimeField()

    class Meta:
        constraints = wall("decision", append_only=True)
