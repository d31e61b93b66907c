"""Dues: terms as they were voted, the base each co-op shared, what it was called to pay, and what was paid."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.constraints import AppendOnly, wall
from coopplatform.tenancy.models import CooperativeOwned
from federation.domain.means.dues_kinds import Group
from federation.domain.means.dues_terms import Base, Terms
from federation.models.membership import About, Shared
from federation.models.rules import PublishedByFederation, SharedWithFederation, WrittenAboutMember
from federation.models.voice import Consultation

USER = settings.AUTH_USER_MODEL
KINDS = [(base.value, base.value) for base in Base]


class DuesTerms(models.Model):
    """Proposed from a day on; in force once a second person confirmed them, or a consultation adopted them.

    `body` is that of `domain.means.dues_terms.Terms`; `minute` names the vote.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    valid_from = models.DateField()
    body = models.JSONField()
    minute = models.CharField(max_length=300)
    consultation = models.OneToOneField(
        Consultation, models.PROTECT, null=True, blank=True, related_name="dues_terms"
    )
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="dues_terms_by_federation"),
            AppendOnly(name="dues_terms_append_only"),
            models.CheckConstraint(condition=~Q(minute=""), name="dues_terms_name_their_vote"),
        ]

    @property
    def terms(self) -> Terms:
        return Terms.read(self.body)


class DuesTermsDecision(models.Model):
    """A second person confirms proposed terms, or sets them aside."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    terms = models.OneToOneField(DuesTerms, models.PROTECT, related_name="decision")
    is_confirmed = models.BooleanField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            PublishedByFederation(name="dues_decision_by_federation"),
            AppendOnly(name="dues_decision_append_only"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="dues_four_eyes"),
        ]


class DuesBase(Shared):
    """What a co-op's dues of a period are reckoned from; shared again, the newest version counts."""

    class Origin(models.TextChoices):
        PLATFORM = "platform", _("from its own books")
        DECLARED = "declared", _("declared by hand")

    period = models.CharField(max_length=7)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=KINDS)
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    origin = models.CharField(max_length=8, choices=Origin)
    reason = models.CharField(max_length=400, blank=True)
    shared_by = models.CharField(max_length=64)
    shared_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="dues_base_shared_with_federation"),
            AppendOnly(name="dues_base_append_only"),
            models.UniqueConstraint(
                fields=["cooperative", "period", "version"], name="one_dues_base_per_version"
            ),
        ]

    @property
    def owner(self) -> int:
        """The co-op's id."""
        assert self.cooperative_id is not None
        return self.cooperative_id

    @property
    def is_declared(self) -> bool:
        return self.origin == self.Origin.DECLARED


class DuesCall(About):
    """What a member is called to pay for a period, as a numbered paper; a credit note takes one back (`corrects`).

    Amounts in the member's currency; `books_cents` is the same in the federation's books, at `rate` of its units for
    one of the member's. `steps` are those of `domain.means.dues.Step`; `sha256` is that of `content`.
    """

    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=16)
    period = models.CharField(max_length=7)
    turn = models.PositiveSmallIntegerField()
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="credited_by")
    terms = models.ForeignKey(DuesTerms, models.PROTECT, related_name="+")
    base = models.ForeignKey(DuesBase, models.PROTECT, null=True, related_name="+")
    base_cents = models.BigIntegerField(null=True)
    group = models.CharField(max_length=12, choices=[(group.value, group.value) for group in Group])
    currency = models.CharField(max_length=3)
    amount_cents = models.BigIntegerField()
    books_cents = models.BigIntegerField()
    rate = models.CharField(max_length=16)
    steps = models.JSONField()
    issued_on = models.DateField()
    due_on = models.DateField()
    issued_by = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            WrittenAboutMember(name="dues_call_about_member"),
            AppendOnly(name="dues_call_append_only"),
            models.UniqueConstraint(fields=["year", "sequence"], name="one_dues_call_per_number"),
            models.UniqueConstraint(fields=["member", "period", "turn"], name="one_dues_call_per_turn"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit(self) -> bool:
        return self.corrects_id is not None

    @property
    def is_provisional(self) -> bool:
        """Assessed at the floor, because no base was shared."""
        return self.base_cents is None and not self.is_credit

    @property
    def content(self) -> dict[str, object]:
        """What its hash is of."""
        return {
            "number": self.number,
            "period": self.period,
            "turn": self.turn,
            "corrects": str(self.corrects_id or ""),
            "member": self.member_id,
            "terms": str(self.terms_id),
            "base": str(self.base_id or ""),
            "base_cents": self.base_cents,
            "group": self.group,
            "currency": self.currency,
            "amount_cents": self.amount_cents,
            "books_cents": self.books_cents,
            "rate": self.rate,
            "steps": self.steps,
            "issued_on": self.issued_on.isoformat(),
            "due_on": self.due_on.isoformat(),
        }


class DuesPayment(About):
    """The federation received a payment of a call, in the call's currency, or noted one in error (`takes_back`).

    With a `settlement` nothing arrived: what was left moved into the account of the member's exit, whichever sign.
    """

    call = models.ForeignKey(DuesCall, models.PROTECT, related_name="payments")
    cents = models.BigIntegerField()
    books_cents = models.BigIntegerField()
    paid_on = models.DateField()
    is_booked_elsewhere = models.BooleanField(default=False)
    takes_back = models.OneToOneField("self", models.PROTECT, null=True, related_name="taken_back_by")
    settlement = models.ForeignKey("ExitSettlement", models.PROTECT, null=True, related_name="moved")
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="dues_payment_about_member"),
            AppendOnly(name="dues_payment_append_only"),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=True, cents__gt=0)
                | Q(takes_back__isnull=False, cents__lt=0)
                | (Q(settlement__isnull=False) & ~Q(cents=0)),
                name="dues_payment_has_its_sign",
            ),
        ]


class DuesCounter(CooperativeOwned):
    """The last number of a year; locked while one is taken, so that none is skipped."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            *wall(),
            models.UniqueConstraint(fields=["cooperative", "year"], name="one_dues_counter_per_year"),
        ]


class DuesSent(CooperativeOwned):
    """The co-op's own word that it paid a call, with the entry in its own books. `call` is its id."""

    call = models.UUIDField()
    cents = models.BigIntegerField()
    paid_on = models.DateField()
    is_booked_elsewhere = models.BooleanField(default=False)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(append_only=True),
            models.CheckConstraint(condition=Q(cents__gt=0), name="dues_sent_is_something"),
        ]
