"""Why each delivery came to its courier: kept so that anyone may ask, and it can be computed again."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.dispatch import Problem
from deliveries.models.orders import Delivery


class Decision(CooperativeOwned):
    """A courier was chosen, by a person or by the engine where the charter lets it.

    `ranking` is the engine's problem at that moment, cut down to this delivery: ids, terms, weights and what stood
    against whom, no places (`dispatch.record.Problem`). None when the engine had nothing to say, and for a planned
    tour, which is kept with its plan.
    """

    class Kind(models.TextChoices):
        SUGGESTED = "suggested"
        OVERRIDDEN = "overridden"
        UNASSISTED = "unassisted"
        AUTOMATIC = "automatic"
        PLANNED = "planned"

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="decisions", db_constraint=False)
    courier = models.ForeignKey("members.MemberWorker", models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=200, blank=True)
    policy = models.CharField(max_length=40, blank=True)
    ranking = models.BinaryField(null=True)
    charter_version = models.PositiveIntegerField()
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = wall("delivery", "courier", append_only=True)
        indexes = [
            models.Index(fields=["cooperative", "delivery", "-decided_at"], name="decisions_of_delivery"),
            models.Index(fields=["cooperative", "-decided_at"], name="newest_decisions"),
        ]

    @property
    def problem(self) -> Problem | None:
        """What the engine weighed, ready to be explained and ranked again."""
        return Problem.from_bytes(bytes(self.ranking)) if self.ranking else None
