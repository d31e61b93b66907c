"""How a co-op calls its invoices to mind, and which of them it does not."""

from django.db import models
from django.db.models import Q

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.invoicing.reminders import Level, Tone, levels_of
from deliveries.models.invoices import Invoice
from deliveries.models.stores import Store


class ReminderSettings(CooperativeOwned):
    """One row: the `steps` as pairs of days and tone, and whether they go by themselves.

    `late_rate` is the yearly penalty rate in hundredths of a percent that the co-op holds to from `late_rate_since` on.
    """

    is_automatic = models.BooleanField(default=False)
    steps = models.JSONField(default=list)
    late_rate = models.PositiveIntegerField(null=True, blank=True)
    late_rate_since = models.DateField(null=True, blank=True)
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative"], name="one_reminder_settings"),
        ]

    @property
    def levels(self) -> tuple[Level, ...]:
        return levels_of([(days, Tone(tone)) for days, tone in self.steps])


class ReminderHold(CooperativeOwned):
    """No reminders of an invoice, or without one of any of a store's, from now on until it is lifted."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="reminder_holds", db_constraint=False)
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="holds", db_constraint=False
    )
    is_contested = models.BooleanField(default=False)
    reason = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    held_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            *wall("store", "invoice"),
            models.UniqueConstraint(
                fields=["cooperative", "invoice"],
                condition=Q(lifted_at=None, invoice__isnull=False),
                name="one_hold_an_invoice",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "store"],
                condition=Q(lifted_at=None, invoice=None),
                name="one_hold_a_store",
            ),
        ]
