"""A cooperative and its charter: bylaws as data, dated, never rewritten."""

from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class Cooperative(models.Model):
    """A tenant. The federation is one too: its staff are its members, its journal and books its own.

    `registration_number` and `activity_code` are the country's (SIRET and NAF in France); `lat` and `lon` where it
    has its seat, for the map of all. `words` are, by language, the version of the commons whose words its pages speak.
    """

    class Kind(models.TextChoices):
        MEMBER = "member", _("Cooperative")
        FEDERATION = "federation", _("Federation")

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.MEMBER)
    legal_form = models.CharField(max_length=24, default="scop")
    country = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=40)
    locale = models.CharField(max_length=8, default="fr")
    town = models.SlugField(blank=True)
    founded_on = models.DateField()
    registration_number = models.CharField(max_length=20, blank=True)
    activity_code = models.CharField(max_length=8, blank=True)
    address = models.CharField(max_length=200, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    words = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Charter(CooperativeOwned):
    """One version of the bylaws' figures: prices, dispatch, pay grid, surplus. In force from a day on."""

    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    terms = models.JSONField()
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(append_only=True),
            models.UniqueConstraint(fields=["cooperative", "version"], name="one_charter_per_version"),
        ]

    def __str__(self) -> str:
        return f"Charter {self.version}, from {self.valid_from}"
