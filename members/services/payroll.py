"""From worked hours to payslips: computed by one, approved by another, then unchangeable and in the books."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.ledger import gross_pay
from cooperatives.queries.books import closed_results
from cooperatives.queries.charters import terms_on
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.story import PayRunComputed, PayslipIssued
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.pay import Contract, Hours, PayGrid, compute, parameters_for, weeks_ending_in
from members.domain.pay.checks import Check, check_pay
from members.models import PayRun, Payslip
from members.queries.hours import Worked, worked

PAY_JOURNAL = "PA"


@unit_of_work
def compute_payslips(*, month: date, by: Actor, at: datetime) -> PayRun:
    """The month's run with a payslip for everyone who worked; computing again replaces the drafts.

    A payslip pays the civil weeks that end in its month. Raises Invalid for a month to come or a country
    without pay rules, NotAllowedNow when the run is approved or no charter is in force.
    """
    month = month.replace(day=1)
    if month > timezone.localdate(at):
        raise Invalid("month_to_come", _("This month has not begun yet."), field="month")
    run = _locked_run_of(month, by, at)
    if run.is_approved:
        raise NotAllowedNow(
            "run_approved", _("The pay of this month is approved and does not change any more.")
        )
    payslips, checks = _drafts(run)
    run.payslips.all().delete()
    Payslip.objects.bulk_create(payslips)
    run.checks = [check.as_json() for check in checks]
    run.prepared_by, run.prepared_at = str(by), at
    run.save(update_fields=["checks", "prepared_by", "prepared_at"])
    record(PayRunComputed(pay_run_id=run.id, month=month, occurred_at=at), by=by)
    return run


@unit_of_work
def approve_run(*, run_id: UUID, by: Actor, at: datetime) -> PayRun:
    """Issue the run's payslips and book the gross wages. Approving twice changes nothing.

    Raises NotFound; NotAllowedNow when the preparer approves, the weeks are not over, a check blocks, or the
    hours have changed since; Invalid when there is nothing to pay.
    """
    run = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(pk=run_id).first()
    if run is None:
        raise NotFound("no_pay_run", _("There is no such pay run."))
    if run.is_approved:
        return run
    payslips = list(run.payslips.order_by("id"))
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
    gross = sum(slip.gross_cents for slip in payslips)
    draft = gross_pay(pay_run_id=str(run.id), period=f"{run.month:%Y-%m}", gross_cents=gross)
    post_entry(draft, journal=PAY_JOURNAL, posted_on=_booked_on(run, at), by=by, at=at)
    return run


def _locked_run_of(month: date, by: Actor, at: datetime) -> PayRun:
    """The month's run, made if need be; two who compute at once wait for each other."""
    fresh = PayRun(month=month, state=PayRun.State.COMPUTED, prepared_by=str(by), prepared_at=at)
    PayRun.objects.bulk_create([fresh], ignore_conflicts=True)
    return PayRun.objects.select_for_update(of=("self",), no_key=True).get(month=month)


def _drafts(run: PayRun) -> tuple[list[Payslip], list[Check]]:
    here = cooperative_here()
    first, last = weeks_ending_in(run.month)
    grid = PayGrid.from_terms(terms_on(last, "pay"))
    parameters = parameters_for(here.country, run.month, grid)
    payslips, checks = [], []
    for person in worked(first, last, here.zone):
        if check := _check(person):
            checks.append(check)
            continue
        assert person.contract is not None
        contract = Contract(person.contract.weekly_minutes, person.contract.hourly_cents, here.currency)
        draft = compute(contract, Hours(person.spans, here.timezone, run.month), parameters)
        payslips.append(
            Payslip(
                run=run,
                member=person.member,
                weekly_minutes=contract.weekly_minutes,
                hourly_cents=contract.hourly_cents,
                seconds=draft.seconds,
                gross_cents=draft.gross_cents,
                currency=draft.currency,
                lines=[line.as_json() for line in draft.lines],
                left_out=draft.left_out.as_json(),
            )
        )
    return payslips, checks


def _check(person: Worked) -> Check | None:
    return check_pay(
        member_id=str(person.member.id),
        name=person.member.name,
        seconds=person.seconds,
        open_records=person.open_records,
        has_contract=person.contract is not None,
    )


def _check_approvable(run: PayRun, payslips: list[Payslip], by: Actor, at: datetime) -> None:
    if str(by) == run.prepared_by:
        raise NotAllowedNow("own_run", _("Whoever prepared a run does not approve it: ask someone else."))
    if timezone.localdate(at, cooperative_here().zone) <= weeks_ending_in(run.month)[1]:
        raise NotAllowedNow("weeks_not_over", _("The weeks this month pays are not over yet."))
    fresh, checks = _drafts(run)
    if any(check.is_blocking for check in checks):
        raise NotAllowedNow(
            "checks_open", _("Put the open points of this run right first, then compute it again.")
        )
    if {slip.member_id: slip.lines for slip in fresh} != {slip.member_id: slip.lines for slip in payslips}:
        raise NotAllowedNow(
            "hours_changed", _("Hours have changed since this run was computed: compute it again.")
        )
    if not sum(slip.gross_cents for slip in payslips):
        raise Invalid("nothing_to_pay", _("There is nothing to pay in this month."))


def _booked_on(run: PayRun, at: datetime) -> date:
    """The wages belong to the last day the run pays, or to today once that year is closed."""
    last = weeks_ending_in(run.month)[1]
    return timezone.localdate(at, cooperative_here().zone) if last.year in closed_results() else last
