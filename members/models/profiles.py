"""Where a member's pay goes, and at which rate tax is withheld from it."""

from decimal import Decimal

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.models.work import MemberWorker

BASIS_POINTS = 10_000


class PayrollProfile(CooperativeOwned):
    """A member's postal address and bank account, for the payslip and the transfer. Seen by them and the treasurer.

    `iban` has no spaces and has passed its check; empty until it is known.
    """

    member = models.OneToOneField(
        MemberWorker, models.PROTECT, related_name="payroll_profile", db_constraint=False
    )
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    town = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    iban = models.CharField(max_length=34, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.UniqueConstraint(fields=["cooperative", "member"], name="one_payroll_profile_per_member"),
        ]

    @property
    def address_lines(self) -> list[str]:
        """As on an envelope, without the name."""
        return [line for line in (self.street, f"{self.postcode} {self.town}".strip()) if line]


class WithholdingRate(CooperativeOwned):
    """The personal rate the tax office gave for a member's pay, from a month on (CGI 204 H).

    `basis_points` are hundredths of a percent; None says that the neutral grid applies.
    """

    member = models.ForeignKey(
        MemberWorker, models.PROTECT, related_name="withholding_rates", db_constraint=False
    )
    since = models.DateField()
    basis_points = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.UniqueConstraint(fields=["cooperative", "member", "since"], name="one_rate_per_month"),
            models.CheckConstraint(condition=models.Q(since__day=1), name="rate_from_a_month_on"),
            models.CheckConstraint(
                condition=models.Q(basis_points__isnull=True) | models.Q(basis_points__lte=10000),
                name="rate_is_a_share",
            ),
        ]

    @property
    def share(self) -> Decimal | None:
        """The rate per unit: 0.035 is 3.5 %."""
        return None if self.basis_points is None else Decimal(self.basis_points) / BASIS_POINTS
