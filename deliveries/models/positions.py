"""Where couriers are, while they work and only then; who looked; and when they did not want to be seen."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from coopplatform.tenancy.partitions import DayPartitions
from coopplatform.tenancy.scope import current

KEPT_DAYS = 30  # CNIL, délib. 2015-165: two months at most; we keep half of that


class Position(CooperativeOwned):
    """A fix of a courier's phone. One key, no index beside it: there are millions, and days are dropped whole."""

    id = None  # type: ignore[assignment]
    pk = models.CompositePrimaryKey("cooperative", "courier", "at")
    cooperative = models.ForeignKey(
        "cooperatives.Cooperative",
        models.PROTECT,
        default=current,
        editable=False,
        related_name="+",
        db_index=False,
    )
    courier = models.ForeignKey(
        "members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        constraints = [
            *wall("courier", has_id=False),
            DayPartitions(field="at", kept_days=KEPT_DAYS, name="positions_by_day"),
        ]


class CourierPlace(CooperativeOwned):
    """The newest fix of each courier at work. Read it through `queries.places`, which knows who may be followed."""

    courier = models.OneToOneField(
        "members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        constraints = wall("courier")


class PositionPause(CooperativeOwned):
    """From when to when a courier had their position switched off, by their own hand."""

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("courier"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gt=models.F("started_at")),
                name="pause_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "courier"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_pause_per_courier",
            ),
        ]


class PositionLook(CooperativeOwned):
    """Someone was shown a courier's place, from when to when, for the courier to read.

    `looker` is an actor ("person:7"), or "link" for whoever holds an order's tracking link; `order_number` says which.
    """

    class Page(models.TextChoices):
        BOARD = "board"
        TRACKING = "tracking"

    courier = models.ForeignKey("members.MemberWorker", models.CASCADE, related_name="+", db_constraint=False)
    looker = models.CharField(max_length=64)
    page = models.CharField(max_length=10, choices=Page)
    order_number = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("courier"),
            models.UniqueConstraint(
                fields=["cooperative", "courier", "looker", "page", "order_number", "since"],
                name="one_look_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "courier", "until"], name="looks_at_a_courier")]
