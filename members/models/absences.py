"""Days away from work: asked for, decided, taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.domain.absence import AbsenceKind
from members.models.work import MemberWorker

KINDS = {
    AbsenceKind.PAID_LEAVE: _("Paid leave"),
    AbsenceKind.FAMILY_EVENT: _("Family event"),
    AbsenceKind.SICKNESS: _("Sickness"),
    AbsenceKind.WORK_ACCIDENT: _("Work accident"),
    AbsenceKind.UNPAID: _("Unpaid leave"),
}


class AbsenceRequest(CooperativeOwned):
    """From `first` to `last`, both included. Only an approved one counts, for leave, for pay and for planning.

    `in_advance` is leave granted beyond what had been acquired. `reason` is why it was refused, or taken back
    after it had been approved.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("to decide")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="absences", db_constraint=False)
    kind = models.CharField(max_length=16, choices=[(kind.value, words) for kind, words in KINDS.items()])
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    note = models.CharField(max_length=200, blank=True)
    in_advance = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="absence_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "first"], name="absences_by_day"),
            models.Index(fields=["cooperative", "member"], name="absences_of_member"),
        ]


class LeaveCredit(CooperativeOwned):
    """Working days of paid leave beside the accrual, to be taken from `first` to `last`.

    Days carried over after an illness (fifteen months from the employer's notice, Code du travail L3141-19-1), a
    balance from former books, days of an agreement. Taken back by `withdrawn_at`, never deleted.
    """

    member = models.ForeignKey(
        MemberWorker, models.PROTECT, related_name="leave_credits", db_constraint=False
    )
    days = models.DecimalField(max_digits=5, decimal_places=2)
    first = models.DateField()
    last = models.DateField()
    reason = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="credit_ends_after_start"
            ),
            models.CheckConstraint(condition=models.Q(days__gt=0), name="credit_gives_days"),
        ]
