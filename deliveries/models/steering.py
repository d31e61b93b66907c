"""How people steer the engine: an order kept for someone, a courier ruled out, the whole of it stopped."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.orders import Order


class Pin(CooperativeOwned):
    """A waiting order kept for one courier: the engine plans around it."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="pin", db_constraint=False)
    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    reason = models.CharField(max_length=200, blank=True)
    pinned_by = models.CharField(max_length=64)
    pinned_at = models.DateTimeField()

    class Meta:
        constraints = wall("order", "courier")


class Refusal(CooperativeOwned):
    """A pair the engine leaves alone: the courier declined the order, or the dispatcher ruled them out for it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="refusals", db_constraint=False)
    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    is_by_courier = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    refused_by = models.CharField(max_length=64)
    refused_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("order", "courier"),
            models.UniqueConstraint(fields=["cooperative", "order", "courier"], name="one_refusal_per_pair"),
        ]


class DispatchSwitch(CooperativeOwned):
    """The co-op's hand on automatic dispatch, and the lock of its ticks. Without a row nobody has touched it."""

    is_stopped = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    changed_by = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative"], name="one_dispatch_switch"),
        ]
