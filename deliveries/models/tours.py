"""A day's tours as they are planned, before anyone rides them."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from deliveries.domain.tour_plans import PlanState
from deliveries.models.fleet import Bike
from deliveries.models.orders import Order


class TourPlan(CooperativeOwned):
    """A day's orders and bikes. `run` names the attempt under way; whoever writes for another one is too late.

    `best_travel_seconds` is what the planner reached, to compare with while a person edits; `before_edit` the order of
    stops by bike before the last edit, to take it back.
    """

    day = models.DateField()
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in PlanState])
    run_seconds = models.PositiveSmallIntegerField()
    run = models.UUIDField(null=True, blank=True)
    run_asked_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    is_stop_asked = models.BooleanField(default=False)
    progress = models.JSONField(default=dict)
    trouble = models.CharField(max_length=40, blank=True)
    best_travel_seconds = models.PositiveIntegerField(null=True, blank=True)
    before_edit = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall()
        indexes = [models.Index(fields=["cooperative", "-day", "-created_at"], name="tour_plans_by_day")]


class Tour(CooperativeOwned):
    """A bike of the plan with its shift and, once planned, its times. `pauses` are rests: [begins, ends]."""

    plan = models.ForeignKey(TourPlan, models.CASCADE, related_name="tours", db_constraint=False)
    bike = models.ForeignKey(Bike, models.PROTECT, related_name="+", db_constraint=False)
    courier = models.ForeignKey(
        "members.MemberWorker", models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    rank = models.PositiveSmallIntegerField()
    shift_starts_at = models.DateTimeField()
    shift_ends_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    travel_seconds = models.PositiveIntegerField(default=0)
    wait_seconds = models.PositiveIntegerField(default=0)
    is_estimated = models.BooleanField(default=False)
    pauses = models.JSONField(default=list)
    violations = models.JSONField(default=list)

    class Meta:
        constraints = [
            *wall("plan", "bike", "courier"),
            models.UniqueConstraint(fields=["cooperative", "plan", "bike"], name="one_tour_per_bike"),
        ]


class PlannedStop(CooperativeOwned):
    """An order's pickup or drop-off in a plan: on a tour, at a rank, or on none, and then `left_out` says why.

    `moves` counts how often a person moved it, so that two who move it at once are told apart.
    """

    class Kind(models.TextChoices):
        PICKUP = "pickup"
        DROPOFF = "dropoff"

    plan = models.ForeignKey(TourPlan, models.CASCADE, related_name="stops", db_constraint=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=8, choices=Kind)
    tour = models.ForeignKey(
        Tour, models.CASCADE, null=True, blank=True, related_name="stops", db_constraint=False
    )
    rank = models.PositiveIntegerField(default=0)
    arrives_at = models.DateTimeField(null=True, blank=True)
    begins_at = models.DateTimeField(null=True, blank=True)
    leaves_at = models.DateTimeField(null=True, blank=True)
    violations = models.JSONField(default=list)
    left_out = models.JSONField(default=dict)
    moves = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            *wall("plan", "order", "tour"),
            models.UniqueConstraint(
                fields=["cooperative", "plan", "order", "kind"], name="one_planned_stop_per_kind"
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "tour", "rank"], name="stops_of_tour")]
