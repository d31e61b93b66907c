"""What a month's pay holds beyond hours: bonuses, tips, expenses, advances, instalments on shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coopplatform.tenancy.constraints import wall
from coopplatform.tenancy.models import CooperativeOwned
from members.models.work import MemberWorker


class PayVariable(CooperativeOwned):
    """An amount of one member's month. `cents` are positive; its kind says whether it is paid or taken off.

    Of bike kilometres `quantity` is the distance in kilometres, and the rate of the co-op gives the amount.
    `source_key` names the fact behind it: a replay enters nothing. Taken back by `withdrawn_at`, never deleted.
    What a member asks for themselves counts once somebody else has approved it.
    """

    class State(models.TextChoices):
        ENTERED = "entered", _("entered")
        ASKED = "asked", _("to decide")
        REFUSED = "refused", _("refused")

    class Kind(models.TextChoices):
        BONUS = "bonus", _("Bonus")
        TIPS = "tips", _("Tips")
        EXPENSES = "expenses", _("Expenses refunded")
        BIKE_KILOMETRES = "bike_km", _("Own bike, kilometres")
        ADVANCE = "advance", _("Advance already paid")
        SHARE_INSTALMENT = "share_instalment", _("Instalment on shares")
        WORK_SHARE = "work_share", _("Work share of the surplus")

    member = models.ForeignKey(MemberWorker, models.PROTECT, related_name="variables", db_constraint=False)
    month = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    cents = models.PositiveIntegerField(default=0)
    quantity = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=80)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ENTERED)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            *wall("member"),
            models.UniqueConstraint(fields=["cooperative", "source_key"], name="one_variable_per_fact"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="variable_of_a_month"),
        ]
        indexes = [models.Index(fields=["cooperative", "month"], name="variables_by_month")]
