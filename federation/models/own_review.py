"""What a co-op keeps to itself until it lets it go: its application's draft, its evidence, who would sit in a panel."""

from django.conf import settings
from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned

USER = settings.AUTH_USER_MODEL


class ApplicationDraft(CooperativeOwned):
    """An application that is being written."""

    legal_form = models.CharField(max_length=24, blank=True)
    founders = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    statutes_name = models.CharField(max_length=120, blank=True)
    statutes = models.BinaryField(null=True)
    saved_by = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [*wall(), models.UniqueConstraint(fields=["cooperative"], name="one_application_draft")]


class EvidenceSnapshot(CooperativeOwned):
    """What one criterion came to, over which days, out of what. Immutable; the newest of a criterion counts.

    `value` is None where it cannot be known, `note` then says why. `query_version` names how it was counted;
    `sha256` is that of all the rest (`domain.review.dossier.Snapshot`).
    """

    criterion = models.CharField(max_length=4)
    kind = models.CharField(max_length=8)
    first = models.DateField()
    last = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    numerator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    denominator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    note = models.JSONField(null=True)
    words = models.TextField(blank=True)
    query_version = models.CharField(max_length=16)
    collected_by = models.CharField(max_length=64)
    collected_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = wall(append_only=True)
        indexes = [
            models.Index(fields=["cooperative", "criterion", "-collected_at"], name="evidence_of_criterion")
        ]


class EvidencePaper(CooperativeOwned):
    """A PDF that stands behind a snapshot."""

    snapshot = models.OneToOneField(
        EvidenceSnapshot, models.PROTECT, related_name="paper", db_constraint=False
    )
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = wall("snapshot", append_only=True)


class LineComment(CooperativeOwned):
    """What the co-op says to a line of its dossier; the newest counts, an empty one takes it back."""

    criterion = models.CharField(max_length=4)
    text = models.TextField(blank=True)
    written_by = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        constraints = wall(append_only=True)


class ReviewRequest(CooperativeOwned):
    """A worker asks for an extraordinary review of their own co-op. Who, stays here; only the count is told."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "user"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_request_per_worker",
            ),
        ]


class PanelConsent(CooperativeOwned):
    """A worker would sit in a panel. The pseudonym is published, whose it is stays here."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=16)
    is_willing = models.BooleanField()
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "user"], name="one_consent_per_worker"),
            models.UniqueConstraint(fields=["cooperative", "pseudonym"], name="one_worker_per_pseudonym"),
        ]
