"""Where couriers are, inside an open shift and only then."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class Position(CooperativeOwned):
    """A fix of a courier's phone; raw fixes are purged after 30 days (CNIL, délib. 2015-165)."""

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    shift = models.ForeignKey("members.Shift", models.CASCADE, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        constraints = [
            *wall("courier", "shift"),
            models.UniqueConstraint(fields=["cooperative", "courier", "at"], name="one_fix_per_moment"),
        ]


class CourierPlace(CooperativeOwned):
    """The newest fix of each courier, for the board."""

    courier = models.OneToOneField(
        "members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        constraints = wall("courier")
