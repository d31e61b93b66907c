"""Pay put right after it was approved: the month's gross taken back and paid anew in a later run."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.models.pay import Payslip


class PayCorrection(CooperativeOwned):
    """Hours of a day that an issued payslip missed (or had too many of), paid in the run of `month`.

    `before_cents` is the gross as it was paid so far, `after_cents` with these hours: the run of `month` takes the one
    back and pays the other.
    """

    payslip = models.ForeignKey(Payslip, models.PROTECT, related_name="corrections", db_constraint=False)
    month = models.DateField()
    worked_on = models.DateField()
    seconds = models.IntegerField()
    before_cents = models.IntegerField()
    after_cents = models.IntegerField()
    reason = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("payslip", append_only=True),
            models.CheckConstraint(condition=models.Q(month__day=1), name="correction_in_a_month"),
            models.CheckConstraint(condition=~models.Q(seconds=0), name="correction_of_something"),
        ]
        indexes = [models.Index(fields=["cooperative", "month"], name="corrections_by_month")]

    @property
    def difference_cents(self) -> int:
        return self.after_cents - self.before_cents
