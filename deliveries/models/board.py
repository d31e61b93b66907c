"""What the board keeps: queues and groups with a version, moves that can be taken back, tags, delays, words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.models.orders import Order
from deliveries.models.stores import Store


class CourierQueue(CooperativeOwned):
    """The order of a courier's stops: its row is their lock, `version` counts every change to them."""

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *wall("courier"),
            models.UniqueConstraint(fields=["cooperative", "courier"], name="one_queue_per_courier"),
        ]


class BoardMove(CooperativeOwned):
    """What a dispatcher did on the board, and what it was before: `Z` takes back the newest one that stands.

    `before` and `after` are what the kind of move needs to be taken back: ids and numbers, and what a group was called.
    """

    class Kind(models.TextChoices):
        STOPS = "stops"
        CANCEL = "cancel"
        RESTORE = "restore"
        RESCHEDULE = "reschedule"
        TAG = "tag"
        RELAY = "relay"
        GROUP = "group"
        RENAME = "rename"

    kind = models.CharField(max_length=12, choices=Kind)
    before = models.JSONField()
    after = models.JSONField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall()
        indexes = [models.Index(fields=["cooperative", "made_by", "-made_at"], name="moves_of_dispatcher")]


class OrderGroup(CooperativeOwned):
    """Orders that a dispatcher wants to go out as one ride, under a name. Its row is its lock.

    It has no bike, no shift and no times, as a planned `Tour` has: who rides it is said by its orders' stops, as for
    any order. `version` counts every change to what belongs to it, to whose it is and to its name.
    """

    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall()

    def __str__(self) -> str:
        return self.name


class GroupedOrder(CooperativeOwned):
    """An order in a group, in one at a time. What is done stays in its own, and counts for nothing there."""

    order = models.OneToOneField(Order, models.CASCADE, related_name="grouped", db_constraint=False)
    group = models.ForeignKey(OrderGroup, models.CASCADE, related_name="places", db_constraint=False)

    class Meta:
        constraints = wall("order", "group")


class Tag(CooperativeOwned):
    """A word of the co-op's own to mark orders by."""

    name = models.CharField(max_length=30)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "name"], name="one_tag_per_name"),
        ]


class OrderTag(CooperativeOwned):
    """A tag on an order."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="tags", db_constraint=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        constraints = [
            *wall("order", "tag"),
            models.UniqueConstraint(fields=["cooperative", "order", "tag"], name="one_tag_per_order"),
        ]


class Delay(CooperativeOwned):
    """The co-op, or what concerns one store, runs late for a while; what was promised within it is expected later.

    `lifted_at`: a person ended it, and it is as if it had not been.
    """

    class Reason(models.TextChoices):
        RAIN = "rain", _("bad weather")
        TRAFFIC = "traffic", _("traffic")
        ORDERS = "orders", _("many orders at once")
        COURIERS = "couriers", _("too few couriers")
        KITCHEN = "kitchen", _("the kitchen needs longer")

    store = models.ForeignKey(
        Store, models.CASCADE, null=True, blank=True, related_name="delays", db_constraint=False
    )
    minutes = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=10, choices=Reason)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    announced_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall("store")
        indexes = [models.Index(fields=["cooperative", "-ends_at"], name="delays_by_end")]


class CourierNote(CooperativeOwned):
    """A few words of a dispatcher to a courier, shown on their day until they have read them."""

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    text = models.CharField(max_length=200)
    sent_by = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall("courier")
        indexes = [
            models.Index(
                fields=["cooperative", "courier"],
                name="notes_unread",
                condition=models.Q(read_at__isnull=True),
            )
        ]
