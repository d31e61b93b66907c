"""A delivery that changes hands at a hub: who brings it there, and what its first leg was."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.fleet import Hub
from deliveries.models.orders import Delivery, Task


class Relay(CooperativeOwned):
    """The courier who carries a delivery brings it to a hub, from where another takes it on.

    From then on the delivery's pickup is at the hub, and waits for a courier; `stop` is the one where the first hands
    it in, gone again when the relay was called off. `first_leg` is its pickup and times as they were before.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="relays", db_constraint=False)
    hub = models.ForeignKey(Hub, models.PROTECT, related_name="+", db_constraint=False)
    courier = models.ForeignKey("members.MemberWorker", models.PROTECT, related_name="+", db_constraint=False)
    stop = models.OneToOneField(
        Task, models.PROTECT, null=True, blank=True, related_name="relay", db_constraint=False
    )
    first_leg = models.JSONField()
    planned_by = models.CharField(max_length=64)
    planned_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall("delivery", "hub", "courier", "stop")
        indexes = [models.Index(fields=["cooperative", "delivery"], name="relays_of_delivery")]
