"""Papers that go with an order: a delivery note, a prescription's cover, a customs form."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.orders import Order


class OrderDocument(CooperativeOwned):
    """A file of an order, seen by its store, the dispatchers and the courier who carries it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="documents", db_constraint=False)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=64)

    class Meta:
        constraints = wall("order")

    def __str__(self) -> str:
        return self.name
