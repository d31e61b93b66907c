"""Pay runs and payslips."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from django.db.models import Count, F, Sum

from members.models import PaymentFile, PayRun, Payslip


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """What an approved month came to; `seconds` are those that were paid."""

    seconds: int
    gross_cents: int
    payslips: int


def pay_runs(*, limit: int = 24) -> list[PayRun]:
    """The newest months first, each with `people`, `seconds` paid, `gross_cents` and `cost_cents`."""
    runs = PayRun.objects.annotate(
        people=Count("payslips"),
        seconds=Sum("payslips__paid_seconds", default=0),
        gross_cents=Sum("payslips__gross_cents", default=0),
        cost_cents=Sum(F("payslips__gross_cents") + F("payslips__employer_cents"), default=0),
    )
    return list(runs.order_by("-month")[:limit])


def pay_run(run_id: UUID) -> PayRun | None:
    return PayRun.objects.filter(pk=run_id).first()


def payslips_of_run(run_id: UUID) -> list[Payslip]:
    """Everyone's payslip of a run, by name."""
    slips = Payslip.objects.filter(run_id=run_id).select_related("run", "member").defer("run__checks")
    return list(slips.order_by("member__name"))


def payslips_of(courier_id: UUID, *, limit: int = 24) -> list[Payslip]:
    """A member's issued payslips, the newest first."""
    issued = Payslip.objects.filter(member_id=courier_id, issued_at__isnull=False)
    issued = issued.select_related("run").defer("run__checks")
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
    sums = issued.aggregate(seconds=Sum("paid_seconds"), gross_cents=Sum("gross_cents"), payslips=Count("id"))
    return PaidMonth(**sums) if sums["payslips"] else None


def run_of(month: date) -> PayRun | None:
    """The run of a month (its first day), computed or approved."""
    return PayRun.objects.filter(month=month).first()


@dataclass(frozen=True, slots=True)
class RunTotals:
    """The sums of a run, in cents and seconds; the net is None where one is not computed."""

    seconds: int
    gross_cents: int
    net_cents: int | None
    cost_cents: int

    @classmethod
    def of(cls, slips: Iterable[Payslip]) -> Self:
        rows = list(slips)
        nets = [slip.net_paid_cents for slip in rows]
        return cls(
            sum(slip.paid_seconds for slip in rows),
            sum(slip.gross_cents for slip in rows),
            None if None in nets else sum(net or 0 for net in nets),
            sum(slip.cost_cents for slip in rows),
        )


def payment_file(run_id: UUID) -> PaymentFile | None:
    """The run's file for the bank, once it is made."""
    return PaymentFile.objects.filter(run=run_id).first()
