"""An order, its frozen price, and the delivery that carries it: a pickup and a drop-off."""

from collections.abc import Sequence
from typing import cast

from django.db import models

from coopplatform.kernel.geo import Point
from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.lifecycle import OrderState, StopKind, TaskState
from deliveries.domain.proof import Need, ProofRules
from deliveries.models.pricing import RuleSet
from deliveries.models.slots import TimeSlot
from deliveries.models.stores import Store

PRICE = ("quote", "price_change")
"""What `Order.price` reads, for `select_related`; in SQL it is `queries.prices`."""


class OrderCounter(CooperativeOwned):
    """The last order number of the co-op."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [*wall(), models.UniqueConstraint(fields=["cooperative"], name="one_order_counter")]


class Consignment(CooperativeOwned):
    """Orders a store placed at once: several doors from one pickup, or several pickups for one door."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="consignments", db_constraint=False)
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=64)

    class Meta:
        constraints = wall("store")


class Order(CooperativeOwned):
    """What a store wants delivered. Its state is read off its tasks, kept here for the lists.

    `grams` and `litres` where the store said; `needs` are codes of the equipment a bike must have; `proof` is
    what it asks of the courier at the door beyond what its store does. `packages` are `[code, quantity]`,
    `supplements` `[id of the rule, quantity]`; a `slot` it took a place in.
    """

    store = models.ForeignKey(Store, models.PROTECT, related_name="orders", db_constraint=False)
    consignment = models.ForeignKey(
        Consignment, models.PROTECT, null=True, blank=True, related_name="orders", db_constraint=False
    )
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in OrderState])
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=64)
    ready_at = models.DateTimeField()
    is_ready_confirmed = models.BooleanField(default=False)
    promised_at = models.DateTimeField()
    bags = models.PositiveSmallIntegerField()
    grams = models.PositiveIntegerField(null=True, blank=True)
    litres = models.PositiveIntegerField(null=True, blank=True)
    needs = models.JSONField(default=list)
    packages = models.JSONField(default=list, blank=True)
    supplements = models.JSONField(default=list, blank=True)
    slot = models.ForeignKey(
        TimeSlot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        db_constraint=False,
        db_index=False,
    )
    proof = models.JSONField(default=list, blank=True)
    goods_cents = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    price_change = models.OneToOneField(
        "PriceChange", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    """The newest; None while it costs what its quote says."""

    class Meta:
        constraints = [
            *wall("store", "consignment", "slot", "price_change"),
            models.UniqueConstraint(fields=["cooperative", "number"], name="one_order_per_number"),
        ]
        indexes = [
            models.Index(fields=["cooperative", "store", "-placed_at"], name="orders_of_store"),
            models.Index(
                fields=["cooperative", "promised_at"],
                name="open_orders",
                condition=models.Q(closed_at__isnull=True),
            ),
            models.Index(fields=["cooperative", "closed_at"], name="closed_orders"),
            models.Index(fields=["cooperative", "placed_at"], name="orders_by_placing"),
        ]

    def __str__(self) -> str:
        return f"no. {self.number}"

    @property
    def proof_rules(self) -> ProofRules:
        """Of its store, and what this order asks beyond."""
        return self.store.proof_rules.asking(Need(need) for need in self.proof)

    @property
    def price(self) -> "Priced":
        """What it costs: the newest price change, or its quote. Read both with `select_related(*PRICE)`."""
        return self.price_change or self.quote


class Priced(CooperativeOwned):
    """What an order costs and how it was reckoned: by a version of its store's rule set, or of the charter's tariff."""

    lines = models.JSONField()
    net_cents = models.PositiveIntegerField()
    vat_cents = models.PositiveIntegerField()
    total_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    charter_version = models.PositiveIntegerField()
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False, db_index=False
    )
    rule_set_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class Quote(Priced):
    """The price as it was told before sending, with the sum behind each line; never recomputed.

    What an order costs now is `Order.price`.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="quote", db_constraint=False)

    class Meta:
        constraints = wall("order", "rule_set", append_only=True)


class PriceChange(Priced):
    """The price of an order from then on, with its reason and the difference to what it was; the quote stays.

    `is_booked`: the delivery was in the books already, so that the difference has an entry of its own.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="price_changes", db_constraint=False)
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    net_difference_cents = models.IntegerField()
    vat_difference_cents = models.IntegerField()
    is_booked = models.BooleanField(default=False)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("order", "rule_set", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "order", "number"], name="one_price_change_per_number"
            ),
        ]

    @property
    def difference_cents(self) -> int:
        """What it costs more (negative: less), VAT included."""
        return self.net_difference_cents + self.vat_difference_cents

    @property
    def source_key(self) -> str:
        """Of its entry in the books."""
        return f"price:{self.pk}"


