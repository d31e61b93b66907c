"""Phones that want to be told, and what they are still to be told."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.push import Change
from deliveries.models.board import CourierNote
from deliveries.models.orders import Delivery


class PushSubscription(CooperativeOwned):
    """A browser of a courier, as its push service knows it (W3C Push API). `refusals` count since the last success."""

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            *wall("courier"),
            models.UniqueConstraint(fields=["cooperative", "endpoint"], name="one_subscription_per_endpoint"),
        ]
        indexes = [models.Index(fields=["cooperative", "courier"], name="subscriptions_of_courier")]


class PushNote(CooperativeOwned):
    """A change of a delivery, or a dispatcher's words, to tell a phone of, once per journal entry.

    `settled_at`: told, or not to be told any more.
    """

    subscription = models.ForeignKey(
        PushSubscription, models.CASCADE, related_name="notes", db_constraint=False
    )
    position = models.BigIntegerField()
    delivery = models.ForeignKey(
        Delivery, models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False
    )
    words = models.ForeignKey(
        CourierNote, models.CASCADE, null=True, blank=True, related_name="+", db_constraint=False
    )
    change = models.CharField(max_length=4, choices=[(c.value, c.value) for c in Change])
    noted_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("subscription", "delivery", "words"),
            models.UniqueConstraint(
                fields=["cooperative", "subscription", "position"], name="one_note_per_entry"
            ),
        ]
        indexes = [
            models.Index(
                fields=["cooperative", "subscription"],
                name="notes_to_tell",
                condition=models.Q(settled_at__isnull=True),
            )
        ]
