"""What co-ops share, and what the federation publishes from it: both written once."""

from django.db import models

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly
from coopplatform.tenancy.scope import current
from federation.models.rules import PublishedByFederation, SharedWithFederation


class Contribution(models.Model):
    """A co-op's figures of a month, as its own job shared them. `sha256` is that of the figures' JSON."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative", models.PROTECT, default=current, editable=False, related_name="+"
    )
    month = models.DateField()
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    shared_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="contribution_shared_with_federation"),
            AppendOnly(name="contribution_append_only"),
            models.UniqueConstraint(fields=["cooperative", "month"], name="one_contribution_per_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="contribution_of_a_month"),
        ]


class Release(models.Model):
    """A published month: its figures and its files, byte for byte. A correction is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
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
