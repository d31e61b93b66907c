"""Letters a co-op printed, each with the template it was printed with."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class PrintedLetter(CooperativeOwned):
    """A letter as it was handed out. `template_sha256` is that of what it was printed with, `template` says in words
    whose: `bordeaux/attestation 1.2.0`, or empty for the house's own. `decision` is the one that adopted it.

    `member_id` is the member-worker it is for.
    """

    document = models.CharField(max_length=20)
    member_id = models.UUIDField()
    title = models.CharField(max_length=400)
    text = models.TextField()
    template = models.CharField(max_length=140, blank=True)
    template_sha256 = models.CharField(max_length=64)
    decision = models.ForeignKey(
        "PolicyDecision", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    locale = models.CharField(max_length=8)
    printed_by = models.CharField(max_length=64)
    printed_at = models.DateTimeField()

    class Meta:
        constraints = wall("decision")

    def __str__(self) -> str:
        return self.title
