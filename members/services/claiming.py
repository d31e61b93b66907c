"""Open shifts: claimed by whoever comes first, waited for, given back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import ShiftClaimed, ShiftGivenBack
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import unit_of_work
from members.models import Shift, ShiftChange, Waiting
from members.queries.terms import roster_terms
from members.services.changing import assign, note_change, withdraw_swaps
from members.services.checking import check_can_take, locked_shift
from members.services.moving_up import move_up


@unit_of_work
def claim_shift(*, shift_id: UUID, member_id: UUID, by: Actor, at: datetime) -> bool:
    """Take an open shift: True when it is theirs, False when they wait for it because someone was quicker.

    Claiming twice changes nothing. Raises NotFound; NotAllowedNow once it has begun or is not for claim; Invalid for
    an overlap, a missing skill, or a rule of working time that blocks.
    """
    shift = _claimable(shift_id, at)
    if shift.member_id == member_id:
        return True
    if shift.member_id is not None:
        Waiting.objects.get_or_create(shift=shift, member_id=member_id, defaults={"asked_at": at})
        return False
    check_can_take(member_id, TimeWindow(shift.starts_at, shift.ends_at), shift.skills)
    note_change(shift, ShiftChange.Kind.CLAIMED, by=by, at=at, to=member_id)
    assign(shift, member_id, claimed_at=at)
    shift.save()
    Waiting.objects.filter(shift=shift, member_id=member_id).delete()
    record(ShiftClaimed(shift_id=shift.pk, courier_id=member_id, occurred_at=at), by=by)
    return True


@unit_of_work
def give_back(*, shift_id: UUID, member_id: UUID, by: Actor, at: datetime) -> bool:
    """A claimed shift is open again; True when someone who waited has it now.

    Raises NotFound for another's shift; NotAllowedNow for one that was planned for them, has begun, or begins so soon
    that nobody else could come.
    """
    shift = locked_shift(shift_id)
    if shift.member_id != member_id or not shift.is_published:
        raise NotFound("no_shift", _("There is no such shift."))
    if shift.claimed_at is None:
        raise NotAllowedNow(
            "not_claimed",
            _("This shift was planned for you: offer it to your colleagues, or ask the dispatcher."),
        )
    hours = roster_terms(timezone.localdate(at)).give_back_hours
    if shift.clocked_in_at is not None or shift.starts_at <= at:
        raise NotAllowedNow("shift_began", _("This shift has begun."))
    note_change(shift, ShiftChange.Kind.GIVEN_BACK, by=by, at=at)
    assign(shift, None)
    withdraw_swaps(shift, by=by, at=at)
    shift.save()
    record(ShiftGivenBack(shift_id=shift.pk, courier_id=member_id, occurred_at=at), by=by)
    has_follower = move_up(shift, by=by, at=at)
    if not has_follower and shift.starts_at - at < timedelta(hours=hours):
        raise NotAllowedNow(
            "too_late_to_give_back",
            _("It begins in less than %(hours)s hours and nobody waits for it: offer it to your colleagues."),
            hours=hours,
        )
    return has_follower


@unit_of_work
def stop_waiting(*, shift_id: UUID, member_id: UUID, by: Actor) -> None:
    """Leave the line of a shift. Twice changes nothing. Raises NotFound."""
    if not Shift.objects.filter(pk=shift_id).exists():
        raise NotFound("no_shift", _("There is no such shift."))
    Waiting.objects.filter(shift_id=shift_id, member_id=member_id).delete()


def _claimable(shift_id: UUID, at: datetime) -> Shift:
    shift = locked_shift(shift_id)
    if not shift.is_published:
        raise NotFound("no_shift", _("There is no such shift."))
    if not shift.is_for_claim:
        raise NotAllowedNow("not_for_claim", _("This shift is planned for someone."))
    if shift.starts_at <= at:
        raise NotAllowedNow("shift_began", _("This shift has begun."))
    return shift
