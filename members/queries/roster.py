"""Who is on shift."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from members.models import Contract, MemberWorker, Shift, WorkBreak


@dataclass(frozen=True, slots=True)
class OnShift:
    """A courier at work: as much as dispatch may know of them. On a break they take no new order."""

    courier_id: UUID
    user_id: int
    name: str
    code: str
    capacity_bags: int
    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    on_break: bool = False


@dataclass(frozen=True, slots=True)
class Worker:
    """A member-worker, as other rooms name them."""

    courier_id: UUID
    user_id: int
    name: str
    code: str


def on_shift() -> list[OnShift]:
    """Everyone clocked in and not out, by code."""
    open_shifts = Shift.objects.filter(clocked_in_at__isnull=False, clocked_out_at__isnull=True)
    member = ("member_id", "member__user_id", "member__name", "member__code", "member__capacity_bags")
    on_break = Exists(WorkBreak.objects.filter(record__shift=OuterRef("pk"), ended_at__isnull=True))
    rows = open_shifts.order_by("member__code").values_list(
        *member, "id", "clocked_in_at", "ends_at", on_break
    )
    return [OnShift(*row) for row in rows]


def couriers_on_shift(courier_ids: set[UUID]) -> set[UUID]:
    """Those of them who have clocked in and not out."""
    open_shifts = Shift.objects.filter(clocked_in_at__isnull=False, clocked_out_at__isnull=True)
    return set(open_shifts.filter(member__in=courier_ids).values_list("member_id", flat=True))


def open_shift_of(courier_id: UUID, at: datetime) -> OnShift | None:
    """The courier's shift at that moment: open, or closed after it."""
    found = (
        Shift.objects.filter(Q(clocked_out_at__isnull=True) | Q(clocked_out_at__gte=at))
        .filter(member_id=courier_id, clocked_in_at__lte=at)
        .values("id", "ends_at", "clocked_in_at")
        .annotate(user=F("member__user_id"), name=F("member__name"), code=F("member__code"))
        .annotate(bags=F("member__capacity_bags"))
        .order_by("-clocked_in_at")
        .first()
    )
    if found is None:
        return None
    return OnShift(
        courier_id=courier_id,
        user_id=found["user"],
        name=found["name"],
        code=found["code"],
        capacity_bags=found["bags"],
        shift_id=found["id"],
        starts_at=found["clocked_in_at"] or at,
        ends_at=found["ends_at"],
    )


def worker_of(user_id: int) -> Worker | None:
    """The person's worker row in the co-op in scope."""
    member = MemberWorker.objects.filter(user_id=user_id).first()
    return None if member is None else Worker(member.id, member.user_id, member.name, member.code)


def workers(courier_ids: set[UUID]) -> dict[UUID, Worker]:
    """Workers by id, whether on shift or not."""
    found = MemberWorker.objects.filter(pk__in=courier_ids)
    return {m.id: Worker(m.id, m.user_id, m.name, m.code) for m in found}


def everyone() -> list[Worker]:
    """All who work here now, by code."""
    still_here = Q(left_on__isnull=True) | Q(left_on__gte=timezone.localdate())
    found = MemberWorker.objects.filter(still_here).order_by("code")
    return [Worker(m.id, m.user_id, m.name, m.code) for m in found]


def planned_now(at: datetime) -> dict[UUID, UUID]:
    """By courier, the shift that is planned for this moment and not begun."""
    shifts = _someones().filter(starts_at__lte=at, ends_at__gt=at, clocked_in_at__isnull=True)
    found = shifts.filter(state=Shift.State.PUBLISHED).order_by("-starts_at").values_list("member_id", "id")
    return dict(found)


def worked_within(first: datetime, last: datetime) -> set[UUID]:
    """Couriers with a shift, drafted, planned or worked, that touches this span."""
    shifts = _someones().filter(starts_at__lt=last, ends_at__gt=first)
    return set(shifts.values_list("member_id", flat=True))


def is_shift_of(shift_id: UUID, *, user_id: int) -> bool:
    """Whether the shift is that person's and was published."""
    own = Shift.objects.filter(pk=shift_id, member__user_id=user_id, state=Shift.State.PUBLISHED)
    return own.exists()


def contract_of(courier_id: UUID, *, on: date) -> Contract | None:
    """The worker's contract in force that day."""
    begun = Contract.objects.filter(member_id=courier_id, started_on__lte=on).exclude(ended_on__lt=on)
    return begun.order_by("-started_on").first()


def member_names(ids: set[str]) -> dict[str, str]:
    """The workers' names, by id as written in stored lines."""
    return {str(key): name for key, name in MemberWorker.objects.filter(pk__in=ids).values_list("id", "name")}


@dataclass(frozen=True, slots=True)
class ShiftOfDay:
    """A courier's shift, planned or begun."""

    courier_id: UUID
    starts_at: datetime
    ends_at: datetime


def shifts_touching(first: datetime, last: datetime) -> list[ShiftOfDay]:
    """Someone's shifts that are not over and touch this span, drafts included, by their start."""
    shifts = _someones().filter(starts_at__lt=last, ends_at__gt=first, clocked_out_at__isnull=True)
    return [
        ShiftOfDay(s.member_id, s.starts_at, s.ends_at)
        for s in shifts.order_by("starts_at", "id")
        if s.member_id
    ]


@dataclass(frozen=True, slots=True)
class PlannedShift:
    starts_at: datetime
    ends_at: datetime


def shifts_between(after: datetime, before: datetime) -> list[PlannedShift]:
    """Every shift that someone is planned to begin in a stretch of time, in its order."""
    planned = _someones().filter(starts_at__gte=after, starts_at__lt=before).order_by("starts_at")
    return [PlannedShift(shift.starts_at, shift.ends_at) for shift in planned]


def _someones() -> QuerySet[Shift]:
    """Shifts that have a member: open ones are nobody's work yet."""
    return Shift.objects.filter(member__isnull=False)
