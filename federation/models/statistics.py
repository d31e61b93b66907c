"""What co-ops share, what they decide about it, and what the federation publishes from it: all written once."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly
from coopplatform.tenancy.scope import current
from federation.models.rules import PublishedByFederation, SharedWithFederation, WrittenAboutMember


class OfCooperative(models.Model):
    """A row that a co-op writes in its own name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def owner(self) -> int:
        """The co-op's id."""
        assert self.cooperative_id is not None
        return self.cooperative_id


class Contribution(OfCooperative):
    """A co-op's figures of a month as they left. A correction is a new row that `replaces` one: the latest counts.

    `figures` is a `MonthFigures` as JSON and `sha256` its digest; `comment` is what the co-op says beside it.
    """

    class Origin(models.TextChoices):
        PLATFORM = "platform", _("counted by the platform")
        DECLARED = "declared", _("declared by hand")

    month = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.PLATFORM)
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    comment = models.CharField(max_length=400, blank=True)
    shared_by = models.CharField(max_length=64, blank=True)
    shared_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="contribution_shared_with_federation"),
            AppendOnly(name="contribution_append_only"),
            models.UniqueConstraint(
                fields=["cooperative", "month", "version"], name="one_contribution_per_version"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="contribution_of_a_month"),
            models.CheckConstraint(
                condition=models.Q(version=1, replaces__isnull=True)
                | models.Q(version__gt=1, replaces__isnull=False),
                name="a_later_contribution_replaces_one",
            ),
        ]
        indexes = [models.Index(fields=["month"], name="contributions_by_month")]

    @property
    def is_declared(self) -> bool:
        return self.origin == self.Origin.DECLARED


class ContributionHold(OfCooperative):
    """A person keeps a month back until a day, and says why; `until` null: it goes its way again. The newest counts."""

    month = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    held_by_name = models.CharField(max_length=120)
    held_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="hold_shared_with_federation"),
            AppendOnly(name="hold_append_only"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="hold_of_a_month"),
        ]


class SharingChoice(OfCooperative):
    """What a co-op chose: to be compared with who chose the same, to publish its own figures. The newest counts."""

    compares = models.BooleanField()
    publishes_itself = models.BooleanField()
    chosen_by = models.CharField(max_length=64)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="choice_shared_with_federation"),
            AppendOnly(name="choice_append_only"),
        ]


class Release(models.Model):
    """A published quarter: its figures and its files, byte for byte. A correction is a new version that supersedes.

    `contributions` are the ids of the rows it was made of, `changes` the cells that read otherwise than in the version
    before, `note` why there is a new one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    note = models.CharField(max_length=400, blank=True)
    changes = models.JSONField(default=list, blank=True)
    contributions = models.JSONField(default=list)
    body = models.JSONField()
    files = models.JSONField()
    manifest = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_by = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="release_published_by_federation"),
            AppendOnly(name="release_append_only"),
            models.UniqueConstraint(fields=["period", "version"], name="one_release_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.period} v{self.version}"


class Comparison(models.Model):
    """Where a consenting co-op stands among those who consented too: quartiles of a release, nobody's own figure."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey("cooperatives.Cooperative", models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="comparisons")
    peers = models.PositiveSmallIntegerField()
    rows = models.JSONField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="comparison_written_about_member"),
            AppendOnly(name="comparison_append_only"),
            models.UniqueConstraint(fields=["member", "release"], name="one_comparison_per_release"),
        ]
