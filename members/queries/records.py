"""Records of work as the two sides look at them: what was planned, clocked, corrected, and what is still open."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from cooperatives.queries.people import actor_names
from coopplatform.kernel.time import TimeWindow
from members.domain.records import Pause, Times, is_as_planned, month_paying
from members.models import Correction, PayRun, WorkBreak, WorkRecord
from members.queries.hours import pauses_of


@dataclass(frozen=True, slots=True)
class CorrectionShown:
    """A correction with the times before and after it, and the name of who made it."""

    was: Times
    became: Times
    reason: str
    made_by: str
    correction: Correction


@dataclass(frozen=True, slots=True)
class RecordShown:
    """A record with its shift and member, its breaks, and its corrections, the newest first."""

    record: WorkRecord
    pauses: tuple[Pause, ...]
    corrections: tuple[CorrectionShown, ...]

    @property
    def state(self) -> str:
        """`running`, `contested`, `member` or `coop` (whose word is missing), or `closed`."""
        if self.record.ended_at is None:
            return "running"
        if self.record.contested_at is not None:
            return "contested"
        if self.record.member_closed_at is None:
            return "member"
        return "closed" if self.record.coop_closed_at is not None else "coop"

    @property
    def key(self) -> str:
        """As findings of working time name it."""
        return str(self.record.shift_id)

    @property
    def is_as_planned(self) -> bool:
        shift, record = self.record.shift, self.record
        return record.ended_at is not None and is_as_planned(
            TimeWindow(shift.starts_at, shift.ends_at), record.started_at, record.ended_at
        )

    @property
    def unpaid_minutes(self) -> int:
        """Of its breaks."""
        return sum(int((p.before - p.after).total_seconds()) for p in self.pauses if not p.is_paid) // 60


def times_of(record: WorkRecord) -> Times:
    """The times of a record as they stand, breaks that are over included."""
    pauses = pauses_of(WorkRecord.objects.filter(pk=record.pk)).get(record.pk, ())
    return Times(record.started_at, record.ended_at, tuple(pauses))


def records_between(first: date, last: date) -> list[RecordShown]:
    """Everyone's records of these days, by day, member and start. Four queries, whatever the size."""
    return _shown(
        WorkRecord.objects.filter(worked_on__range=(first, last)).order_by(
            "worked_on", "member__name", "started_at"
        )
    )


def record_shown(record_id: UUID) -> RecordShown | None:
    found = _shown(WorkRecord.objects.filter(pk=record_id))
    return found[0] if found else None


def records_to_agree(member_id: UUID) -> list[RecordShown]:
    """A member's records that are over and wait for their word, the oldest first."""
    waiting = WorkRecord.objects.filter(
        member_id=member_id, ended_at__isnull=False, member_closed_at__isnull=True
    )
    return _shown(waiting.order_by("started_at"))


def latest_records(member_id: UUID, *, limit: int = 10) -> list[RecordShown]:
    """A member's records that are over, the newest first."""
    over = WorkRecord.objects.filter(member_id=member_id, ended_at__isnull=False).order_by("-started_at")
    ids = list(over.values_list("pk", flat=True)[:limit])
    return _shown(WorkRecord.objects.filter(pk__in=ids).order_by("-started_at"))


def running_break_of(shift_id: UUID) -> WorkBreak | None:
    """The break that runs in this shift, if any."""
    return WorkBreak.objects.filter(record__shift_id=shift_id, ended_at__isnull=True).first()


def is_month_closed(day: date) -> bool:
    """Whether the pay that holds this day's hours is approved."""
    return PayRun.objects.filter(month=month_paying(day), state=PayRun.State.APPROVED).exists()


def _shown(records: QuerySet[WorkRecord]) -> list[RecordShown]:
    rows = list(records.select_related("shift", "member"))
    pauses = pauses_of(WorkRecord.objects.filter(pk__in=[row.pk for row in rows]))
    corrections = _corrections(row.pk for row in rows)
    return [RecordShown(row, tuple(pauses.get(row.pk, ())), tuple(corrections[row.pk])) for row in rows]


def _corrections(record_ids: Iterable[UUID]) -> dict[UUID, list[CorrectionShown]]:
    made = list(Correction.objects.filter(record__in=list(record_ids)).order_by("-made_at", "-pk"))
    names = actor_names(one.made_by for one in made)
    found: dict[UUID, list[CorrectionShown]] = defaultdict(list)
    for one in made:
        found[one.record_id].append(
            CorrectionShown(
                Times.from_json(one.was),
                Times.from_json(one.became),
                one.reason,
                names.get(one.made_by, ""),
                one,
            )
        )
    return found
