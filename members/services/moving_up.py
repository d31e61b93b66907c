"""A shift that became free goes to the first who waits for it and may have it. A building block."""

from datetime import datetime

from coopplatform.contracts.working import ShiftClaimed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.time import TimeWindow
from members.models import Shift, ShiftChange, Waiting
from members.services.changing import assign, note_change
from members.services.checking import check_can_take, locked_members


def move_up(shift: Shift, *, by: Actor, at: datetime) -> bool:
    """Whether someone got it. Whoever cannot take it now keeps their place in the line."""
    line = list(Waiting.objects.filter(shift=shift).order_by("asked_at", "pk"))
    locked_members(place.member_id for place in line)
    for place in line:
        try:
            check_can_take(place.member_id, TimeWindow(shift.starts_at, shift.ends_at), shift.skills)
        except DomainError:
            continue
        note_change(shift, ShiftChange.Kind.MOVED_UP, by=by, at=at, to=place.member_id)
        assign(shift, place.member_id, claimed_at=at)
        shift.save()
        place.delete()
        record(ShiftClaimed(shift_id=shift.pk, courier_id=place.member_id, occurred_at=at), by=by)
        return True
    return False
