"""Joining, planning and working a shift."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import ShiftEnded, ShiftStarted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.roster import check_span, skills_in
from members.models import Contract, MemberWorker, Shift, WorkBreak, WorkRecord
from members.services.checking import check_can_take, locked_shift
from members.services.settling import settle


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
def plan_shift(
    *,
    member_id: UUID | None,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    skills: str | Iterable[str] = (),
    is_draft: bool = False,
) -> Shift:
    """A shift of a member, or an open one that whoever has its `skills` may claim once it is published.

    Raises Invalid for a span that is no shift, an overlap, a missing skill, or a rule of working time that blocks.
    """
    window, needed = check_span(starts_at, ends_at), skills_in(skills)
    if member_id is not None:
        check_can_take(member_id, window, needed)
    return Shift.objects.create(
        member_id=member_id,
        starts_at=starts_at,
        ends_at=ends_at,
        skills=needed,
        is_for_claim=member_id is None,
        state=Shift.State.DRAFT if is_draft else Shift.State.PUBLISHED,
    )


@unit_of_work
def clock_in(*, shift_id: UUID, by: Actor, at: datetime) -> Shift:
    """Begin the shift; its work record opens with it. Clocking in twice changes nothing.

    Raises NotFound, or NotAllowedNow when the shift is over, nobody's, a draft, lent to another co-op, or another
    one is open.
    """
    shift = locked_shift(shift_id)
    if shift.clocked_out_at is not None:
        raise NotAllowedNow("shift_over", _("This shift is over."))
    if shift.clocked_in_at is not None:
        return shift
    if shift.lent_to:
        raise NotAllowedNow(
            "worked_elsewhere", _("You ride this shift for another co-op: clock in at its own page.")
        )
    if shift.member_id is None or not shift.is_published:
        raise NotAllowedNow("not_yours_yet", _("This shift is not planned for anyone yet."))
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
    """End the shift and a break that still runs; the member's side of the work record closes. Twice changes nothing.

    Raises NotFound, or NotAllowedNow before the clock-in.
    """
    shift = locked_shift(shift_id)
    if shift.clocked_in_at is None or shift.member_id is None:
        raise NotAllowedNow("shift_not_begun", _("This shift has not begun."))
    if shift.clocked_out_at is not None:
        return shift
    shift.clocked_out_at = max(at, shift.clocked_in_at)
    shift.save(update_fields=["clocked_out_at"])
    worked = WorkRecord.objects.get(shift=shift)
    running = WorkBreak.objects.filter(record=worked, ended_at__isnull=True)
    running.filter(started_at__gte=shift.clocked_out_at).delete()
    running.update(ended_at=shift.clocked_out_at)
    worked.ended_at = worked.member_closed_at = shift.clocked_out_at
    settle(worked)
    worked.save(update_fields=["ended_at", "member_closed_at", "paid_seconds", "minutes"])
    record(ShiftEnded(shift_id=shift.id, courier_id=shift.member_id, occurred_at=at), by=by)
    return shift
