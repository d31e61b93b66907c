"""What the pay engine must know of the employer: dated, a new version for each change, none rewritten."""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned


class PayrollSettings(CooperativeOwned):
    """In force from the first of a month; the latest version of a month counts.

    `facts` are the settings of the country's engine (`members.domain.pay.setting`), numbers as text. `agreement` is the
    collective agreement (IDCC), `fund_address` where contributions are paid (the Urssaf), `iban` the account wages
    are paid from.
    """

    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    facts = models.JSONField()
    agreement = models.CharField(max_length=120, blank=True)
    fund_address = models.CharField(max_length=160, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall(append_only=True),
            models.UniqueConstraint(fields=["cooperative", "version"], name="one_payroll_version"),
            models.CheckConstraint(
                condition=models.Q(valid_from__day=1), name="payroll_settings_from_a_first"
            ),
        ]
