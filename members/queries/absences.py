"""Who is away, and what is to decide."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from members.domain.absence import Absence, AbsenceKind
from members.models import AbsenceRequest, Shift

State = AbsenceRequest.State


def absences_between(first: date, last: date) -> dict[UUID, list[Absence]]:
    """Approved absences that touch the span, by member, in their order. One query."""
    found: dict[UUID, list[Absence]] = {}
    for row in _touching(first, last).filter(state=State.APPROVED):
        found.setdefault(row.member_id, []).append(absence_of(row))
    return found


def absence_of(row: AbsenceRequest) -> Absence:
    """A stored absence as the domain reads it."""
    return Absence(AbsenceKind(row.kind), row.first, row.last)


def absences_of(member_id: UUID, *, limit: int = 24) -> list[AbsenceRequest]:
    """A member's absences of every state, the latest first."""
    return list(AbsenceRequest.objects.filter(member_id=member_id).order_by("-first", "-id")[:limit])


def to_decide() -> list[AbsenceRequest]:
    """What members have asked for and nobody has decided, the earliest days first."""
    asked = AbsenceRequest.objects.filter(state=State.REQUESTED).select_related("member")
    return list(asked.order_by("first", "id"))


def approved_in(first: date, last: date) -> list[AbsenceRequest]:
    """Approved absences that touch a span, by name and day."""
    approved = _touching(first, last).filter(state=State.APPROVED).select_related("member")
    return list(approved.order_by("member__name", "first"))


def absence_here(absence_id: UUID) -> AbsenceRequest | None:
    return AbsenceRequest.objects.select_related("member").filter(pk=absence_id).first()


def is_absence_of(absence_id: UUID, *, user_id: int) -> bool:
    """Whether the absence is that person's own."""
    return AbsenceRequest.objects.filter(pk=absence_id, member__user_id=user_id).exists()


def shifts_in(absences: Iterable[AbsenceRequest], zone: ZoneInfo) -> dict[UUID, int]:
    """How many shifts are planned in each of these absences and not begun, by absence. One query."""
    rows = list(absences)
    if not rows:
        return {}
    window = {row.id: (_midnight(row.first, zone), _midnight(row.last + timedelta(1), zone)) for row in rows}
    planned = Shift.objects.filter(
        member__in={row.member_id for row in rows},
        clocked_in_at__isnull=True,
        starts_at__lt=max(before for _after, before in window.values()),
        ends_at__gt=min(after for after, _before in window.values()),
    ).values_list("member_id", "starts_at", "ends_at")
    shifts = list(planned)
    return {
        row.id: sum(
            member == row.member_id and starts < window[row.id][1] and ends > window[row.id][0]
            for member, starts, ends in shifts
        )
        for row in rows
    }


def _touching(first: date, last: date) -> QuerySet[AbsenceRequest]:
    return AbsenceRequest.objects.filter(first__lte=last, last__gte=first).order_by("first")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone)
