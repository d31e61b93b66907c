"""Shifts lent: the lender's own record of what it asked its courier, and the borrower's of whom it received.

Neither reads the other's. What passes between them is a use of their grant.
"""

from django.db import models

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from federation.domain.means.loans import Answer
from members.models import MemberWorker


class Loan(CooperativeOwned):
    """At the lender: a courier is asked to ride a shift elsewhere. `grant`, `use` and `shift` are ids.

    `entered_at` is when its hours came onto the lender's records of work.
    """

    grant = models.UUIDField()
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="+", db_constraint=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Answer], blank=True)
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    shift = models.UUIDField(null=True)
    use = models.UUIDField(null=True)
    entered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.UniqueConstraint(fields=["cooperative", "use"], name="one_loan_per_use"),
            models.CheckConstraint(
                condition=models.Q(use__isnull=True) | models.Q(answer="agreed"),
                name="nobody_is_lent_unasked",
            ),
        ]


class GuestShift(CooperativeOwned):
    """At the borrower: the shift planned for a guest under a use of a grant."""

    use = models.UUIDField()
    shift = models.UUIDField()
    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="+", db_constraint=False)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            *wall("member"),
            models.UniqueConstraint(fields=["cooperative", "use"], name="one_guest_shift_per_use"),
        ]
