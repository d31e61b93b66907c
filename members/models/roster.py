"""The roster around the shifts: what changed and why, who waits, who offers, templates, availability."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.domain.availability import Kind, Weeks, Window, clock_of
from members.models.work import MemberWorker, Shift, WorkRecord


class ShiftChange(CooperativeOwned):
    """What happened to a published shift, and why. It outlives a shift that was cancelled.

    `shift` is the id only; `member` is whose shift it was before, or became where it was nobody's.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", _("moved")
        GIVEN = "given", _("given")
        OPENED = "opened", _("made open")
        CANCELLED = "cancelled", _("cancelled")
        CLAIMED = "claimed", _("claimed")
        MOVED_UP = "moved_up", _("moved up from the waiting list")
        GIVEN_BACK = "given_back", _("given back")
        SWAPPED = "swapped", _("swapped")

    shift = models.UUIDField()
    member = models.ForeignKey(
        MemberWorker, models.PROTECT, related_name="+", db_constraint=False, null=True, blank=True
    )
    kind = models.CharField(max_length=12, choices=Kind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    changed_by = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = wall("member", append_only=True)
        indexes = [models.Index(fields=["cooperative", "shift"], name="changes_of_a_shift")]


class Waiting(CooperativeOwned):
    """A member who waits for a shift that another one has."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="waiting", db_constraint=False)
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="+", db_constraint=False)
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("shift", "member"),
            models.UniqueConstraint(fields=["cooperative", "shift", "member"], name="one_waits_once"),
        ]


class SwapOffer(CooperativeOwned):
    """A member offers a shift of theirs; a colleague takes it; a dispatcher approves, unless the charter needs none."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        TAKEN = "taken", _("waits for approval")
        DONE = "done", _("swapped")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    RUNNING = (State.OFFERED, State.TAKEN)

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="swaps", db_constraint=False)
    offered_by = models.ForeignKey(MemberWorker, models.PROTECT, related_name="+", db_constraint=False)
    taken_by = models.ForeignKey(
        MemberWorker, models.PROTECT, related_name="+", db_constraint=False, null=True, blank=True
    )
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("shift", "offered_by", "taken_by"),
            models.UniqueConstraint(
                fields=["cooperative", "shift"],
                condition=models.Q(state__in=("offered", "taken")),
                name="one_running_swap_per_shift",
            ),
        ]


class WeekTemplate(CooperativeOwned):
    """A week of shifts to plan other weeks by."""

    name = models.CharField(max_length=60)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "name"], name="one_template_per_name"),
        ]

    def __str__(self) -> str:
        return self.name


class TemplatePlace(CooperativeOwned):
    """A shift of a template: its weekday (Monday 0), local minute of the day, length, and who usually has it."""

    template = models.ForeignKey(WeekTemplate, models.CASCADE, related_name="places", db_constraint=False)
    member = models.ForeignKey(
        MemberWorker, models.PROTECT, related_name="+", db_constraint=False, null=True, blank=True
    )
    weekday = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    skills = models.JSONField(default=list)

    class Meta:
        constraints = wall("template", "member")


class Availability(CooperativeOwned):
    """A window of the week in which a member can or cannot work, as they say it themselves."""

    KINDS = {Kind.CAN: _("I can work"), Kind.CANNOT: _("I cannot work")}
    WEEKS = {Weeks.ALL: _("every week"), Weeks.ODD: _("odd weeks"), Weeks.EVEN: _("even weeks")}

    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="availability", db_constraint=False)
    kind = models.CharField(max_length=6, choices=[(kind.value, words) for kind, words in KINDS.items()])
    weekday = models.PositiveSmallIntegerField()
    from_minute = models.PositiveSmallIntegerField()
    until_minute = models.PositiveSmallIntegerField()
    weeks = models.CharField(max_length=4, choices=[(w.value, words) for w, words in WEEKS.items()])
    first = models.DateField(null=True, blank=True)
    last = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.CheckConstraint(
                condition=models.Q(until_minute__gt=models.F("from_minute"), until_minute__lte=1440),
                name="availability_ends_after_start",
            ),
        ]

    @property
    def window(self) -> Window:
        """As the rules read it."""
        return Window(
            Kind(self.kind),
            self.weekday,
            self.from_minute,
            self.until_minute,
            Weeks(self.weeks),
            self.first,
            self.last,
        )

    @property
    def from_clock(self) -> str:
        return clock_of(self.from_minute)

    @property
    def until_clock(self) -> str:
        return clock_of(self.until_minute)


class Correction(CooperativeOwned):
    """A record's times as they were and as a dispatcher put them right, why, and what the member says to it."""

    class Answer(models.TextChoices):
        NONE = "", _("no answer yet")
        AGREED = "agreed", _("agreed")
        CONTESTED = "contested", _("contested")

    record = models.ForeignKey(WorkRecord, models.PROTECT, related_name="corrections", db_constraint=False)
    was = models.JSONField()
    became = models.JSONField()
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=9, choices=Answer, default=Answer.NONE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = wall("record")
        indexes = [models.Index(fields=["cooperative", "record"], name="corrections_of_a_record")]
