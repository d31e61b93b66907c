"""A co-op that left settles its account: drawn up, signed or contested, confirmed by a second person, paid."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from coopplatform.tenancy.constraints import AppendOnly, wall
from coopplatform.tenancy.models import CooperativeOwned
from federation.domain.means.leaving import Settlement
from federation.models.membership import About, Shared, Transition
from federation.models.rules import SharedWithFederation, WrittenAboutMember

USER = settings.AUTH_USER_MODEL


class ExitSettlement(About):
    """What is open between the two on the last day, line by line, and how it is paid. The newest of an exit counts.

    `transition` is the exit, `turn` counts from 1; `words` answer what the co-op contested; `sha256` is that of `body`.
    """

    transition = models.ForeignKey(Transition, models.PROTECT, related_name="settlements")
    turn = models.PositiveSmallIntegerField()
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    words = models.TextField(blank=True)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="exit_settlement_about_member"),
            AppendOnly(name="exit_settlement_append_only"),
            models.UniqueConstraint(fields=["transition", "turn"], name="one_exit_settlement_per_turn"),
        ]

    @property
    def read(self) -> Settlement:
        return Settlement.read(self.body)


class ExitAnswer(Shared):
    """The co-op signs a statement by its hash, or says why it does not."""

    settlement = models.OneToOneField(ExitSettlement, models.PROTECT, related_name="answer")
    is_agreed = models.BooleanField()
    reason = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            SharedWithFederation(name="exit_answer_shared_with_federation"),
            AppendOnly(name="exit_answer_append_only"),
            models.CheckConstraint(
                condition=Q(is_agreed=True) | ~Q(reason=""), name="exit_contested_with_a_reason"
            ),
        ]


class ExitAgreed(About):
    """A second person of the federation confirmed what both signed. `books_cents` is the net in its own books."""

    settlement = models.OneToOneField(ExitSettlement, models.PROTECT, related_name="agreed")
    books_cents = models.BigIntegerField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="exit_agreed_about_member"),
            AppendOnly(name="exit_agreed_append_only"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("confirmed_by")), name="exit_agreed_by_two_people"
            ),
        ]


class ExitPayment(About):
    """An instalment the federation saw come in, or paid (then its cents are negative)."""

    settlement = models.ForeignKey(ExitSettlement, models.PROTECT, related_name="payments")
    instalment = models.PositiveSmallIntegerField()
    cents = models.BigIntegerField()
    books_cents = models.BigIntegerField()
    paid_on = models.DateField()
    is_booked_elsewhere = models.BooleanField(default=False)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            WrittenAboutMember(name="exit_payment_about_member"),
            AppendOnly(name="exit_payment_append_only"),
            models.UniqueConstraint(fields=["settlement", "instalment"], name="one_exit_payment_each"),
            models.CheckConstraint(condition=~Q(cents=0), name="exit_payment_is_something"),
        ]


class ExitSent(CooperativeOwned):
    """The co-op's own word that it paid an instalment, or received one (then its cents are negative)."""

    settlement = models.UUIDField()
    instalment = models.PositiveSmallIntegerField()
    cents = models.BigIntegerField()
    paid_on = models.DateField()
    is_booked_elsewhere = models.BooleanField(default=False)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "settlement", "instalment"], name="one_exit_sent_each"
            ),
        ]
