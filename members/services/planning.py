"""The roster before it is worked: drafts become public, and what is public changes with a reason."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.working import WeekPublished
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.holidays import public_holidays
from members.domain.labour import Code, Mode, is_short_notice
from members.domain.roster import check_span, skills_in
from members.models import Shift, ShiftChange
from members.queries.days import week_window
from members.queries.terms import labour_rules
from members.services.changing import assign, note_change, withdraw_swaps
from members.services.checking import check_can_take, locked_shift
from members.services.moving_up import move_up


@unit_of_work
def publish_week(*, monday: date, by: Actor, at: datetime) -> int:
    """Everyone sees the shifts of the week from now on; open ones may be claimed. Returns how many were drafts."""
    week = week_window(monday, cooperative_here().zone)
    drafts = Shift.objects.filter(
        state=Shift.State.DRAFT, starts_at__gte=week.after, starts_at__lt=week.before
    )
    count = drafts.update(state=Shift.State.PUBLISHED, revised_at=at)
    if count:
        record(WeekPublished(week_begins_on=monday, shifts=count, occurred_at=at), by=by)
    return count


@unit_of_work
def change_shift(
    *,
    shift_id: UUID,
    member_id: UUID | None,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
    skills: str | Iterable[str] = (),
    reason: str = "",
) -> Shift:
    """Move a shift, give it to someone, or open it. A change of nothing changes nothing.

    Of a published shift it is kept who changed what, and why: a reason is needed within the notice of the co-op's
    rules when it is or becomes somebody's. Raises NotFound, NotAllowedNow once it has begun, Invalid otherwise.
    """
    shift = locked_shift(shift_id)
    _check_not_begun(shift)
    window, needed = check_span(starts_at, ends_at), skills_in(skills)
    is_moved = (shift.starts_at, shift.ends_at) != (starts_at, ends_at)
    is_given = shift.member_id != member_id
    if (is_moved or is_given) and shift.member is not None and shift.member.is_guest:
        raise NotAllowedNow(
            "agreed_elsewhere",
            _("This shift is agreed with the co-op that lends %(name)s: cancel it, and ask for another."),
            name=shift.member.name,
        )
    if not is_moved and not is_given and shift.skills == needed:
        return shift
    is_shortened = shift.starts_at <= window.after and window.before <= shift.ends_at
    if member_id is not None and (is_given or not is_shortened or shift.skills != needed):
        check_can_take(member_id, window, needed, besides=shift.pk)
    told = [ShiftChange.Kind.MOVED] if is_moved else []
    if is_given:
        told.append(ShiftChange.Kind.OPENED if member_id is None else ShiftChange.Kind.GIVEN)
    if shift.is_published and told:
        if shift.member_id or member_id:
            _check_reason(shift, min(starts_at, shift.starts_at), reason, at)
        for kind in told:
            note_change(shift, kind, by=by, at=at, reason=reason, to=member_id)
    shift.starts_at, shift.ends_at, shift.skills = starts_at, ends_at, needed
    if is_given:
        assign(shift, member_id)
        withdraw_swaps(shift, by=by, at=at)
    shift.save()
    if is_given and member_id is None and shift.is_published:
        move_up(shift, by=by, at=at)
    return shift


@unit_of_work
def cancel_shift(*, shift_id: UUID, by: Actor, at: datetime, reason: str = "") -> None:
    """Take a shift off the roster; of a published one what it was is kept, with the reason.

    Raises NotFound, NotAllowedNow once it has begun, Invalid without a reason where one is needed.
    """
    shift = locked_shift(shift_id)
    _check_not_begun(shift)
    if shift.is_published:
        if shift.member_id:
            _check_reason(shift, shift.starts_at, reason, at)
        note_change(shift, ShiftChange.Kind.CANCELLED, by=by, at=at, reason=reason)
    shift.delete()


def _check_not_begun(shift: Shift) -> None:
    if shift.lent_to:
        raise NotAllowedNow("lent", _("This shift is lent to another co-op: take it back there first."))
    if shift.clocked_in_at is not None:
        raise NotAllowedNow("shift_begun", _("This shift has begun: correct its record instead."))


def _check_reason(shift: Shift, starts_at: datetime, reason: str, at: datetime) -> None:
    here = cooperative_here()
    today, day = (timezone.localdate(moment, here.zone) for moment in (at, starts_at))
    rule = labour_rules(today).get(Code.NOTICE)
    if reason.strip() or rule is None or rule.mode is Mode.OFF:
        return
    holidays = public_holidays(here.country, today.year) | public_holidays(here.country, day.year)
    if is_short_notice(today, day, rule.limit, holidays):
        raise Invalid(
            "reason_needed",
            _("Less than %(limit)s working days before it begins: say why it changes (%(source)s)."),
            field="reason",
            limit=rule.limit,
            source=rule.source,
        )
