"""Restaurants and shops, who works there, their keys to the API and their customers."""

from uuid import UUID

from django.conf import settings
from django.db import models

from cooperatives.domain.sections import MEALS
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.proof import USUAL, ProofRules
from deliveries.domain.store_roles import StoreRole
from deliveries.models.pricing import PackageType, RuleSet


def auxiliary_code(store_id: UUID) -> str:
    """`C` and the last ten hexadecimal digits of the store's id, which are random."""
    return f"C{store_id.hex[-10:].upper()}"


class Store(CooperativeOwned):
    """Where orders come from. `opening` is `{"mon": [["11:00", "14:30"], …], …}` in the co-op's zone.

    `activity` is the section of the books its deliveries are a sale of. `proof` is what couriers are asked at the
    door (`ProofRules`); empty is the usual. Without a `rule_set` the charter's tariff is the price.
    """

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=32, blank=True)
    address = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    opening = models.JSONField(default=dict)
    ready_minutes = models.PositiveSmallIntegerField(default=15)
    is_active = models.BooleanField(default=True)
    activity = models.CharField(max_length=40, default=MEALS)
    proof = models.JSONField(default=dict, blank=True)
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="stores", db_constraint=False
    )
    is_weight_required = models.BooleanField(default=False)
    are_packages_required = models.BooleanField(default=False)

    class Meta:
        constraints = wall("rule_set")
        indexes = [models.Index(fields=["cooperative", "name"], name="store_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)

    @property
    def proof_rules(self) -> ProofRules:
        return ProofRules.from_json(self.proof) if self.proof else USUAL

    @property
    def auxiliary(self) -> str:
        """The store's code among the customers in the books."""
        return auxiliary_code(self.id)


class StoreStaff(CooperativeOwned):
    """A person of a store, with what they may do there."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="staff", db_constraint=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    role = models.CharField(
        max_length=8,
        choices=[(role.value, role.value) for role in StoreRole],
        default=StoreRole.MANAGER.value,
    )

    class Meta:
        constraints = [
            *wall("store"),
            models.UniqueConstraint(fields=["cooperative", "store", "user"], name="once_on_the_staff"),
        ]


class StorePackage(CooperativeOwned):
    """A type of package that a store sends."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="packages", db_constraint=False)
    package = models.ForeignKey(PackageType, models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            *wall("store", "package"),
            models.UniqueConstraint(fields=["cooperative", "store", "package"], name="package_once_a_store"),
        ]


class StoreToken(CooperativeOwned):
    """A key to the API for one store; only its SHA-256 is kept."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="tokens", db_constraint=False)
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("store"),
            models.UniqueConstraint(fields=["cooperative", "digest"], name="one_token_per_digest"),
        ]


class Recipient(CooperativeOwned):
    """A store's customer, remembered so that the next order takes three letters.

    `instructions` are two lines: floor and code, then a word for the courier. `contacts` are other people there,
    `[{"name": …, "phone": …}]`; `notes` are the store's own and go to nobody.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="recipients", db_constraint=False)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True, default="", db_default="")
    address = models.CharField(max_length=200)
    instructions = models.CharField(max_length=300, blank=True)
    contacts = models.JSONField(default=list, blank=True)
    notes = models.CharField(max_length=500, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    orders = models.PositiveIntegerField(default=0)
    last_ordered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("store"),
            models.UniqueConstraint(
                fields=["cooperative", "store", "name", "phone", "address"], name="one_recipient"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "store", "-last_ordered_at"], name="recent_recipients")
        ]
