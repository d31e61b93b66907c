"""Hours worked before the platform kept the clock: entered from the co-op's own timesheets.

A timesheet is signed by the member and by the co-op before it is entered: its records are closed by both sides.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import TimesheetEntered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import unit_of_work
from members.domain.labour import Code, Mode
from members.domain.roster import LONGEST
from members.models import Shift, WorkRecord
from members.queries.terms import labour_rules
from members.services.months import check_month_is_open


@unit_of_work
def enter_timesheet(*, member_id: UUID, worked: Sequence[TimeWindow], by: Actor, at: datetime) -> int:
    """Write shifts that are over, with their work records, for one member. Returns the minutes.

    Raises Invalid for a shift that is not over, too long by a rule that blocks, or overlaps another one of the member;
    NotAllowedNow in a month whose pay is approved.
    """
    worked = sorted(worked, key=lambda shift: shift.after)
    if not worked:
        return 0
    longest = _longest_hours(worked[0].after.date())
    for shift in worked:
        hours = (shift.before - shift.after).total_seconds() / 3600
        if not 0 < hours <= longest or shift.before > at:
            raise Invalid(
                "bad_timesheet",
                _("A shift on a timesheet is over and lasted at most %(most)s hours."),
                field="worked",
                most=longest,
            )
    check_month_is_open(*(moment for shift in worked for moment in (shift.after, shift.before)))
    known = Shift.objects.filter(
        member_id=member_id, starts_at__lt=worked[-1].before, ends_at__gt=worked[0].after
    ).values_list("starts_at", "ends_at")
    taken = sorted([*((s.after, s.before) for s in worked), *known])
    if any(end > start for (_start, end), (start, _end) in pairwise(taken)):
        raise Invalid("shift_overlaps", _("This member already works at that time."), field="worked")
    shifts = [
        Shift(
            member_id=member_id,
            starts_at=shift.after,
            ends_at=shift.before,
            clocked_in_at=shift.after,
            clocked_out_at=shift.before,
        )
        for shift in worked
    ]
    records = [
        WorkRecord(
            shift=shift,
            member_id=member_id,
            worked_on=timezone.localdate(shift.starts_at),
            started_at=shift.starts_at,
            ended_at=shift.ends_at,
            paid_seconds=int((shift.ends_at - shift.starts_at).total_seconds()),
            minutes=int((shift.ends_at - shift.starts_at).total_seconds()) // 60,
            member_closed_at=at,
            coop_closed_at=at,
            coop_closed_by=str(by),
        )
        for shift in shifts
    ]
    Shift.objects.bulk_create(shifts)
    WorkRecord.objects.bulk_create(records)
    minutes = sum(row.minutes for row in records)
    event = TimesheetEntered(
        courier_id=member_id,
        first_on=records[0].worked_on,
        last_on=records[-1].worked_on,
        minutes=minutes,
        occurred_at=at,
    )
    record(event, by=by)
    return minutes


def _longest_hours(on: date) -> float:
    """Of one shift: a day's maximum where its rule blocks, else a day."""
    rule = labour_rules(on).get(Code.DAY_MAX)
    return rule.limit if rule and rule.mode is Mode.BLOCK else LONGEST / timedelta(hours=1)
