"""Orders that come back: the rule, what is ordered, and what became of each of its days."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.orders import Order
from deliveries.models.stores import Store


class Recurrence(CooperativeOwned):
    """A store's standing order. `rule` is an RRULE from `starts_on`; `asked` what is ordered each time, as
    `services.order_sheet` writes it; `ended_at` when it was given up, for good."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="recurrences", db_constraint=False)
    name = models.CharField(max_length=120)
    rule = models.CharField(max_length=300)
    starts_on = models.DateField()
    ready_time = models.TimeField()
    asked = models.JSONField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)

    class Meta:
        constraints = wall("store")
        indexes = [
            models.Index(
                fields=["cooperative", "store"],
                name="running_recurrences",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RecurrenceDay(CooperativeOwned):
    """A day of a recurrence that is settled: ordered, skipped by a person, or refused, and then why."""

    recurrence = models.ForeignKey(Recurrence, models.CASCADE, related_name="settled", db_constraint=False)
    day = models.DateField()
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="recurrence_days", db_constraint=False
    )
    is_skipped = models.BooleanField(default=False)
    trouble = models.JSONField(default=dict, blank=True)
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("recurrence", "order"),
            models.UniqueConstraint(
                fields=["cooperative", "recurrence", "day"], name="one_order_per_recurrence_and_day"
            ),
        ]
