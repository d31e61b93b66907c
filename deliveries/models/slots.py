"""Time slots of a store, how many orders each has taken, and days on which nobody rides."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.slots import SlotTerms
from deliveries.models.stores import Store


class SlotPlan(CooperativeOwned):
    """The slots that a store's orders may choose (`SlotTerms`), each for `capacity` orders; none is no limit."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="slot_plans", db_constraint=False)
    name = models.CharField(max_length=60)
    opening = models.JSONField()
    days = models.PositiveSmallIntegerField(default=2)
    notice_minutes = models.PositiveIntegerField(default=0)
    cutoff_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    is_working_days_only = models.BooleanField(default=False)
    capacity = models.PositiveIntegerField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall("store")
        indexes = [models.Index(fields=["cooperative", "store"], name="slot_plans_of_store")]

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> SlotTerms:
        return SlotTerms(
            tuple(self.opening), self.days, self.notice_minutes, self.cutoff_minute, self.is_working_days_only
        )


class TimeSlot(CooperativeOwned):
    """A slot that somebody has chosen: `taken` is counted with the orders, in their transactions."""

    plan = models.ForeignKey(SlotPlan, models.PROTECT, related_name="slots", db_constraint=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *wall("plan"),
            models.UniqueConstraint(
                fields=["cooperative", "plan", "starts_at", "ends_at"], name="one_row_per_slot"
            ),
        ]


class ClosedDay(CooperativeOwned):
    """A day without deliveries: of one store, or of the whole co-op where none is named."""

    store = models.ForeignKey(
        Store, models.CASCADE, null=True, blank=True, related_name="closed_days", db_constraint=False
    )
    day = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            *wall("store"),
            models.UniqueConstraint(
                fields=["cooperative", "store", "day"], name="closed_once_a_day", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "day"], name="closed_days_by_day")]
