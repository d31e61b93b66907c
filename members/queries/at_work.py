"""Being at work: clocked in, not out, and in no break. What other rooms may tie a moment to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from members.models import Shift, WorkBreak


@dataclass(frozen=True, slots=True)
class OpenShift:
    """A shift that runs, and its breaks so far; the last one may still run (None)."""

    shift_id: UUID
    since: datetime
    breaks: Sequence[tuple[datetime, datetime | None]]


def at_work_sql(courier: str, moment: str, *, is_still_open: bool) -> str:
    """SQL, true where that courier was at work at that moment; both are columns of the query around it.

    `is_still_open` asks for a shift that runs to this day, by its own index.
    """
    end = "" if is_still_open else f" or shift.clocked_out_at > {moment}"
    return f"""
    exists (
      select from members_shift shift
      where shift.member_id = {courier} and shift.clocked_in_at <= {moment}
        and (shift.clocked_out_at is null{end})
        and not exists (
          select from members_workrecord record
          join members_workbreak pause on pause.record_id = record.id
          where record.shift_id = shift.id and pause.started_at <= {moment}
            and (pause.ended_at is null or pause.ended_at > {moment})
        )
    )
    """  # noqa: S608 -- columns of our own queries


def at_work_now() -> QuerySet[Shift, UUID]:
    """The couriers at work, as a subquery of their ids."""
    running_break = WorkBreak.objects.filter(record__shift=OuterRef("pk"), ended_at__isnull=True)
    open_shifts = Shift.objects.filter(clocked_in_at__isnull=False, clocked_out_at__isnull=True)
    return open_shifts.filter(~Exists(running_break)).values_list("member_id", flat=True)


def running_shift(courier_id: UUID) -> OpenShift | None:
    """The courier's shift that runs."""
    shift = Shift.objects.filter(
        member_id=courier_id, clocked_in_at__isnull=False, clocked_out_at__isnull=True
    ).first()
    if shift is None or shift.clocked_in_at is None:
        return None
    breaks = WorkBreak.objects.filter(record__shift=shift).order_by("started_at")
    return OpenShift(shift.pk, shift.clocked_in_at, list(breaks.values_list("started_at", "ended_at")))
