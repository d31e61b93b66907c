"""Pay runs and payslips."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from members.models import PayRun, Payslip


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """What an approved month came to."""

    seconds: int
    gross_cents: int
    payslips: int


def pay_runs(*, limit: int = 24) -> list[PayRun]:
    """The newest months first, each with `people`, `seconds` and `gross_cents`."""
    runs = PayRun.objects.annotate(
        people=Count("payslips"),
        seconds=Sum("payslips__seconds", default=0),
        gross_cents=Sum("payslips__gross_cents", default=0),
    )
    return list(runs.order_by("-month")[:limit])


def pay_run(run_id: UUID) -> PayRun | None:
    return PayRun.objects.filter(pk=run_id).first()


def payslips_of_run(run_id: UUID) -> list[Payslip]:
    """Everyone's payslip of a run, by name."""
    return list(Payslip.objects.filter(run_id=run_id).select_related("member").order_by("member__name"))


def payslips_of(courier_id: UUID, *, limit: int = 24) -> list[Payslip]:
    """A member's issued payslips, the newest first."""
    issued = Payslip.objects.filter(member_id=courier_id, issued_at__isnull=False).select_related("run")
    return list(issued.order_by("-run__month")[:limit])


def payslip(payslip_id: UUID) -> Payslip | None:
    return Payslip.objects.filter(pk=payslip_id).select_related("run", "member").first()


def own_payslip(payslip_id: UUID, user_id: int) -> Payslip | None:
    """The payslip, if it was issued to this person."""
    slip = payslip(payslip_id)
    return slip if slip and slip.issued_at and slip.member.user_id == user_id else None


def paid_month(month: date) -> PaidMonth | None:
    """The sums of the month's approved run, or None while there is none."""
    issued = Payslip.objects.filter(run__month=month, issued_at__isnull=False)
    sums = issued.aggregate(seconds=Sum("seconds"), gross_cents=Sum("gross_cents"), payslips=Count("id"))
    return PaidMonth(**sums) if sums["payslips"] else None


def run_of(month: date) -> PayRun | None:
    """The run of a month (its first day), computed or approved."""
    return PayRun.objects.filter(month=month).first()
