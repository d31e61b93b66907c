"""What recipients and stores are told of orders, once each; and who wants to be told nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.notices import Audience, Channel, NoticeKind
from deliveries.models.orders import Order
from deliveries.models.stores import Store


class NoticeSettings(CooperativeOwned):
    """Which events are told to whom by which way (`ways`: `Way` as text), of the co-op (without a store) or a store.

    Without a row nothing is told. `phone` and `email` are where the store itself is told.
    """

    store = models.OneToOneField(
        Store, models.CASCADE, null=True, blank=True, related_name="notices", db_constraint=False
    )
    ways = models.JSONField(default=list, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        constraints = [
            *wall("store"),
            models.UniqueConstraint(
                fields=["cooperative"],
                name="one_notice_settings_of_all",
                condition=models.Q(store__isnull=True),
            ),
        ]


class Notice(CooperativeOwned):
    """One message of one kind about an order. `to` and the words are blanked after some months; that it went stays.

    A worker that claims it makes it `sending`; what stops there is never sent again, for nobody knows whether it went.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("on its way")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("not sent")

    order = models.ForeignKey(Order, models.CASCADE, related_name="notices", db_constraint=False)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in NoticeKind])
    audience = models.CharField(max_length=10, choices=[(a.value, a.value) for a in Audience])
    channel = models.CharField(max_length=5, choices=[(c.value, c.value) for c in Channel])
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.CharField(max_length=1000, blank=True)
    segments = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            *wall("order"),
            models.UniqueConstraint(
                fields=["cooperative", "order", "kind", "audience", "channel"], name="one_notice_per_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "asked_at"], name="notices_by_time"),
            models.Index(
                fields=["cooperative", "asked_at"],
                name="notices_to_send",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
        ]


class NoticeStop(CooperativeOwned):
    """A phone or an address that wants no notices: only its digest is kept."""

    channel = models.CharField(max_length=5, choices=[(c.value, c.value) for c in Channel])
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "channel", "digest"], name="one_stop_per_address"),
        ]
