"""What co-ops decide and say together: consultations, votes by roll call, positions and who signs them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly, wall
from coopplatform.tenancy.models import CooperativeOwned
from federation.domain.voice.phases import Calendar
from federation.domain.voice.voting import Choice, Rule
from federation.models.membership import Shared
from federation.models.rules import PublishedByCooperative, PublishedByFederation

USER = settings.AUTH_USER_MODEL
CHOICES: list[tuple[str, str]] = [(choice.value, choice.value) for choice in Choice]


class Consultation(models.Model):
    """A text put to all co-ops, with the rule and the calendar it is decided by, as they were when it was opened."""

    class Kind(models.TextChoices):
        POSITION = "position", _("common position")
        STATUTES = "statutes", _("statutes")
        DUES = "dues", _("dues")
        OTHER = "other", _("other decision")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=140)
    text = models.TextField()
    rule = models.JSONField()
    asks_workers = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    amend_until = models.DateTimeField()
    vote_from = models.DateTimeField()
    vote_until = models.DateTimeField()
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            PublishedByFederation(name="consultation_published_by_federation"),
            AppendOnly(name="consultation_append_only"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.opened_at, self.amend_until, self.vote_from, self.vote_until)

    @property
    def voting_rule(self) -> Rule:
        return Rule.read(self.rule)


class RollEntry(Shared):
    """A co-op is on the roll of a vote, with its workers; `is_declared` where the platform does not count them."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="roll")
    workers = models.PositiveIntegerField()
    is_declared = models.BooleanField(default=False)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="roll_published_by_cooperative"),
            AppendOnly(name="roll_append_only"),
            models.UniqueConstraint(fields=["consultation", "cooperative"], name="one_roll_entry"),
        ]


class Amendment(Shared):
    """A co-op would have a paragraph (from 1) read otherwise; an empty text strikes it.

    They are numbered as they came when they are read: `number`; `is_withdrawn` by then.
    """

    number = 0
    is_withdrawn = False

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="amendments")
    paragraph = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    why = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="amendment_published_by_cooperative"),
            AppendOnly(name="amendment_append_only"),
        ]


class AmendmentWithdrawn(Shared):
    """The co-op that proposed an amendment takes it back before the vote; its number stays its own."""

    amendment = models.OneToOneField(Amendment, models.PROTECT, related_name="withdrawn")
    withdrawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="withdrawal_published_by_cooperative"),
            AppendOnly(name="withdrawal_append_only"),
        ]


class DelegateVote(Shared):
    """A co-op's vote on the text, or on an amendment, by its delegate; voted again, the newest row counts."""

    class Mandate(models.TextChoices):
        FREE = "free", _("free mandate")
        BOUND = "bound", _("bound mandate")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="votes")
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, blank=True, related_name="votes")
    choice = models.CharField(max_length=5, choices=CHOICES)
    mandate = models.CharField(max_length=5, choices=Mandate, default=Mandate.FREE)
    reason = models.CharField(max_length=500, blank=True)
    cast_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="delegate_vote_published_by_cooperative"),
            AppendOnly(name="delegate_vote_append_only"),
        ]


class WorkerAnswer(CooperativeOwned):
    """What a worker answered when asked directly. Only the co-op itself has it; not a secret ballot, and says so.

    `consultation` is its id: answers never leave, their counts do.
    """

    consultation = models.UUIDField()
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    choice = models.CharField(max_length=5, choices=CHOICES)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "consultation", "user"], name="one_answer_each"),
        ]


class WorkerTally(Shared):
    """What a co-op tells of its workers' answers: counts, or only the direction, as their number allows."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="tallies")
    counts = models.JSONField(null=True)
    direction = models.CharField(max_length=5, choices=CHOICES, blank=True)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="tally_published_by_cooperative"),
            AppendOnly(name="tally_append_only"),
            models.UniqueConstraint(fields=["consultation", "cooperative"], name="one_tally_each"),
        ]


class Decided(models.Model):
    """What a consultation came to: the text as amended, each condition, and every vote it was reckoned from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consultation = models.OneToOneField(Consultation, models.PROTECT, related_name="decided")
    is_adopted = models.BooleanField()
    text = models.TextField()
    body = models.JSONField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="decided_published_by_federation"),
            AppendOnly(name="decided_append_only"),
        ]


class Position(models.Model):
    """What the federation says in public. A new version has the same slug; the newest speaks.

    `citations` are cells of releases as they read then: `{release, table, key, label, of, value, unit}`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField()
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=140)
    text = models.TextField()
    citations = models.JSONField(default=list)
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, null=True, blank=True, related_name="positions"
    )
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="position_published_by_federation"),
            AppendOnly(name="position_append_only"),
            models.UniqueConstraint(fields=["slug", "version"], name="one_position_per_version"),
        ]

    def __str__(self) -> str:
        return self.title


class Signature(Shared):
    """A co-op signs a position, or takes its name off; the newest row of each co-op counts."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="signatures")
    is_signed = models.BooleanField()
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByCooperative(name="signature_published_by_cooperative"),
            AppendOnly(name="signature_append_only"),
        ]


class CitationRevised(models.Model):
    """A cell that a position cites reads otherwise in a newer release. Signatories are told, and may think again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    position = models.ForeignKey(Position, models.PROTECT, related_name="revisions")
    place = models.PositiveSmallIntegerField()
    release = models.UUIDField()
    value = models.CharField(max_length=40, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="revision_published_by_federation"),
            AppendOnly(name="revision_append_only"),
            models.UniqueConstraint(fields=["position", "place", "release"], name="one_revision_each"),
        ]
