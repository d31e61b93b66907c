"""A member's own roster: what they have, what they may take, what colleagues offer."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from members.domain.roster import lacking
from members.models import Availability, MemberWorker, Shift, SwapOffer, Waiting
from members.queries.terms import RosterTerms
from members.queries.workers import own_workers

AHEAD = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class OwnShift:
    """`can_give_back` tells a claimed shift from one that was planned; `swap` is its running offer."""

    shift: Shift
    swap: SwapOffer | None
    can_give_back: bool


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift to claim, or to wait for while a colleague has it. `missing` are skills the reader lacks."""

    shift: Shift
    is_free: bool
    is_waiting: bool
    missing: tuple[str, ...]


def own_shifts(member_id: UUID, at: datetime, terms: RosterTerms) -> list[OwnShift]:
    """Published shifts of the member that have not begun, in their order. Two queries."""
    shifts = Shift.objects.filter(
        member_id=member_id,
        state=Shift.State.PUBLISHED,
        clocked_in_at__isnull=True,
        ends_at__gt=at,
        starts_at__lt=at + AHEAD,
    )
    rows = list(shifts.order_by("starts_at"))
    running = SwapOffer.objects.filter(
        shift__in=[shift.pk for shift in rows], state__in=SwapOffer.RUNNING
    ).select_related("taken_by")
    swaps = {swap.shift_id: swap for swap in running}
    waited_for = set(
        Waiting.objects.filter(shift__in=[shift.pk for shift in rows]).values_list("shift_id", flat=True)
    )
    soon = at + timedelta(hours=terms.give_back_hours)
    return [
        OwnShift(
            shift,
            swaps.get(shift.pk),
            can_give_back=shift.claimed_at is not None
            and shift.starts_at > at
            and (shift.starts_at >= soon or shift.pk in waited_for),
        )
        for shift in rows
    ]


def open_shifts(member: MemberWorker, at: datetime) -> list[OpenShift]:
    """Published shifts to claim or wait for, the free ones first, in their order. One query."""
    mine = Waiting.objects.filter(shift=OuterRef("pk"), member_id=member.pk)
    shifts = (
        Shift.objects.filter(
            is_for_claim=True,
            state=Shift.State.PUBLISHED,
            clocked_in_at__isnull=True,
            starts_at__gt=at,
            starts_at__lt=at + AHEAD,
        )
        .filter(Q(member__isnull=True) | ~Q(member_id=member.pk))
        .annotate(is_mine_to_wait=Exists(mine))
        .order_by("starts_at")
    )
    found = [
        OpenShift(
            shift,
            is_free=shift.member_id is None,
            is_waiting=shift.is_mine_to_wait,
            missing=tuple(lacking(shift.skills, member.skills)),
        )
        for shift in shifts
    ]
    return sorted(found, key=lambda one: not one.is_free)


def offers_of_colleagues(member_id: UUID, at: datetime) -> list[SwapOffer]:
    """Shifts that colleagues offer, and those the member took that wait for approval, by day."""
    offers = SwapOffer.objects.filter(shift__starts_at__gt=at).exclude(offered_by_id=member_id)
    running = offers.filter(
        Q(state=SwapOffer.State.OFFERED) | Q(state=SwapOffer.State.TAKEN, taken_by_id=member_id)
    )
    return list(running.select_related("shift", "offered_by").order_by("shift__starts_at"))


def availability_of(member_id: UUID) -> list[Availability]:
    """The windows a member entered, by weekday and hour."""
    return list(Availability.objects.filter(member_id=member_id).order_by("weekday", "from_minute", "pk"))


def availability_here() -> dict[UUID, list[Availability]]:
    """The windows of everyone, each member's by weekday and hour."""
    found: dict[UUID, list[Availability]] = defaultdict(list)
    for row in Availability.objects.order_by("weekday", "from_minute", "pk"):
        found[row.member_id].append(row)
    return found


def member_of(user_id: int) -> MemberWorker | None:
    """The person's own row as a worker of the co-op in scope."""
    return MemberWorker.objects.filter(user_id=user_id).first()


def members_here() -> list[MemberWorker]:
    """All who work for the co-op now, by name; a guest's shifts are agreed with who employs them."""
    return list(own_workers().filter(left_on__isnull=True).order_by("name"))
