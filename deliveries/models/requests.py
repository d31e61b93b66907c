"""What customers ask of a store through its public form, before the store has said yes."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.orders import Order
from deliveries.models.stores import Store


class PublicForm(CooperativeOwned):
    """A page anybody may order on, also inside the store's own site. `token` is its address.

    `is_automatic`: what is asked is ordered at once; else a person of the store accepts it first.
    """

    store = models.OneToOneField(Store, models.CASCADE, related_name="public_form", db_constraint=False)
    token = models.CharField(max_length=48)
    welcome = models.CharField(max_length=300, blank=True)
    is_open = models.BooleanField(default=True)
    is_automatic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *wall("store"),
            models.UniqueConstraint(fields=["cooperative", "token"], name="one_public_form_per_token"),
        ]


class OrderRequest(CooperativeOwned):
    """Asked by somebody without an account. `token` is their page; `asked` as a recurrence keeps it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    store = models.ForeignKey(Store, models.CASCADE, related_name="requests", db_constraint=False)
    token = models.CharField(max_length=48)
    state = models.CharField(max_length=8, choices=State)
    asked = models.JSONField()
    ready_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    class Meta:
        constraints = [
            *wall("store", "order"),
            models.UniqueConstraint(fields=["cooperative", "token"], name="one_request_per_token"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "store", "state", "asked_at"], name="requests_of_store")
        ]
