"""Why each delivery came to its courier: kept so that anyone may ask, and it can be computed again."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.orders import Delivery


class Decision(CooperativeOwned):
    """A courier was chosen. `suggestion` is what the engine said at that moment, empty when it said nothing."""

    class Kind(models.TextChoices):
        SUGGESTED = "suggested"
        OVERRIDDEN = "overridden"
        UNASSISTED = "unassisted"

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="decisions", db_constraint=False)
    courier = models.ForeignKey("members.MemberWorker", models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=200, blank=True)
    suggestion = models.JSONField(default=dict)
    charter_version = models.PositiveIntegerField()
    decided_by = models.CharField(max_length=64)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = wall("delivery", "courier", append_only=True)
        indexes = [
            models.Index(fields=["cooperative", "delivery", "-decided_at"], name="decisions_of_delivery")
        ]
