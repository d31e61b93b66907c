"""The hours people really worked, from their work records."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncWeek

from coopplatform.kernel.time import TimeWindow
from members.domain.records import Pause, net_spans
from members.models import Contract, CreditedDelivery, MemberWorker, Shift, WorkBreak, WorkRecord
from members.queries.days import day_window
from members.queries.workers import own_workers_between


@dataclass(frozen=True, slots=True)
class Worked:
    """A member with their paid time of a period, the contract that pays it, and what still stands in its way.

    `spans` are as corrected and without unpaid breaks. `open_records` still run; `unconfirmed_records` are over, but
    the member or the co-op has not closed them yet.
    """

    member: MemberWorker
    spans: tuple[TimeWindow, ...]
    open_records: int
    contract: Contract | None
    unconfirmed_records: int = 0

    @property
    def seconds(self) -> int:
        return sum(int((span.before - span.after).total_seconds()) for span in self.spans)


def worked(first: date, last: date, zone: ZoneInfo) -> list[Worked]:
    """Everyone employed at some time from `first` to `last`, by name; spans are cut at the period's ends.

    Guests are left out: who lends them pays their hours. The contract is the latest in force in the period. Four
    queries, whatever the size.
    """
    window = day_window(first, last, zone)
    members = own_workers_between(first, last).order_by("name")
    spans: dict[UUID, list[TimeWindow]] = defaultdict(list)
    still_open, unconfirmed = Counter[UUID](), Counter[UUID]()
    records = WorkRecord.objects.filter(started_at__lt=window.before).exclude(ended_at__lte=window.after)
    pauses = pauses_of(records)
    for record in records.order_by("started_at"):
        if record.ended_at is None:
            still_open[record.member_id] += 1
            continue
        unconfirmed[record.member_id] += not record.is_confirmed
        for span in net_spans(record.started_at, record.ended_at, pauses.get(record.pk, ())):
            if span.after < window.before and span.before > window.after:
                cut = TimeWindow(max(span.after, window.after), min(span.before, window.before))
                spans[record.member_id].append(cut)
    contracts = {
        contract.member_id: contract
        for contract in Contract.objects.filter(started_on__lte=last)
        .exclude(ended_on__lt=first)
        .order_by("started_on")
    }
    return [
        Worked(m, tuple(spans[m.id]), still_open[m.id], contracts.get(m.id), unconfirmed[m.id])
        for m in members
    ]


def pauses_of(records: QuerySet[WorkRecord]) -> dict[UUID, list[Pause]]:
    """The breaks of these records that are over, by record, in their order."""
    found: dict[UUID, list[Pause]] = defaultdict(list)
    taken = WorkBreak.objects.filter(record__in=records, ended_at__isnull=False).order_by("started_at")
    for record_id, began, ended, is_paid in taken.values_list(
        "record_id", "started_at", "ended_at", "is_paid"
    ):
        found[record_id].append(Pause(began, ended or began, is_paid))
    return found


def wages_so_far_cents(first: date, last: date, zone: ZoneInfo) -> int:
    """The closed hours of a period at their contract's rate: a projection, without premium or overtime."""
    return sum(
        person.seconds * person.contract.hourly_cents // 3600
        for person in worked(first, last, zone)
        if person.contract
    )


def records_of(courier_id: UUID, first: date, last: date, zone: ZoneInfo) -> list[WorkRecord]:
    """A member's work records that touch a period, the oldest first."""
    window = day_window(first, last, zone)
    records = WorkRecord.objects.filter(member_id=courier_id, started_at__lt=window.before)
    return list(records.exclude(ended_at__lte=window.after).order_by("started_at"))


@dataclass(frozen=True, slots=True)
class MonthWorked:
    month: date
    seconds: int
    deliveries: int


def months_worked(courier_id: UUID, *, limit: int = 6) -> list[MonthWorked]:
    """A member's paid hours and deliveries by calendar month of the shift, the newest first."""
    months = (
        WorkRecord.objects.filter(member_id=courier_id, ended_at__isnull=False)
        .annotate(month=TruncMonth("worked_on"))
        .values("month")
        .annotate(worked=Sum("paid_seconds"))
        .order_by("-month")[:limit]
    )
    carried = dict(
        CreditedDelivery.objects.filter(record__member_id=courier_id)
        .annotate(month=TruncMonth("record__worked_on"))
        .values_list("month")
        .annotate(count=Count("id"))
    )
    return [MonthWorked(row["month"], row["worked"], carried.get(row["month"], 0)) for row in months]


@dataclass(frozen=True, slots=True)
class WeekWorked:
    """Paid seconds of a week from its Monday, and how many people worked them."""

    monday: date
    seconds: int
    people: int


def weeks_worked(first: date, last: date, courier_id: UUID | None = None) -> list[WeekWorked]:
    """The closed hours of shifts on those days, of everybody or of one courier, by week. One query."""
    records = WorkRecord.objects.filter(worked_on__range=(first, last), ended_at__isnull=False)
    if courier_id:
        records = records.filter(member=courier_id)
    weeks = (
        records.annotate(monday=TruncWeek("worked_on"))
        .values("monday")
        .annotate(worked=Sum("paid_seconds"), people=Count("member", distinct=True))
        .order_by("monday")
    )
    return [WeekWorked(row["monday"], row["worked"], row["people"]) for row in weeks]


def shifts_of(courier_id: UUID, *, since: datetime, limit: int = 8) -> list[Shift]:
    """A member's published shifts that end after a moment, or are still open, in their order."""
    shifts = Shift.objects.filter(
        member_id=courier_id, clocked_out_at__isnull=True, state=Shift.State.PUBLISHED
    )
    running = Q(clocked_in_at__isnull=False) | Q(ends_at__gt=since)
    return list(shifts.filter(running).order_by("starts_at")[:limit])
