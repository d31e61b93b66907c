"""From worked hours to payslips: computed by one, approved by another, then unchangeable and in the books."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.books import closed_results
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.paying import PayRunApproved, PayRunComputed, PayslipIssued
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import unit_of_work
from members.domain.pay import weeks_ending_in
from members.domain.pay.booking import Booked, pay_run_entry
from members.domain.pay.payers import funds_for, is_monthly
from members.models import PayRun, Payslip
from members.queries.drafts import drafts
from members.services.share_instalments import enter_due_instalments

PAY_JOURNAL = "PA"
WRITTEN_AT_ONCE = 200


@unit_of_work
def compute_payslips(*, month: date, by: Actor, at: datetime) -> PayRun:
    """The month's run with a payslip for everyone it pays; computing again replaces the drafts.

    A payslip pays the contract's month where the country knows a monthly salary, and extra hours of the civil weeks
    that end in it; elsewhere the hours of those weeks. Raises Invalid for a month to come, NotAllowedNow when the run
    is approved or no charter is in force.
    """
    month = month.replace(day=1)
    if month > timezone.localdate(at):
        raise Invalid("month_to_come", _("This month has not begun yet."), field="month")
    run = _locked_run_of(month, by, at)
    if run.is_approved:
        raise NotAllowedNow(
            "run_approved", _("The pay of this month is approved and does not change any more.")
        )
    enter_due_instalments(month=month, by=by, at=at)
    computed = drafts(run)
    run.payslips.all().delete()
    Payslip.objects.bulk_create(computed.payslips, batch_size=WRITTEN_AT_ONCE)
    run.checks = [check.as_json() for check in computed.checks]
    run.prepared_by, run.prepared_at = str(by), at
    run.save(update_fields=["checks", "prepared_by", "prepared_at"])
    record(PayRunComputed(pay_run_id=run.id, month=month, occurred_at=at), by=by)
    return run


@unit_of_work
def approve_run(*, run_id: UUID, by: Actor, at: datetime) -> PayRun:
    """Issue the run's payslips and book them. Approving twice changes nothing.

    Raises NotFound; NotAllowedNow when the preparer approves, the month is not over, a check blocks, or something
    has changed since; Invalid when there is nothing to pay.
    """
    run = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(pk=run_id).first()
    if run is None:
        raise NotFound("no_pay_run", _("There is no such pay run."))
    if run.is_approved:
        return run
    payslips = list(run.payslips.select_related("member").order_by("id"))
    _check_approvable(run, payslips, by, at)
    run.payslips.update(issued_at=at)
    run.state, run.approved_by, run.approved_at = PayRun.State.APPROVED, str(by), at
    run.save(update_fields=["state", "approved_by", "approved_at"])
    for slip in payslips:
        issued = PayslipIssued(
            payslip_id=slip.id,
            pay_run_id=run.id,
            courier_id=slip.member_id,
            gross_cents=slip.gross_cents,
            occurred_at=at,
        )
        record(issued, by=by)
    record(PayRunApproved(pay_run_id=run.id, month=run.month, occurred_at=at), by=by)
    _book(run, payslips, by, at)
    return run


def is_over(month: date, today: date) -> bool:
    """Whether all that the month pays has happened."""
    return today > last_day_paid(month)


def last_day_paid(month: date) -> date:
    """The end of the month where the salary is monthly, else of its last civil week."""
    if is_monthly(cooperative_here().country):
        return last_of_month(month)
    return weeks_ending_in(month)[1]


def _locked_run_of(month: date, by: Actor, at: datetime) -> PayRun:
    """The month's run, made if need be; two who compute at once wait for each other."""
    fresh = PayRun(month=month, state=PayRun.State.COMPUTED, prepared_by=str(by), prepared_at=at)
    PayRun.objects.bulk_create([fresh], ignore_conflicts=True)
    return PayRun.objects.select_for_update(of=("self",), no_key=True).get(month=month)


def _check_approvable(run: PayRun, payslips: list[Payslip], by: Actor, at: datetime) -> None:
    if str(by) == run.prepared_by:
        raise NotAllowedNow("own_run", _("You computed this run yourself: ask someone else to approve it."))
    if not is_over(run.month, timezone.localdate(at, cooperative_here().zone)):
        raise NotAllowedNow("weeks_not_over", _("What this month pays is not over yet."))
    fresh = drafts(run)
    if any(check.is_blocking for check in fresh.checks):
        raise NotAllowedNow(
            "checks_open", _("Put the open points of this run right first, then compute it again.")
        )
    if {slip.member_id: slip.statement for slip in fresh.payslips} != {
        slip.member_id: slip.statement for slip in payslips
    }:
        raise NotAllowedNow(
            "hours_changed",
            _("Hours or other facts have changed since this run was computed: compute it again."),
        )
    if not any(slip.gross_cents for slip in payslips):
        raise Invalid("nothing_to_pay", _("There is nothing to pay in this month."))


def _book(run: PayRun, payslips: list[Payslip], by: Actor, at: datetime) -> None:
    """One entry for the run, with each person's net under their own code."""
    here = cooperative_here()
    draft = pay_run_entry(
        pay_run_id=str(run.id),
        period=f"{run.month:%Y-%m}",
        slips=(Booked(slip.member.code, slip.gross_cents, slip.statement) for slip in payslips),
        funds=funds_for(here.country),
    )
    last = last_day_paid(run.month)
    today = timezone.localdate(at, here.zone)
    post_entry(
        draft, journal=PAY_JOURNAL, posted_on=today if last.year in closed_results() else last, by=by, at=at
    )
