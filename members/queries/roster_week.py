"""A week of the roster: every shift with what stands in its way, and what the week comes to for each member."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from cooperatives.queries.here import cooperative_here
from cooperatives.queries.people import actor_names
from coopplatform.kernel.text import Sentence
from coopplatform.kernel.time import TimeWindow
from members.domain.absence import Absence, away_during
from members.domain.availability import Window, conflict
from members.domain.labour import Finding
from members.domain.roster import lacking
from members.models import (
    Availability,
    Contract,
    MemberWorker,
    Shift,
    ShiftChange,
    SwapOffer,
    Waiting,
    WeekTemplate,
)
from members.queries.absences import absences_between
from members.queries.days import week_window
from members.queries.labour import findings


@dataclass(frozen=True, slots=True)
class ShiftOnRoster:
    """A shift with what a planner should see beside it.

    `conflict` is why it does not fit what its member said of the week; `missing` skills they lack; `findings` rules
    that its own day or rest breaks; `waiting` how many want it if it becomes free; `is_away` that leave was granted
    for its day.
    """

    shift: Shift
    findings: tuple[Finding, ...]
    conflict: Sentence | None
    missing: tuple[str, ...]
    waiting: int
    is_offered: bool
    is_away: bool

    @property
    def has_warning(self) -> bool:
        return bool(self.findings or self.conflict or self.missing or self.is_away)


@dataclass(frozen=True, slots=True)
class MemberWeek:
    """What the week comes to for one member, in seconds, and the rules that the week as a whole breaks."""

    member: MemberWorker
    shifts: int
    seconds: int
    contract_seconds: int | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class DayOfRoster:
    day: date
    shifts: tuple[ShiftOnRoster, ...]


@dataclass(frozen=True, slots=True)
class RosterWeek:
    monday: date
    days: tuple[DayOfRoster, ...]
    members: tuple[MemberWeek, ...]
    drafts: int
    open: int

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def roster_week(monday: date, at: datetime) -> RosterWeek:
    """The civil week that begins on this Monday, as it stands at this moment. A fixed number of queries."""
    zone = cooperative_here().zone
    week = week_window(monday, zone)
    shifts = list(
        Shift.objects.filter(starts_at__gte=week.after, starts_at__lt=week.before)
        .select_related("member")
        .annotate(
            waiters=Count("waiting", distinct=True),
            offers=Count("swaps", filter=Q(swaps__state__in=SwapOffer.RUNNING), distinct=True),
        )
        .order_by("starts_at", "member__code")
    )
    sunday = monday + timedelta(days=6)
    of_shift: dict[str, list[Finding]] = defaultdict(list)
    of_week: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings(monday, sunday, at=at):
        if finding.is_of_week:
            of_week[finding.member_id].append(finding)
        for key in () if finding.is_of_week else finding.keys:
            of_shift[key].append(finding)
    windows, away = windows_of_members(), absences_between(monday, sunday)
    by_day: dict[date, list[ShiftOnRoster]] = defaultdict(list)
    for shift in shifts:
        by_day[shift.starts_at.astimezone(zone).date()].append(
            _on_roster(shift, of_shift.get(str(shift.pk), []), windows, away, zone)
        )
    return RosterWeek(
        monday=monday,
        days=tuple(
            DayOfRoster(day, tuple(by_day[day])) for day in (monday + timedelta(days=n) for n in range(7))
        ),
        members=_members(monday, sunday, shifts, of_week),
        drafts=sum(not shift.is_published for shift in shifts),
        open=sum(shift.member_id is None for shift in shifts),
    )


def windows_of_members() -> dict[UUID, list[Window]]:
    """What everyone said of when they can work."""
    found: dict[UUID, list[Window]] = defaultdict(list)
    for row in Availability.objects.all():
        found[row.member_id].append(row.window)
    return found


def _on_roster(
    shift: Shift,
    broken: list[Finding],
    windows: dict[UUID, list[Window]],
    away: dict[UUID, list[Absence]],
    zone: ZoneInfo,
) -> ShiftOnRoster:
    member = shift.member
    day = shift.starts_at.astimezone(zone).date()
    fits_not = member and conflict(
        TimeWindow(shift.starts_at, shift.ends_at), windows.get(member.pk, ()), zone
    )
    return ShiftOnRoster(
        shift=shift,
        findings=tuple(broken),
        conflict=fits_not or None,
        missing=tuple(lacking(shift.skills, member.skills)) if member else (),
        waiting=shift.waiters,  # type: ignore[attr-defined]
        is_offered=bool(shift.offers),  # type: ignore[attr-defined]
        is_away=bool(member and away_during(away.get(member.pk, ()), day, day)),
    )


def _members(
    monday: date, sunday: date, shifts: Sequence[Shift], of_week: dict[str, list[Finding]]
) -> tuple[MemberWeek, ...]:
    """Everyone employed in the week, by name."""
    counts: dict[UUID | None, int] = defaultdict(int)
    seconds: dict[UUID | None, int] = defaultdict(int)
    for shift in shifts:
        counts[shift.member_id] += 1
        seconds[shift.member_id] += int((shift.ends_at - shift.starts_at).total_seconds())
    begun = Contract.objects.filter(started_on__lte=sunday).exclude(ended_on__lt=monday)
    contracts = {contract.member_id: contract for contract in begun.order_by("started_on")}
    employed = MemberWorker.objects.filter(joined_on__lte=sunday).exclude(left_on__lt=monday)
    return tuple(
        MemberWeek(
            member,
            counts[member.pk],
            seconds[member.pk],
            contracts[member.pk].weekly_seconds if member.pk in contracts else None,
            tuple(of_week.get(str(member.pk), ())),
        )
        for member in employed.order_by("name")
    )


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What happened to a published shift, in its words, and who did it."""

    change: ShiftChange
    by: str


