"""Who works here, under which contract, and the hours they really worked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class MemberWorker(CooperativeOwned):
    """A worker of the co-op. Two letters, never a colour, tell couriers apart.

    `skills` are the co-op's own words ("cargo", "cold"); `calendar_token` opens the feed of their shifts, if they
    want one. `lent_by` is the co-op that employs a guest: they ride here and are paid there.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=2)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    capacity_bags = models.PositiveSmallIntegerField(default=6)
    skills = models.JSONField(default=list)
    calendar_token = models.CharField(max_length=48, blank=True)
    lent_by = models.SlugField(blank=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "calendar_token"],
                condition=~models.Q(calendar_token=""),
                name="one_calendar_per_token",
            ),
            models.UniqueConstraint(fields=["cooperative", "code"], name="one_worker_per_code"),
            models.UniqueConstraint(fields=["cooperative", "user"], name="one_worker_per_user"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_guest(self) -> bool:
        return bool(self.lent_by)


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
    """Planned from `starts_at` to `ends_at`, worked from clock-in to clock-out.

    Without a member it is open: whoever has its `skills` may claim it once it is published. `is_for_claim` stays set
    when it is taken, so that others can wait for it. `source_key` names the place in a template it came from.
    `revision` counts what changed since it was published, for calendars. `lent_to` is the co-op where it is worked:
    nobody is on duty here, and its hours come from there.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    member = models.ForeignKey(
        MemberWorker, models.PROTECT, related_name="shifts", db_constraint=False, null=True, blank=True
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.PUBLISHED)
    skills = models.JSONField(default=list)
    is_for_claim = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    lent_to = models.SlugField(blank=True)
    revision = models.PositiveSmallIntegerField(default=0)
    revised_at = models.DateTimeField(null=True, blank=True)
    clocked_in_at = models.DateTimeField(null=True, blank=True)
    clocked_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(clocked_in_at__isnull=True)
                | models.Q(member__isnull=False, state="published"),
                name="a_worked_shift_is_someones",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "member"],
                condition=models.Q(clocked_in_at__isnull=False, clocked_out_at__isnull=True),
                name="one_open_shift_per_member",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "source_key"],
                condition=~models.Q(source_key=""),
                name="one_shift_per_template_place",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "starts_at"], name="shifts_by_start")]

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class WorkRecord(CooperativeOwned):
    """What a shift came to: the only source of pay, closed by both sides.

    The member closes it by clocking out or by agreeing to a correction, the co-op by a confirmation. `paid_seconds`
    is the time without unpaid breaks, `minutes` the same to the started minute; both are 0 while it runs.
    """

    shift = models.OneToOneField(Shift, models.PROTECT, related_name="record", db_constraint=False)
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="records", db_constraint=False)
    worked_on = models.DateField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    paid_seconds = models.PositiveIntegerField(default=0)
    minutes = models.PositiveIntegerField(default=0)
    member_closed_at = models.DateTimeField(null=True, blank=True)
    coop_closed_at = models.DateTimeField(null=True, blank=True)
    coop_closed_by = models.CharField(max_length=64, blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    contest_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *wall("shift", "member"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=False)
                | models.Q(member_closed_at__isnull=True, coop_closed_at__isnull=True),
                name="a_running_record_is_not_closed",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "worked_on"], name="records_by_day")]

    @property
    def is_confirmed(self) -> bool:
        return self.member_closed_at is not None and self.coop_closed_at is not None


class WorkBreak(CooperativeOwned):
    """A break in a record of work; unpaid ones are taken out of the paid time."""

    record = models.ForeignKey(WorkRecord, models.PROTECT, related_name="breaks", db_constraint=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_paid = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *wall("record"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gt=models.F("started_at")),
                name="break_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "record"],
                condition=models.Q(ended_at__isnull=True),
                name="one_running_break_per_record",
            ),
        ]


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
