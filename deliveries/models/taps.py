"""What couriers tapped on their phones, as it was tapped and as it came in."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.taps import Outcome
from deliveries.models.orders import Delivery


class Phone(CooperativeOwned):
    """A courier's device, by the id it gave itself: its taps are applied in their order, up to `applied_through`."""

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    device = models.UUIDField()
    applied_through = models.PositiveIntegerField(default=0)
    last_made_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("courier"),
            models.UniqueConstraint(fields=["cooperative", "courier", "device"], name="one_phone_per_device"),
        ]


class Tap(CooperativeOwned):
    """One tap. `tapped_at` is what the phone's clock said, `made_at` the same moment by ours, `received_at` when it
    came in. `subject` is the stop or the shift it is about, `told` the sentence where it could not count.

    `is_for_dispatcher` while somebody should look at it, until `seen_at`.
    """

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    phone = models.ForeignKey(Phone, models.CASCADE, related_name="taps", db_constraint=False)
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    kind = models.CharField(max_length=12)
    subject = models.UUIDField(null=True)
    delivery = models.ForeignKey(
        Delivery, models.CASCADE, null=True, blank=True, related_name="taps", db_constraint=False
    )
    undoes = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    proof = models.JSONField(null=True)
    tapped_at = models.DateTimeField()
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(
        max_length=4, choices=[(o.value, o.value) for o in Outcome], default=Outcome.HELD
    )
    code = models.CharField(max_length=40, blank=True)
    told = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    is_for_dispatcher = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            *wall("courier", "phone", "delivery"),
            models.UniqueConstraint(fields=["cooperative", "courier", "key"], name="one_tap_per_key"),
            models.UniqueConstraint(fields=["cooperative", "phone", "number"], name="one_tap_per_number"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "delivery"], name="taps_of_delivery"),
            models.Index(
                fields=["cooperative", "received_at"],
                name="taps_to_look_at",
                condition=models.Q(is_for_dispatcher=True, seen_at__isnull=True),
            ),
        ]
