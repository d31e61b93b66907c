"""A member's month until now: paid time, breaks, and what it comes to."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from cooperatives.queries.charters import terms_on
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.time import TimeWindow, last_of_month
from members.domain.contracts import Grid
from members.domain.holidays import public_holidays
from members.domain.pay import PayGrid
from members.domain.pay.so_far import SoFarLine, lines_so_far
from members.domain.pay.work_month import Extra, Terms, Variable
from members.domain.records import Pause, net_spans
from members.models import Contract, PayVariable, WorkBreak, WorkRecord
from members.queries.days import day_window


@dataclass(frozen=True, slots=True)
class MonthSoFar:
    """`seconds` paid and `break_seconds` unpaid since the month began, an open shift until `at`; `lines` of the gross.

    `gross_cents` is None while no contract is in force: hours are known, and no rate.
    """

    at: datetime
    month: date
    seconds: int
    break_seconds: int
    lines: tuple[SoFarLine, ...]
    gross_cents: int | None


def month_so_far(courier_id: UUID, at: datetime) -> MonthSoFar:
    """Of the month `at` lies in, where the co-op is. Five queries, whatever the size.

    Without overtime, absences and contributions: those a payslip settles.
    """
    here = cooperative_here()
    today = at.astimezone(here.zone).date()
    month = today.replace(day=1)
    window = TimeWindow(day_window(month, today, here.zone).after, at)
    spans, breaks = _worked(courier_id, window)
    pay, classes = _pay_terms(today)
    terms = [
        Terms(
            one.started_on,
            one.ended_on,
            one.kind,
            one.weekly_minutes,
            one.hourly_cents,
            classes.get(one.grid_class, 0),
        )
        for one in Contract.objects.filter(
            member_id=courier_id, started_on__lte=last_of_month(month)
        ).order_by("started_on")
    ]
    extras = PayVariable.objects.filter(
        member_id=courier_id, month=month, state=PayVariable.State.ENTERED, withdrawn_at__isnull=True
    ).order_by("entered_at")
    lines = lines_so_far(
        spans,
        terms,
        here.timezone,
        pay,
        public_holidays(here.country, month.year),
        [Variable(Extra(row.kind), row.cents) for row in extras],
    )
    hours = sum(line.seconds for line in lines if not line.percent)
    seconds = hours if terms else sum(int((span.before - span.after).total_seconds()) for span in spans)
    gross = sum(line.cents for line in lines) if terms else None
    return MonthSoFar(at, month, seconds, breaks, lines, gross)


def _worked(courier_id: UUID, window: TimeWindow) -> tuple[list[TimeWindow], int]:
    """The paid spans inside the window, and the seconds of unpaid breaks in it; what runs ends with the window."""
    records = WorkRecord.objects.filter(member_id=courier_id, started_at__lt=window.before)
    records = records.exclude(ended_at__lte=window.after)
    pauses: dict[UUID, list[Pause]] = {}
    for one in WorkBreak.objects.filter(record__in=records).order_by("started_at"):
        pause = Pause(one.started_at, one.ended_at or window.before, one.is_paid)
        pauses.setdefault(one.record_id, []).append(pause)
    spans: list[TimeWindow] = []
    for record in records.order_by("started_at"):
        ended = min(record.ended_at or window.before, window.before)
        spans += _cut(net_spans(record.started_at, ended, pauses.get(record.pk, ())), window)
    unpaid = [
        TimeWindow(one.after, max(one.after, one.before))
        for several in pauses.values()
        for one in several
        if not one.is_paid
    ]
    return spans, sum(int((one.before - one.after).total_seconds()) for one in _cut(unpaid, window))


def _cut(spans: list[TimeWindow], window: TimeWindow) -> list[TimeWindow]:
    return [
        TimeWindow(max(span.after, window.after), min(span.before, window.before))
        for span in spans
        if span.after < window.before and span.before > window.after
    ]


def _pay_terms(today: date) -> tuple[PayGrid, dict[str, int]]:
    """The charter's premiums and what its classes pay an hour; nothing where no charter is in force yet."""
    try:
        terms = terms_on(today, "pay")
    except NotAllowedNow:
        return PayGrid(), {}
    return PayGrid.from_terms(terms), {
        name: row.hourly_cents for name, row in Grid.from_terms(terms).on(today).items()
    }
