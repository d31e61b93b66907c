"""Days of leave beside the accrual: carried over after an illness, from former books, of an agreement."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import LeaveCredited, LeaveCreditWithdrawn
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.away import check_days
from members.domain.leave_account import leave_account
from members.models import LeaveCredit
from members.queries.leave import approved_of, employment
from members.services.guarding import check_not_own, locked_member

MOST_DAYS = 120


@unit_of_work
def credit_leave(
    *, member_id: UUID, days: Decimal, first: date, last: date, reason: str, by: Actor, at: datetime
) -> LeaveCredit:
    """Working days that may be taken from `first` to `last`.

    Raises NotFound; Invalid for no days or too many, days that make no sense, or no reason; NotAllowedNow for one's
    own.
    """
    member = locked_member(member_id)
    check_not_own(member, by)
    if not 0 < days <= MOST_DAYS:
        raise Invalid(
            "bad_days", _("Give more than 0 and at most %(most)s days."), field="days", most=MOST_DAYS
        )
    check_days(first, last, today=timezone.localdate(at))
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: the member reads it."), field="reason")
    credit = LeaveCredit.objects.create(
        member=member,
        days=days,
        first=first,
        last=last,
        reason=reason.strip(),
        entered_by=str(by),
        entered_at=at,
    )
    record(LeaveCredited(credit_id=credit.id, courier_id=member.id, occurred_at=at), by=by)
    return credit


@unit_of_work
def withdraw_credit(*, credit_id: UUID, by: Actor, at: datetime) -> LeaveCredit:
    """The days are taken back. Twice changes nothing.

    Raises NotFound; NotAllowedNow for one's own, or when days of it are granted already.
    """
    found = LeaveCredit.objects.filter(pk=credit_id).first()
    if found is None:
        raise NotFound("no_credit", _("There is no such credit."))
    member = locked_member(found.member_id)
    credit = LeaveCredit.objects.get(pk=credit_id)
    if credit.withdrawn_at is not None:
        return credit
    check_not_own(member, by)
    before = _uncovered(member.id, credit.last)
    credit.withdrawn_at = at
    credit.save(update_fields=["withdrawn_at"])
    if _uncovered(member.id, credit.last) > before:
        raise NotAllowedNow("credit_taken", _("Days of it are granted already: take those back first."))
    record(LeaveCreditWithdrawn(credit_id=credit.id, courier_id=member.id, occurred_at=at), by=by)
    return credit


def _uncovered(member_id: UUID, last: date) -> Decimal:
    """Days of granted leave that nothing covers, by the end of the credit or of what is granted."""
    granted = approved_of(member_id)
    end = max([last, *(absence.last for absence in granted)])
    job = employment(member_id, end)
    return leave_account(job, granted, end).uncovered if job else Decimal(0)
