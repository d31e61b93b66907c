"""The wages of an approved run as one file for the bank."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.paying import PaymentFileMade
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.adapters.sepa import Payer, Transfer, pain_001
from members.models import PaymentFile, PayRun, Payslip
from members.queries.payroll_settings import payroll_settings
from members.queries.profiles import profiles


@unit_of_work
def make_payment_file(*, run_id: UUID, execution_on: date, by: Actor, at: datetime) -> PaymentFile:
    """pain.001 with each person's net; the run's file is made once, later calls return it.

    Raises NotFound; NotAllowedNow before the approval or where the net is not computed; Invalid for a day that is
    over, a co-op without IBAN, members without IBAN (named), or nothing to pay.
    """
    run = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(pk=run_id).first()
    if run is None:
        raise NotFound("no_pay_run", _("There is no such pay run."))
    if (known := PaymentFile.objects.filter(run=run).first()) is not None:
        return known
    here = cooperative_here()
    slips = list(run.payslips.select_related("member").order_by("member__name"))
    if not run.is_approved:
        raise NotAllowedNow("run_not_approved", _("Approve this run first."))
    if any(slip.net_paid_cents is None for slip in slips):
        raise NotAllowedNow(
            "net_not_computed", _("The net pay of this country is not computed: pay from your own payslips.")
        )
    if execution_on < timezone.localdate(at, here.zone):
        raise Invalid("day_over", _("This day is over: choose a coming bank day."), field="execution_on")
    settings = payroll_settings(run.month)
    if settings is None or not settings.iban:
        raise Invalid(
            "no_own_iban", _("Enter the IBAN the wages are paid from in the payroll settings first.")
        )
    transfers = _transfers(run, slips)
    made = PaymentFile.objects.create(
        run=run,
        execution_on=execution_on,
        payments=len(transfers),
        total_cents=sum(transfer.cents for transfer in transfers),
        xml=pain_001(
            Payer(here.name, settings.iban), transfers, execution_on=execution_on, currency=here.currency
        ),
        made_by=str(by),
        made_at=at,
    )
    record(
        PaymentFileMade(pay_run_id=run.id, total_cents=made.total_cents, occurred_at=at),
        by=by,
    )
    return made


def _transfers(run: PayRun, slips: list[Payslip]) -> list[Transfer]:
    known = profiles()
    paid = [(slip, known.get(slip.member_id)) for slip in slips if slip.net_paid_cents]
    if missing := [slip.member.name for slip, profile in paid if profile is None or not profile.iban]:
        raise Invalid("no_iban", _("Enter the IBAN of %(names)s first."), names=", ".join(missing))
    if not paid:
        raise Invalid("nothing_to_pay", _("There is nothing to pay in this month."))
    return [
        Transfer(
            name=slip.member.name,
            iban=profile.iban,
            cents=slip.net_paid_cents or 0,
            reference=f"PAY-{run.month:%Y%m}-{slip.member.code}",
            text=f"Salaire {run.month:%m/%Y}",
        )
        for slip, profile in paid
        if profile is not None
    ]
