"""A month's pay: computed, approved by someone else, frozen."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.models.pay_rules import FrozenOnce
from members.models.work import MemberWorker


class PayRun(CooperativeOwned):
    """One month's run. Computed again as often as wanted until it is approved.

    `checks` are the reasons why somebody has no payslip, or not yet: see `members.domain.pay.checks`.
    """

    class State(models.TextChoices):
        COMPUTED = "computed"
        APPROVED = "approved"

    month = models.DateField()
    state = models.CharField(max_length=10, choices=State)
    checks = models.JSONField(default=list)
    prepared_by = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    approved_by = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall(),
            FrozenOnce(column="state", value="approved", name="approved_run_is_frozen"),
            models.UniqueConstraint(fields=["cooperative", "month"], name="one_pay_run_per_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="pay_run_of_a_month"),
            models.CheckConstraint(
                condition=models.Q(approved_by="") | ~models.Q(approved_by=models.F("prepared_by")),
                name="approved_by_someone_else",
            ),
        ]

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED


class Payslip(CooperativeOwned):
    """A member's gross pay of a month, line by line. A projection: contributions and net are not in it yet."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="payslips", db_constraint=False)
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="payslips", db_constraint=False)
    weekly_minutes = models.PositiveIntegerField()
    hourly_cents = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    gross_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    left_out = models.JSONField()
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("run", "member"),
            FrozenOnce(column="issued_at", name="issued_payslip_is_frozen"),
            models.UniqueConstraint(fields=["cooperative", "run", "member"], name="one_payslip_per_run"),
        ]
        indexes = [models.Index(fields=["cooperative", "member"], name="payslips_of_member")]