class Delivery(CooperativeOwned):
    """The ride an order needs. `tracking_token` is the recipient's key to the public page.

    `origin_lat` and `origin_lon` are where the goods are, when that is not the store.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="delivery", db_constraint=False)
    tracking_token = models.CharField(max_length=48)
    distance_metres = models.PositiveIntegerField()
    ride_seconds = models.PositiveIntegerField()
    is_distance_estimated = models.BooleanField(default=False)
    origin_lat = models.FloatField(null=True, blank=True)
    origin_lon = models.FloatField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    """When the courier who has it said so; nothing while it was only given to them."""
    relayed_at = models.DateTimeField(null=True, blank=True)
    """When it was last sent to a hub to change hands: the goods have left the store."""
    carried_by = models.CharField(max_length=120, blank=True, default="", db_default="")
    """The co-op that carries it instead, by its name: then no courier of ours has it."""
    vehicle = models.CharField(max_length=20, blank=True, default="", db_default="")
    """What it was brought with, as the fleet had it then (`domain.vehicles.told`); empty where it said nothing."""
    just_written: Sequence["Task"] = ()
    """The tasks written with it a moment ago, the pickup first; none on a delivery that was read."""

    class Meta:
        constraints = [
            *wall("order"),
            models.UniqueConstraint(fields=["cooperative", "tracking_token"], name="one_delivery_per_token"),
        ]


class Task(CooperativeOwned):
    """A stop: a pickup at the store or a drop-off at the recipient's door; where it changes hands, the hub."""

    class Kind(models.TextChoices):
        PICKUP = "pickup"
        DROPOFF = "dropoff"
        HANDIN = "handin"

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="tasks", db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in TaskState])
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True, default="", db_default="")
    address = models.CharField(max_length=200)
    instructions = models.CharField(max_length=300, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    geocoder = models.CharField(max_length=40)
    licence = models.CharField(max_length=120, blank=True)
    window_after = models.DateTimeField()
    window_before = models.DateTimeField()
    assignee = models.ForeignKey(
        "members.MemberWorker", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    rank = models.PositiveIntegerField(default=0)
    arrived_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("delivery", "assignee"),
            models.UniqueConstraint(
                fields=["cooperative", "delivery", "kind"],
                name="one_task_per_kind",
                condition=models.Q(kind__in=["pickup", "dropoff"]),
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "assignee", "rank"], name="day_of_courier"),
            models.Index(fields=["cooperative", "delivery"], name="tasks_of_delivery"),
            models.Index(
                fields=["cooperative", "assignee"],
                name="open_stops",
                condition=models.Q(state__in=[TaskState.WAITING.value, TaskState.ARRIVED.value]),
            ),
            models.Index(
                fields=["cooperative", "assignee", "completed_at"],
                name="done_stops",
                condition=models.Q(state=TaskState.DONE.value),
            ),
        ]

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)

    @property
    def stop_kind(self) -> StopKind:
        return cast(StopKind, self.kind)

    @property
    def shape(self) -> str:
        """How it is drawn: a hand-in ends a ride, as a drop-off does."""
        return "pickup" if self.kind == Task.Kind.PICKUP else "dropoff"
