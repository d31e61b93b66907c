"""Lending: a shift that a member rides for another co-op, and a guest who rides one for this co-op.

The lender stays the employer: its roster has the shift, its rules of working time judge it, its payroll pays the
hours. The borrower plans and directs the ride. Building blocks: what passes between the two is the federation's.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from itertools import chain
from string import ascii_uppercase
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.models import Membership, User
from cooperatives.services.people import leave_role, take_role
from coopplatform.contracts.lending import GuestReceived, LentHoursEntered, ShiftLent
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import unit_of_work
from members.domain.records import Times
from members.domain.roster import check_span
from members.models import MemberWorker, Shift, WorkBreak, WorkRecord
from members.services.checking import check_can_take, locked_shift
from members.services.months import check_month_is_open
from members.services.settling import settle


@unit_of_work
def lend_shift(*, member_id: UUID, window: TimeWindow, lent_to: str, by: Actor, at: datetime) -> Shift:
    """On the lender's roster: the member rides that shift for `lent_to`.

    Raises Invalid for a span that is no shift, an overlap, leave, or a rule of working time that blocks; NotAllowedNow
    for a guest, whom somebody else lends.
    """
    check_span(window.after, window.before)
    check_can_take(member_id, window)
    shift = Shift.objects.create(
        member_id=member_id, starts_at=window.after, ends_at=window.before, lent_to=lent_to
    )
    record(ShiftLent(shift_id=shift.pk, courier_id=member_id, occurred_at=at), by=by)
    return shift


@unit_of_work
def take_back_shift(*, shift_id: UUID, by: Actor) -> None:
    """Off the lender's roster again, unless its hours are entered. Twice changes nothing."""
    Shift.objects.filter(pk=shift_id, clocked_in_at__isnull=True).exclude(lent_to="").delete()


@unit_of_work
def enter_lent_hours(*, shift_id: UUID, times: Times, by: Actor, at: datetime) -> WorkRecord:
    """What the lent shift came to where it was worked, closed by both sides there. Twice is once.

    Raises NotFound; Invalid for hours that are not over; NotAllowedNow in a month whose pay is approved.
    """
    shift = locked_shift(shift_id)
    known = WorkRecord.objects.filter(shift=shift).first()
    if known is not None:
        return known
    if shift.member_id is None or not shift.lent_to:
        raise NotFound("not_lent", _("There is no such shift lent to another co-op."))
    if times.before is None or not times.after < times.before <= at:
        raise Invalid("hours_not_over", _("Hours are entered when they are over."), field="before")
    check_month_is_open(times.after, times.before)
    shift.clocked_in_at, shift.clocked_out_at = times.after, times.before
    shift.save(update_fields=["clocked_in_at", "clocked_out_at"])
    worked = WorkRecord.objects.create(
        shift=shift,
        member_id=shift.member_id,
        worked_on=timezone.localdate(times.after),
        started_at=times.after,
        ended_at=times.before,
        member_closed_at=at,
        coop_closed_at=at,
        coop_closed_by=str(by),
    )
    WorkBreak.objects.bulk_create(
        WorkBreak(record=worked, started_at=pause.after, ended_at=pause.before, is_paid=pause.is_paid)
        for pause in times.pauses
    )
    settle(worked)
    worked.save(update_fields=["paid_seconds", "minutes"])
    record(
        LentHoursEntered(
            shift_id=shift.pk, courier_id=worked.member_id, minutes=worked.minutes, occurred_at=at
        ),
        by=by,
    )
    return worked


@unit_of_work
def receive_guest(
    *,
    user: User,
    name: str,
    lent_by: str,
    capacity_bags: int,
    skills: Iterable[str],
    first: date,
    last: date,
    by: Actor,
    at: datetime,
) -> MemberWorker:
    """On the borrower's side: a guest who may be planned until `last`, with a courier's role and no contract.

    Who has ridden here as a guest comes back as the same. Raises NotAllowedNow for a worker of the co-op's own.
    """
    guest = MemberWorker.objects.filter(user=user).first()
    if guest is not None and not guest.is_guest:
        raise NotAllowedNow(
            "works_here", _("%(name)s works here already: plan the shift with them directly."), name=name
        )
    if guest is None:
        taken = set(MemberWorker.objects.values_list("code", flat=True))
        guest = MemberWorker(user=user, code=free_code(name, taken), joined_on=first, lent_by=lent_by)
    guest.name, guest.capacity_bags, guest.skills, guest.lent_by = (
        name,
        capacity_bags,
        sorted(skills),
        lent_by,
    )
    guest.left_on = max(guest.left_on or last, last)
    guest.save()
    take_role(user=user, role=Role.COURIER, started_on=first)
    record(GuestReceived(courier_id=guest.pk, occurred_at=at), by=by)
    return guest


@unit_of_work
def plan_guest(*, guest: MemberWorker, window: TimeWindow) -> Shift:
    """The shift that was agreed with who lends the guest. Raises Invalid for an overlap with another of theirs here."""
    check_span(window.after, window.before)
    taken = Shift.objects.filter(member=guest, starts_at__lt=window.before, ends_at__gt=window.after)
    if taken.exists():
        raise Invalid("shift_overlaps", _("This member already works at that time."), field="starts_at")
    return Shift.objects.create(member=guest, starts_at=window.after, ends_at=window.before)


@unit_of_work
def take_back_guest(*, shift_id: UUID) -> None:
    """A guest's shift leaves the roster, unless it has begun. Twice changes nothing."""
    Shift.objects.filter(pk=shift_id, clocked_in_at__isnull=True).delete()


@unit_of_work
def see_guests_off(*, on: date, by: Actor) -> int:
    """Guests whose last day is over have no way in any more. Returns how many had."""
    riding = Membership.objects.filter(role=Role.COURIER, ended_on=None).values("user")
    over = MemberWorker.objects.exclude(lent_by="").filter(left_on__lt=on, user__in=riding)
    for guest in over:
        leave_role(user_id=guest.user_id, role=Role.COURIER, on=guest.left_on or on)
    return len(over)


def free_code(name: str, taken: Collection[str]) -> str:
    """Two letters for a newcomer: their initials, else their first letter with another, else any two left."""
    letters = [letter for letter in name.upper() if letter in ascii_uppercase] or ["X"]
    words = [word[0] for word in name.upper().split() if word[0] in ascii_uppercase]
    likely = [words[0] + words[-1]] if len(words) > 1 else []
    own = (letters[0] + second for second in chain(letters[1:], ascii_uppercase))
    other = (first + second for first in ascii_uppercase for second in ascii_uppercase)
    return next(code for code in chain(likely, own, other) if code not in taken)
