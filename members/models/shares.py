"""What members own: shares subscribed, paid in and refunded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.models.work import MemberWorker


class ShareRegister(CooperativeOwned):
    """The last number of the co-op's register; locked while shares move, so that two movements wait for each other."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [*wall(), models.UniqueConstraint(fields=["cooperative"], name="one_share_register")]


class ShareMovement(CooperativeOwned):
    """Shares subscribed (positive) or refunded (negative), at nominal value, numbered without a gap.

    `instalments` is how many deductions on pay release them, from `first_month` on; none where they are paid by bank.
    """

    class Kind(models.TextChoices):
        SUBSCRIPTION = "subscription", _("subscription")
        REFUND = "refund", _("refund")

    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="shares", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.PositiveIntegerField()
    on = models.DateField()
    units = models.IntegerField()
    nominal_cents = models.PositiveIntegerField()
    instalments = models.PositiveSmallIntegerField(default=0)
    first_month = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("member", append_only=True),
            models.UniqueConstraint(fields=["cooperative", "number"], name="one_movement_per_number"),
            models.CheckConstraint(
                condition=models.Q(kind="subscription", units__gt=0) | models.Q(kind="refund", units__lt=0),
                name="shares_come_or_go",
            ),
        ]

    @property
    def cents(self) -> int:
        return self.units * self.nominal_cents


class SharePayment(CooperativeOwned):
    """Money that released shares: the whole by bank, or an instalment of an approved pay run.

    `source_key` names the fact: a replay pays nothing in.
    """

    movement = models.ForeignKey(ShareMovement, models.PROTECT, related_name="payments", db_constraint=False)
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="+", db_constraint=False)
    on = models.DateField()
    cents = models.PositiveIntegerField()
    source_key = models.CharField(max_length=80)

    class Meta:
        constraints = [
            *wall("movement", "member", append_only=True),
            models.UniqueConstraint(fields=["cooperative", "source_key"], name="one_share_payment_per_fact"),
        ]


class ShareRefund(CooperativeOwned):
    """What a refund comes to: nominal less the part of losses, owed until `payable_until`, then paid by bank.

    `cancelled_cents` were subscribed and never paid in: nothing is owed for them.
    """

    movement = models.OneToOneField(ShareMovement, models.PROTECT, related_name="refund", db_constraint=False)
    cents = models.PositiveIntegerField()
    loss_cents = models.PositiveIntegerField()
    cancelled_cents = models.PositiveIntegerField(default=0)
    payable_until = models.DateField()
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = wall("movement")
