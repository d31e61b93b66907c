"""What prices are made of: rule sets with their versions, zones and package types."""

from django.db import models
from django.db.models import Q

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.pricing import Rules, Strategy
from deliveries.domain.zones import Ring


class RuleSet(CooperativeOwned):
    """A price list, as its newest version says it: `rules` in their order (`Rule.as_json`).

    A deleted one stays, so that what it priced can be read; no store has it.
    """

    name = models.CharField(max_length=80)
    strategy = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Strategy])
    rules = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "name"],
                name="one_rule_set_per_name",
                condition=Q(deleted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def read(self) -> Rules:
        """Raises Invalid for what no rule is."""
        return Rules.from_json(self.strategy, self.rules)


class RuleSetVersion(CooperativeOwned):
    """A rule set as it stood since a change, for good: a quote names the one that priced it.

    `zones` are the corners of those its rules ask about, by name, as they were then: drawing one anew makes a new
    version. None, and no `name`, where it was made before these were kept: it is read with the zones of today.
    """

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="versions", db_constraint=False)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=80, blank=True, default="", db_default="")
    zones = models.JSONField(null=True, blank=True)
    strategy = models.CharField(max_length=8)
    rules = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *wall("rule_set", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "rule_set", "version"], name="one_rule_set_version"
            ),
        ]


class Zone(CooperativeOwned):
    """A named polygon; `corners` are `[longitude, latitude]`, each once. Zones may overlap.

    `changed_by` and `changed_at`: who drew it last.
    """

    name = models.CharField(max_length=80)
    corners = models.JSONField()
    changed_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "name"], name="one_zone_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ring(self) -> Ring:
        return tuple((lon, lat) for lon, lat in self.corners)


class PackageType(CooperativeOwned):
    """A kind of package: its volume in units of the co-op's choice, its weight in grams; average and most.

    Orders name it by its code. One that is no longer used keeps its past.
    """

    name = models.CharField(max_length=60)
    code = models.CharField(max_length=8)
    units_average = models.PositiveIntegerField()
    units_most = models.PositiveIntegerField()
    grams_average = models.PositiveIntegerField()
    grams_most = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "code"],
                name="one_package_per_code",
                condition=Q(deleted_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
