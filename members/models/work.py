"""Who works here, under which contract, and the hours they really worked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class MemberWorker(CooperativeOwned):
    """A worker of the co-op. Two letters, never a colour, tell couriers apart."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=2)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    capacity_bags = models.PositiveSmallIntegerField(default=6)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "code"], name="one_worker_per_code"),
            models.UniqueConstraint(fields=["cooperative", "user"], name="one_worker_per_user"),
        ]

    def __str__(self) -> str:
        return self.name


class Contract(CooperativeOwned):
    """An employment contract: weekly hours and the pay grid's class, from a day on.

    `short_hours_reason` is why a part-timer works less than the law's minimum (their own request, studies).
    """

    class Kind(models.TextChoices):
        PERMANENT = "permanent", _("permanent")
        FIXED_TERM = "fixed_term", _("fixed-term")
        APPRENTICE = "apprentice", _("apprentice")

    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="contracts", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERMANENT)
    job_title = models.CharField(max_length=80, blank=True)
    grid_class = models.CharField(max_length=24, blank=True)
    short_hours_reason = models.CharField(max_length=120, blank=True)
    weekly_minutes = models.PositiveIntegerField()
    hourly_cents = models.PositiveIntegerField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = wall("member")

    @property
    def weekly_seconds(self) -> int:
        return self.weekly_minutes * 60


class Shift(CooperativeOwned):
    """Planned from `starts_at` to `ends_at`, worked from clock-in to clock-out."""

    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="shifts", db_constraint=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    clocked_in_at = models.DateTimeField(null=True, blank=True)
    clocked_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["cooperative", "member"],
                condition=models.Q(clocked_in_at__isnull=False, clocked_out_at__isnull=True),
                name="one_open_shift_per_member",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "starts_at"], name="shifts_by_start")]


class WorkRecord(CooperativeOwned):
    """What a shift came to: the only source of pay. Closed at clock-out."""

    shift = models.OneToOneField(Shift, models.PROTECT, related_name="record", db_constraint=False)
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="records", db_constraint=False)
    worked_on = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = wall("shift", "member")
        indexes = [models.Index(fields=["cooperative", "worked_on"], name="records_by_day")]


class CreditedDelivery(CooperativeOwned):
    """A delivery counted in a work record, once."""

    record = models.ForeignKey(WorkRecord, models.PROTECT, related_name="deliveries", db_constraint=False)
    delivery = models.UUIDField()
    distance_metres = models.PositiveIntegerField()
    is_on_time = models.BooleanField()
    completed_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("record"),
            models.UniqueConstraint(fields=["cooperative", "delivery"], name="a_delivery_is_credited_once"),
        ]
        indexes = [models.Index(fields=["cooperative", "completed_at"], name="credited_by_time")]
