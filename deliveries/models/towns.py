"""Open data of a town, pooled by all co-ops that ride there: no tenant's, so no wall. And how far a co-op reaches."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from coopplatform.kernel.geo import Point
from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class Town(models.Model):
    """A town read from an OpenStreetMap extract (ODbL, © OpenStreetMap contributors)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    licence = models.CharField(max_length=120)
    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()
    graph = models.CharField(max_length=200)
    basemap = models.CharField(max_length=200, blank=True)
    imported_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def centre(self) -> Point:
        return Point((self.south + self.north) / 2, (self.west + self.east) / 2)

    def holds(self, point: Point) -> bool:
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


class Reach(CooperativeOwned):
    """A town beyond its own into which the co-op takes orders, since `partner` carries them there."""

    town = models.SlugField()
    partner = models.CharField(max_length=120)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "town"], name="one_reach_per_town"),
        ]


class TownAddress(models.Model):
    """A house number in a street. `folded` is the normalised street that typed text is compared with."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="addresses")
    street = models.CharField(max_length=120)
    number = models.CharField(max_length=16)
    locality = models.CharField(max_length=80, blank=True)
    folded = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    is_interpolated = models.BooleanField(default=False)

    class Meta:
        indexes = [
            GinIndex(fields=["folded"], name="address_trigrams", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["town", "folded"], name="address_street"),
        ]


class TownPlace(models.Model):
    """A restaurant or shop of the town, by its name."""

    town = models.ForeignKey(Town, models.CASCADE, related_name="places")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
