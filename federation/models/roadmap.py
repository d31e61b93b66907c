"""What is built next: rounds, the budgets they begin with, proposals, what each co-op supports, and what came out."""

from django.db import models

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly
from coopplatform.tenancy.scope import current
from federation.models.rules import PublishedByCooperative, PublishedByFederation


def _writer() -> models.ForeignKey:
    return models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )


class RoadmapRound(models.Model):
    """Proposals and support are taken from `opens_at` until `closes_at`. The pot is shared out in two parts:
    `equal_percent` of it in equal parts, the rest in proportion to dues. `ties` of equal claims go to the `newest`
    proposal, or the `oldest`."""

    class Ties(models.TextChoices):
        NEWEST = "newest"
        OLDEST = "oldest"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _writer()
    title = models.CharField(max_length=80)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    pot_cents = models.PositiveIntegerField()
    equal_percent = models.PositiveSmallIntegerField()
    ties = models.CharField(max_length=8, choices=Ties, default=Ties.NEWEST)
    minute = models.CharField(max_length=300)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="roadmap_round_by_federation"),
            AppendOnly(name="roadmap_round_append_only"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="roadmap_round_ends"
            ),
            models.CheckConstraint(condition=models.Q(equal_percent__lte=100), name="roadmap_round_share"),
        ]


class RoadmapBudget(models.Model):
    """What a member has to spend in a round, and the dues it follows from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _writer()
    round = models.ForeignKey(RoadmapRound, models.PROTECT, related_name="budgets")
    member_slug = models.SlugField()
    dues_cents = models.PositiveIntegerField()
    budget_cents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            PublishedByFederation(name="roadmap_budget_by_federation"),
            AppendOnly(name="roadmap_budget_append_only"),
            models.UniqueConstraint(fields=["round", "member_slug"], name="one_budget_per_member"),
        ]


class RoadmapFeature(models.Model):
    """A co-op proposes something to be built, with what it costs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _writer()
    round = models.ForeignKey(RoadmapRound, models.PROTECT, related_name="features")
    name = models.CharField(max_length=80)
    words = models.TextField()
    cost_cents = models.PositiveIntegerField()
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="roadmap_feature_by_cooperative"),
            AppendOnly(name="roadmap_feature_append_only"),
            models.UniqueConstraint(fields=["round", "name"], name="one_feature_per_name"),
        ]


class RoadmapSupport(models.Model):
    """The features a co-op would spend its budget on; its newest list before the close counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _writer()
    round = models.ForeignKey(RoadmapRound, models.PROTECT, related_name="support")
    feature_ids = models.JSONField()
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="roadmap_support_by_cooperative"),
            AppendOnly(name="roadmap_support_append_only"),
        ]


class RoadmapOutcome(models.Model):
    """What a round decided, with every step, so that anyone can work it out again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = _writer()
    round = models.OneToOneField(RoadmapRound, models.PROTECT, related_name="outcome")
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="roadmap_outcome_by_federation"),
            AppendOnly(name="roadmap_outcome_append_only"),
        ]
