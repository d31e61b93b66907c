"""Pay runs and payslips."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Self
from uuid import UUID

from django.db.models import Count, F, Sum

from coopplatform.kernel.money import half_up
from members.domain.pay.booking import WORK_SHARE
from members.models import PaymentFile, PayRun, Payslip


@dataclass(frozen=True, slots=True)
class PaidMonth:
    """What an approved month came to; `seconds` are those that were paid.

    The net before income tax and the contributions of both sides are None where a payslip does not compute them. A
    work share of last year's surplus paid with wages is in the gross, but in none of what follows: net and
    contributions are without it in proportion, `hourly_cents` (each person's gross of a paid hour, by size) too.
    """

    seconds: int
    gross_cents: int
    payslips: int
    work_share_cents: int
    net_cents: int | None
    contributions_cents: int | None
    hourly_cents: tuple[Fraction, ...]


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
    columns = ("paid_seconds", "gross_cents", "net_before_tax_cents", "employee_cents", "employer_cents")
    slips = list(issued.values(*columns, "statement__items"))
    if not slips:
        return None
    shares = [_work_share(slip["statement__items"]) for slip in slips]
    gross, shared = sum(slip["gross_cents"] for slip in slips), sum(shares)
    worth = Fraction(gross - shared, gross) if gross else Fraction(1)
    is_whole = all(slip["net_before_tax_cents"] is not None for slip in slips)
    return PaidMonth(
        seconds=sum(slip["paid_seconds"] for slip in slips),
        gross_cents=gross,
        payslips=len(slips),
        work_share_cents=shared,
        net_cents=half_up(sum(slip["net_before_tax_cents"] for slip in slips) * worth) if is_whole else None,
        contributions_cents=half_up(
            sum(slip["employee_cents"] + slip["employer_cents"] for slip in slips) * worth
        )
        if is_whole
        else None,
        hourly_cents=tuple(
            sorted(
                Fraction((slip["gross_cents"] - share) * 3600, slip["paid_seconds"])
                for slip, share in zip(slips, shares, strict=True)
                if slip["paid_seconds"]
            )
        ),
    )


def _work_share(items: list[dict[str, Any]]) -> int:
    return sum(item["cents"] for item in items if item["code"] == WORK_SHARE)


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


def hourly_cost_of(member_id: UUID) -> int | None:
    """What an hour of a member cost in their newest issued payslip: gross pay and the employer's part, in cents.

    Rounded up to the cent; None before the first payslip, or where it paid no hour.
    """
    slips = Payslip.objects.filter(member_id=member_id, issued_at__isnull=False, paid_seconds__gt=0)
    newest = slips.order_by("-run__month").first()
    return -(-newest.cost_cents * 3600 // newest.paid_seconds) if newest else None
