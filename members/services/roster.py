"""Joining, planning and working a shift."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.story import ShiftEnded, ShiftStarted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.models import Contract, MemberWorker, Shift, WorkRecord

LONGEST_SHIFT_HOURS = 10  # Code du travail L3121-18: ten hours a day at most


@unit_of_work
def hire(
    *, user_id: int, name: str, code: str, weekly_minutes: int, hourly_cents: int, started_on: date, by: Actor
) -> MemberWorker:
    """A person becomes a worker of the co-op, with a contract. Raises Invalid for a code already worn."""
    if MemberWorker.objects.filter(code=code).exists():
        raise Invalid(
            "code_taken", _("Another worker wears %(letters)s: choose two other letters."), letters=code
        )
    member = MemberWorker.objects.create(user_id=user_id, name=name, code=code, joined_on=started_on)
    Contract.objects.create(
        member=member, weekly_minutes=weekly_minutes, hourly_cents=hourly_cents, started_on=started_on
    )
    return member


@unit_of_work
def plan_shift(*, member_id: UUID, starts_at: datetime, ends_at: datetime, by: Actor) -> Shift:
    """Raises Invalid for a shift that ends before it starts, is too long or overlaps another."""
    hours = (ends_at - starts_at).total_seconds() / 3600
    if not 0 < hours <= LONGEST_SHIFT_HOURS:
        raise Invalid(
            "bad_shift", _("A shift lasts at most %(most)s hours."), field="ends_at", most=LONGEST_SHIFT_HOURS
        )
    if Shift.objects.filter(member_id=member_id, starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Invalid("shift_overlaps", _("This member already works at that time."), field="starts_at")
    return Shift.objects.create(member_id=member_id, starts_at=starts_at, ends_at=ends_at)


@unit_of_work
def clock_in(*, shift_id: UUID, by: Actor, at: datetime) -> Shift:
    """Begin the shift; its work record opens with it. Clocking in twice changes nothing.

    Raises NotFound, or NotAllowedNow when the shift is over or another one is open.
    """
    shift = _locked_shift(shift_id)
    if shift.clocked_out_at is not None:
        raise NotAllowedNow("shift_over", _("This shift is over."))
    if shift.clocked_in_at is not None:
        return shift
    if Shift.objects.filter(
        member_id=shift.member_id, clocked_in_at__isnull=False, clocked_out_at__isnull=True
    ).exists():
        raise NotAllowedNow("shift_open", _("Clock out of the other shift first."))
    shift.clocked_in_at = at
    shift.save(update_fields=["clocked_in_at"])
    WorkRecord.objects.create(
        shift=shift, member_id=shift.member_id, worked_on=timezone.localdate(at), started_at=at
    )
    record(ShiftStarted(shift_id=shift.id, courier_id=shift.member_id, occurred_at=at), by=by)
    return shift


@unit_of_work
def clock_out(*, shift_id: UUID, by: Actor, at: datetime) -> Shift:
    """End the shift and close its work record, to the started minute. Twice changes nothing.

    Raises NotFound, or NotAllowedNow before the clock-in.
    """
    shift = _locked_shift(shift_id)
    if shift.clocked_in_at is None:
        raise NotAllowedNow("shift_not_begun", _("This shift has not begun."))
    if shift.clocked_out_at is not None:
        return shift
    shift.clocked_out_at = max(at, shift.clocked_in_at)
    shift.save(update_fields=["clocked_out_at"])
    minutes = -(-int((shift.clocked_out_at - shift.clocked_in_at).total_seconds()) // 60)
    WorkRecord.objects.filter(shift=shift).update(ended_at=shift.clocked_out_at, minutes=minutes)
    record(ShiftEnded(shift_id=shift.id, courier_id=shift.member_id, occurred_at=at), by=by)
    return shift


def _locked_shift(shift_id: UUID) -> Shift:
    shift = Shift.objects.select_for_update(of=("self",), no_key=True).filter(pk=shift_id).first()
    if shift is None:
        raise NotFound("no_shift", _("There is no such shift."))
    return shift
