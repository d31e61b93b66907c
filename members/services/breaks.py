"""Breaks in a running shift, from the courier's phone."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import BreakEnded, BreakStarted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.models import WorkBreak, WorkRecord
from members.queries.terms import roster_terms
from members.services.checking import locked_shift


@unit_of_work
def start_break(*, shift_id: UUID, by: Actor, at: datetime) -> WorkBreak:
    """Stop working for a while; the charter says whether it is paid. Starting twice changes nothing.

    Raises NotFound, NotAllowedNow outside of a running shift.
    """
    worked = _running(shift_id)
    if running := WorkBreak.objects.filter(record=worked, ended_at__isnull=True).first():
        return running
    is_paid = roster_terms(timezone.localdate(at)).breaks_are_paid
    pause = WorkBreak.objects.create(record=worked, started_at=max(at, worked.started_at), is_paid=is_paid)
    record(BreakStarted(shift_id=shift_id, courier_id=worked.member_id, occurred_at=at), by=by)
    return pause


@unit_of_work
def end_break(*, shift_id: UUID, by: Actor, at: datetime) -> None:
    """Back to work. A break of no time at all is forgotten; ending twice changes nothing.

    Raises NotFound, NotAllowedNow outside of a running shift.
    """
    worked = _running(shift_id)
    running = WorkBreak.objects.filter(record=worked, ended_at__isnull=True).first()
    if running is None:
        return
    if at <= running.started_at:
        running.delete()
    else:
        running.ended_at = at
        running.save(update_fields=["ended_at"])
    record(BreakEnded(shift_id=shift_id, courier_id=worked.member_id, occurred_at=at), by=by)


def _running(shift_id: UUID) -> WorkRecord:
    shift = locked_shift(shift_id)
    if shift.clocked_in_at is None or shift.clocked_out_at is not None:
        raise NotAllowedNow("no_running_shift", _("A break lies within a running shift."))
    return WorkRecord.objects.get(shift=shift)