def shift_on_roster(shift_id: UUID) -> Shift | None:
    return Shift.objects.filter(pk=shift_id).select_related("member").first()


def changes_of(shift_id: UUID) -> list[ChangeShown]:
    """The newest first. Outlives the shift."""
    changes = list(
        ShiftChange.objects.filter(shift=shift_id).select_related("member").order_by("-changed_at", "-pk")
    )
    names = actor_names(change.changed_by for change in changes)
    return [ChangeShown(change, names.get(change.changed_by, "")) for change in changes]


def waiting_for(shift_id: UUID) -> list[Waiting]:
    """Who waits for a shift, first come first."""
    return list(Waiting.objects.filter(shift=shift_id).select_related("member").order_by("asked_at", "pk"))


def swaps_to_decide() -> list[SwapOffer]:
    """Swaps that a colleague took and a dispatcher decides, by the day of the shift."""
    taken = SwapOffer.objects.filter(state=SwapOffer.State.TAKEN)
    return list(taken.select_related("shift", "offered_by", "taken_by").order_by("shift__starts_at"))


def swaps_offered() -> list[SwapOffer]:
    """Swaps that nobody has taken yet, by the day of the shift."""
    offered = SwapOffer.objects.filter(state=SwapOffer.State.OFFERED)
    return list(offered.select_related("shift", "offered_by").order_by("shift__starts_at"))


def cancelled_of_week(monday: date) -> list[ChangeShown]:
    """Published shifts of a week that were cancelled, the newest first."""
    week = week_window(monday, cooperative_here().zone)
    gone = ShiftChange.objects.filter(
        kind=ShiftChange.Kind.CANCELLED, starts_at__gte=week.after, starts_at__lt=week.before
    )
    changes = list(gone.select_related("member").order_by("-changed_at"))
    names = actor_names(change.changed_by for change in changes)
    return [ChangeShown(change, names.get(change.changed_by, "")) for change in changes]


def templates_here() -> list[WeekTemplate]:
    """By name, each with `count` of its places."""
    return list(WeekTemplate.objects.annotate(count=Count("places")).order_by("name"))
