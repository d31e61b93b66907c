"""The hours people really worked, from their work records."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from coopplatform.kernel.time import TimeWindow
from members.models import Contract, CreditedDelivery, MemberWorker, Shift, WorkRecord


@dataclass(frozen=True, slots=True)
class Worked:
    """A member with what they worked in a period, the contract that pays it, and records still open."""

    member: MemberWorker
    spans: tuple[TimeWindow, ...]
    open_records: int
    contract: Contract | None

    @property
    def seconds(self) -> int:
        return sum(int((span.before - span.after).total_seconds()) for span in self.spans)


def day_window(first: date, last: date, zone: ZoneInfo) -> TimeWindow:
    """From the midnight that begins `first` to the one that ends `last`, in local time."""
    begins = datetime.combine(first, time(0), tzinfo=zone)
    return TimeWindow(begins, datetime.combine(last + timedelta(days=1), time(0), tzinfo=zone))


def worked(first: date, last: date, zone: ZoneInfo) -> list[Worked]:
    """Everyone employed at some time from `first` to `last`, by name; spans are cut at the period's ends.

    The contract is the latest in force in the period. Three queries, whatever the size.
    """
    window = day_window(first, last, zone)
    members = MemberWorker.objects.filter(joined_on__lte=last).exclude(left_on__lt=first).order_by("name")
    spans: dict[UUID, list[TimeWindow]] = {}
    still_open: dict[UUID, int] = {}
    records = WorkRecord.objects.filter(started_at__lt=window.before).exclude(ended_at__lte=window.after)
    for record in records.order_by("started_at"):
        if record.ended_at is None:
            still_open[record.member_id] = still_open.get(record.member_id, 0) + 1
        else:
            span = TimeWindow(max(record.started_at, window.after), min(record.ended_at, window.before))
            spans.setdefault(record.member_id, []).append(span)
    contracts = {
        contract.member_id: contract
        for contract in Contract.objects.filter(started_on__lte=last)
        .exclude(ended_on__lt=first)
        .order_by("started_on")
    }
    return [
        Worked(m, tuple(spans.get(m.id, ())), still_open.get(m.id, 0), contracts.get(m.id)) for m in members
    ]


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
    """A member's closed hours and deliveries by calendar month of the shift, the newest first."""
    months = (
        WorkRecord.objects.filter(member_id=courier_id, ended_at__isnull=False)
        .annotate(month=TruncMonth("worked_on"))
        .values("month")
        .annotate(worked=Sum(F("ended_at") - F("started_at")))
        .order_by("-month")[:limit]
    )
    carried = dict(
        CreditedDelivery.objects.filter(record__member_id=courier_id)
        .annotate(month=TruncMonth("record__worked_on"))
        .values_list("month")
        .annotate(count=Count("id"))
    )
    return [
        MonthWorked(row["month"], int(row["worked"].total_seconds()), carried.get(row["month"], 0))
        for row in months
    ]


def shifts_of(courier_id: UUID, *, since: datetime, limit: int = 8) -> list[Shift]:
    """A member's shifts that end after a moment, or are still open, in their order."""
    shifts = Shift.objects.filter(member_id=courier_id, clocked_out_at__isnull=True)
    running = Q(clocked_in_at__isnull=False) | Q(ends_at__gt=since)
    return list(shifts.filter(running).order_by("starts_at")[:limit])
