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
    """A member's pay of a month, line by line, as `members.domain.pay.statement.Statement` computed it.

    `statement` holds its lines, `facts` who employed whom under which contract; amounts that the country's engine does
    not compute are null. Frozen once issued: the page and the PDF are made of nothing else.
    """

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="payslips", db_constraint=False)
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="payslips", db_constraint=False)
    weekly_minutes = models.PositiveIntegerField()
    hourly_cents = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    paid_seconds = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    gross_cents = models.IntegerField()
    employee_cents = models.IntegerField()
    employer_cents = models.IntegerField()
    net_before_tax_cents = models.IntegerField(null=True)
    taxable_cents = models.IntegerField(null=True)
    net_social_cents = models.IntegerField(null=True)
    withheld_cents = models.IntegerField(default=0)
    net_paid_cents = models.IntegerField(null=True)
    statement = models.JSONField()
    facts = models.JSONField()
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("run", "member"),
            FrozenOnce(column="issued_at", name="issued_payslip_is_frozen"),
            models.UniqueConstraint(fields=["cooperative", "run", "member"], name="one_payslip_per_run"),
        ]
        indexes = [models.Index(fields=["cooperative", "member"], name="payslips_of_member")]

    @property
    def cost_cents(self) -> int:
        return self.gross_cents + self.employer_cents


class PayRunValidation(CooperativeOwned):
    """A payroll professional stands for an approved run: from then on its payslips are no projection any more."""

    run = models.OneToOneField(PayRun, models.PROTECT, related_name="validation", db_constraint=False)
    professional = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    validated_by = models.CharField(max_length=64)
    validated_at = models.DateTimeField()

    class Meta:
        constraints = wall("run", append_only=True)


class PayslipDocument(CooperativeOwned):
    """The PDF of an issued payslip, kept as it was delivered (Code du travail D3243-8: fifty years).

    First as a projection; once more when a payroll professional has validated the run.
    """

    payslip = models.ForeignKey(Payslip, models.PROTECT, related_name="documents", db_constraint=False)
    is_validated = models.BooleanField()
    pdf = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("payslip", append_only=True),
            models.UniqueConstraint(
                fields=["cooperative", "payslip", "is_validated"], name="one_document_a_state"
            ),
        ]


class PaymentFile(CooperativeOwned):
    """The SEPA credit transfer (pain.001) of an approved run: made once, downloaded as often as wanted."""

    run = models.OneToOneField(PayRun, models.PROTECT, related_name="payment_file", db_constraint=False)
    execution_on = models.DateField()
    payments = models.PositiveIntegerField()
    total_cents = models.BigIntegerField()
    xml = models.TextField()
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = wall("run", append_only=True)
