"""Shares released by equal deductions on pay (loi 78-763 art. 40)."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from cooperatives.domain.capital import instalments_paid_in
from cooperatives.queries.books import closed_results
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.sharing import ShareInstalmentEntered, ShareInstalmentsPaidIn
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from coopplatform.web.words import lawful_in
from members.domain.surplus.capital import instalment_plan
from members.models import PayRun, Payslip, PayVariable, SharePayment
from members.queries.shares import DueInstalment, due_instalments
from members.services.guarding import check_open

GENERAL_JOURNAL = "OD"


def enter_due_instalments(*, month: date, by: Actor, at: datetime) -> list[PayVariable]:
    """A building block of the pay run: enter what the month deducts for shares. Again enters nothing more.

    Raises NotAllowedNow for a month whose pay is approved, NoUnitOfWork outside of a service.
    """
    require_unit_of_work()
    month = month.replace(day=1)
    check_open(month, month)
    entered = []
    for due in due_instalments(month):
        variable, is_new = PayVariable.objects.get_or_create(
            source_key=f"shares:{due.movement.pk}:{due.number}",
            defaults={
                "member": due.movement.member,
                "month": month,
                "kind": PayVariable.Kind.SHARE_INSTALMENT,
                "cents": instalment_plan(due.outstanding_cents, min(due.left, due.outstanding_cents))[0],
                "note": _note(due),
                "entered_by": str(by),
                "entered_at": at,
            },
        )
        if is_new:
            entered.append(variable)
            event = ShareInstalmentEntered(
                movement_id=due.movement.pk,
                courier_id=due.movement.member_id,
                month=month,
                occurred_at=at,
            )
            record(event, by=by)
    return entered


@unit_of_work
def enter_instalments(*, month: date, by: Actor, at: datetime) -> list[PayVariable]:
    """The same by itself, where a treasurer wants to see them before the pay is computed."""
    return enter_due_instalments(month=month, by=by, at=at)


@unit_of_work
def pay_in_instalments(*, pay_run_id: UUID, by: Actor, at: datetime) -> list[SharePayment]:
    """What an approved run deducted for shares becomes paid-in capital. Twice is once."""
    run = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(pk=pay_run_id).first()
    if run is None or not run.is_approved:
        return []
    deducted = _deducted(run)
    known = set(SharePayment.objects.filter(source_key__in=deducted).values_list("source_key", flat=True))
    fresh = [variable for key, variable in deducted.items() if key not in known]
    if not fresh:
        return []
    today = timezone.localdate(at, cooperative_here().zone)
    last = last_of_month(run.month)
    on = min(last, today) if last.year not in closed_results() else today
    payments = SharePayment.objects.bulk_create(
        SharePayment(
            movement_id=UUID(variable.source_key.split(":")[1]),
            member_id=variable.member_id,
            on=on,
            cents=variable.cents,
            source_key=variable.source_key,
        )
        for variable in fresh
    )
    cents = sum(payment.cents for payment in payments)
    record(ShareInstalmentsPaidIn(pay_run_id=run.id, cents=cents, occurred_at=at), by=by)
    draft = instalments_paid_in(pay_run_id=str(run.id), period=f"{run.month:%Y-%m}", cents=cents)
    post_entry(draft, journal=GENERAL_JOURNAL, posted_on=on, by=by, at=at)
    return payments


def _note(due: DueInstalment) -> str:
    """In the co-op's language, as everyone reads the same payslip."""
    with lawful_in(cooperative_here().locale):
        return gettext("Shares, deduction %(number)s of %(whole)s") % {
            "number": due.number,
            "whole": max(due.movement.instalments, due.number),
        }


def _deducted(run: PayRun) -> dict[str, PayVariable]:
    """The month's instalments of everyone whose payslip of this run deducts some."""
    slips = Payslip.objects.filter(run=run).values_list("member_id", "statement")
    paid = {
        member_id
        for member_id, statement in slips
        if any(item["code"] == PayVariable.Kind.SHARE_INSTALMENT for item in statement.get("net_items", ()))
    }
    variables = PayVariable.objects.filter(
        month=run.month,
        kind=PayVariable.Kind.SHARE_INSTALMENT,
        state=PayVariable.State.ENTERED,
        withdrawn_at__isnull=True,
        member_id__in=paid,
    )
    return {variable.source_key: variable for variable in variables}
