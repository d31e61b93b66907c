"""A review: who looks, what they found, what the co-op answers, and what it promised to do."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import AppendOnly, wall
from coopplatform.tenancy.models import CooperativeOwned
from federation.models.membership import About, Shared, Transition
from federation.models.rules import SharedWithFederation, WrittenAboutMember

USER = settings.AUTH_USER_MODEL


class Review(About):
    """Somebody began to look at a co-op. `why` is what an extraordinary one was opened for.

    `criteria_version` is what it is judged by, whatever is published before it ends; None for reviews begun before
    that was kept, which are judged by the version in force. `criteria_edition` is that of the platform's own set then:
    it counts where the version is 0.
    """

    class Kind(models.TextChoices):
        ADMISSION = "admission", _("admission")
        LIGHT = "light", _("light review")
        FULL = "full", _("full review")
        EXTRAORDINARY = "extraordinary", _("extraordinary review")

    kind = models.CharField(max_length=13, choices=Kind)
    why = models.TextField(blank=True)
    criteria_version = models.PositiveIntegerField(null=True)
    criteria_edition = models.PositiveSmallIntegerField(default=1)
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="review_written_about_member"),
            AppendOnly(name="review_append_only"),
        ]


class ReviewerNamed(About):
    """A person is a reviewer of a review, or is none any more; the newest row counts."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="naming")
    reviewer = models.ForeignKey(USER, models.PROTECT, related_name="+")
    is_named = models.BooleanField(default=True)
    named_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="reviewer_written_about_member"),
            AppendOnly(name="reviewer_append_only"),
        ]


class Report(About):
    """What the reviewers found, line by line, and their conclusion. From here the right of reply runs."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="reports")
    findings = models.JSONField()
    conclusion = models.TextField()
    dossier_sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            WrittenAboutMember(name="report_written_about_member"),
            AppendOnly(name="report_append_only"),
            models.UniqueConstraint(fields=["review"], name="one_report_per_review"),
        ]


class Reply(Shared):
    """What the co-op says to a report."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="replies")
    text = models.TextField()
    replied_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    replied_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="reply_shared_with_federation"),
            AppendOnly(name="reply_append_only"),
            models.UniqueConstraint(fields=["report"], name="one_reply_per_report"),
        ]


class PlanItem(About):
    """Something a co-op in observation does until a day."""

    transition = models.ForeignKey(Transition, models.PROTECT, related_name="plan")
    criterion = models.CharField(max_length=4, blank=True)
    text = models.CharField(max_length=300)
    due_on = models.DateField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="plan_item_written_about_member"),
            AppendOnly(name="plan_item_append_only"),
        ]


class PlanItemDone(Shared):
    """A co-op says how it has done an item of its plan, with a paper if there is one."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="done")
    text = models.TextField()
    name = models.CharField(max_length=120, blank=True)
    content = models.BinaryField(null=True)
    done_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="plan_done_shared_with_federation"),
            AppendOnly(name="plan_done_append_only"),
            models.UniqueConstraint(fields=["item"], name="an_item_is_done_once"),
        ]


class ReviewTrigger(Shared):
    """Why a co-op should be looked at before its time, told by its own job: a warning in its books, or its workers."""

    class Kind(models.TextChoices):
        EARLY_WARNING = "early_warning", _("early warning in the books")
        REQUEST = "request", _("request of its workers")

    kind = models.CharField(max_length=13, choices=Kind)
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="review_trigger_shared_with_federation"),
            AppendOnly(name="review_trigger_append_only"),
        ]


class Opinion(CooperativeOwned):
    """A reviewer's word on a criterion, kept by the federation until the report; the newest counts."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(USER, models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=4)
    colour = models.CharField(max_length=7)
    text = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = wall(append_only=True)


class ConflictOfInterest(CooperativeOwned):
    """A person of the federation's staff has something to do with a co-op: its adviser, a relative, a former job."""

    class Kind(models.TextChoices):
        ADVISER = "adviser", _("adviser of the cooperative")
        FAMILY = "family", _("family or household")
        INTEREST = "interest", _("money or contract")
        OTHER = "other", _("something else")

    person = models.ForeignKey(USER, models.PROTECT, related_name="+")
    member = models.ForeignKey("cooperatives.Cooperative", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    note = models.CharField(max_length=300, blank=True)
    declared_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = wall(append_only=True)


class Proposal(CooperativeOwned):
    """A decision that one person has written and a second one has to read. Kept by the federation."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for a second person")
        CONFIRMED = "confirmed", _("confirmed")
        DROPPED = "dropped", _("dropped")

    member = models.ForeignKey("cooperatives.Cooperative", models.PROTECT, related_name="+")
    action = models.CharField(max_length=16)
    reason = models.TextField()
    summary = models.CharField(max_length=300, blank=True)
    red_reasons = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(
                fields=["cooperative", "member"],
                condition=models.Q(state="open"),
                name="one_open_proposal_per_member",
            ),
        ]


class Escalation(CooperativeOwned):
    """A deadline that went by, told to the board once."""

    member = models.ForeignKey("cooperatives.Cooperative", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16)
    about = models.CharField(max_length=300, blank=True)
    until = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "member", "kind", "about", "until"], name="a_deadline_escalates_once"
            ),
        ]
