"""Putting an issued payslip right: it stays as it is, a later run takes its gross back and pays it anew."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.paying import PayCorrected
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.pay import weeks_ending_in
from members.domain.pay.payers import payer_for
from members.domain.pay.work_month import WorkMonth
from members.models import PayCorrection, Payslip
from members.queries.corrections import corrections_of
from members.queries.payroll_settings import payroll_settings
from members.queries.work_months import work_months
from members.services.guarding import check_not_own, check_open, locked_member

MOST_SECONDS = 24 * 3600


@unit_of_work
def correct_pay(
    *,
    payslip_id: UUID,
    worked_on: date,
    seconds: int,
    month: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> PayCorrection:
    """`seconds` more (negative: less) were worked on a day than the payslip paid; the run of `month` settles it.

    Raises NotFound; Invalid for a day the payslip does not pay, hours of more than a day, no reason, or hours that
    change nothing of the pay; NotAllowedNow for a payslip not issued yet, one's own, or a `month` already approved.
    """
    slip = Payslip.objects.select_related("run").filter(pk=payslip_id).first()
    if slip is None:
        raise NotFound("no_payslip", _("There is no such payslip."))
    if slip.issued_at is None:
        raise NotAllowedNow("not_issued", _("This payslip is a draft: correct the hours and compute again."))
    member = locked_member(slip.member_id)
    check_not_own(member, by)
    _check(slip, worked_on, seconds, month.replace(day=1), reason)
    check_open(month.replace(day=1), month.replace(day=1))
    before, after = _gross(slip, worked_on, seconds)
    if before == after:
        raise Invalid(
            "changes_nothing",
            _("These hours change nothing of the pay: they stay within the contract's."),
            field="hours",
        )
    correction = PayCorrection.objects.create(
        payslip=slip,
        month=month.replace(day=1),
        worked_on=worked_on,
        seconds=seconds,
        before_cents=before,
        after_cents=after,
        reason=reason.strip(),
        entered_by=str(by),
        entered_at=at,
    )
    corrected = PayCorrected(
        correction_id=correction.id, payslip_id=slip.id, courier_id=slip.member_id, occurred_at=at
    )
    record(corrected, by=by)
    return correction


def _check(slip: Payslip, worked_on: date, seconds: int, month: date, reason: str) -> None:
    first, last = weeks_ending_in(slip.run.month)
    if not first <= worked_on <= last:
        raise Invalid(
            "day_not_paid",
            _("This payslip pays the weeks from %(first)s to %(last)s: choose a day of them."),
            field="worked_on",
            first=first,
            last=last,
        )
    if not seconds or abs(seconds) > MOST_SECONDS:
        raise Invalid("bad_hours", _("Give hours of one day, more or less than were paid."), field="hours")
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: the member reads it."), field="reason")
    if month <= slip.run.month:
        raise Invalid("not_later", _("A correction is paid in a later month."), field="month")


def _gross(slip: Payslip, worked_on: date, seconds: int) -> tuple[int, int]:
    """The month's gross with the corrections there are, and with this one too."""
    here, settings = cooperative_here(), payroll_settings(slip.run.month)
    people = work_months(slip.run.month, here)
    found = next(person.month for person in people if person.member.id == slip.member_id)
    assert found is not None
    known = tuple((row.worked_on, row.seconds) for row in corrections_of(slip.id))
    facts = settings.facts if settings else {}

    def gross(month: WorkMonth) -> int:
        return payer_for(here.country)(month, facts).gross_cents

    before = replace(found, corrected=known)
    return gross(before), gross(replace(found, corrected=(*known, (worked_on, seconds))))
