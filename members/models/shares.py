"""What members own, and how a year's surplus is shared."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.models.work import MemberWorker


class ShareMovement(CooperativeOwned):
    """Shares subscribed (positive) or refunded (negative), at nominal value."""

    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="shares", db_constraint=False)
    on = models.DateField()
    units = models.IntegerField()
    nominal_cents = models.PositiveIntegerField()

    class Meta:
        constraints = wall("member", append_only=True)


class SurplusYear(CooperativeOwned):
    """A closed year's surplus and its allocation, with the article behind each line; adopted once."""

    year = models.PositiveSmallIntegerField()
    surplus_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    parts = models.JSONField()
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *wall(append_only=True),
            models.UniqueConstraint(fields=["cooperative", "year"], name="one_allocation_per_year"),
        ]
