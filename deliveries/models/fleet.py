"""What the co-op rides, and where it keeps it."""

from django.db import models

from coopplatform.kernel.geo import Point
from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.loads import Capacity
from deliveries.domain.vehicles import DRIVES, KINDS, USUAL, Drive, Kind


class Hub(CooperativeOwned):
    """Where bikes stand and tours begin and end; open between two minutes of the local day."""

    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    opens_minute = models.PositiveSmallIntegerField(default=0)
    closes_minute = models.PositiveSmallIntegerField(default=24 * 60)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "name"], name="one_hub_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)


class Bike(CooperativeOwned):
    """A bike, or another vehicle, with what it carries and what drives it.

    `rider` is who usually rides it: live dispatch then knows its capacity, and a delivery by what it was brought.
    """

    hub = models.ForeignKey(Hub, models.PROTECT, related_name="bikes", db_constraint=False)
    rider = models.ForeignKey(
        "members.MemberWorker", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=[(one.value, KINDS[one]) for one in Kind])
    drive = models.CharField(
        max_length=8,
        choices=[(one.value, DRIVES[one]) for one in Drive],
        default=USUAL.value,
        db_default=USUAL.value,
    )
    bags = models.PositiveSmallIntegerField()
    grams = models.PositiveIntegerField()
    litres = models.PositiveIntegerField()
    equipment = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            *wall("hub", "rider"),
            models.UniqueConstraint(fields=["cooperative", "name"], name="one_bike_per_name"),
            models.UniqueConstraint(fields=["cooperative", "rider"], name="one_bike_per_rider"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.bags, self.grams, self.litres)
