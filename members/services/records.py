"""Records of work: put right with a reason, agreed or contested by the member, confirmed by the co-op."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import (
    ShiftEnded,
    WorkRecordAgreed,
    WorkRecordContested,
    WorkRecordCorrected,
    WorkRecordsConfirmed,
)
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import unit_of_work
from members.domain.records import Pause, Times, check_times, is_as_planned
from members.models import Correction, WorkBreak, WorkRecord
from members.queries.records import times_of
from members.queries.terms import roster_terms
from members.services.months import check_month_is_open
from members.services.settling import settle


@unit_of_work
def correct_record(
    *,
    record_id: UUID,
    started_at: datetime,
    ended_at: datetime,
    breaks: Sequence[tuple[datetime, datetime]],
    reason: str,
    by: Actor,
    at: datetime,
) -> Correction:
    """Put a record's times and breaks right, or end one whose clock-out was forgotten. The co-op's side is closed by
    it, the member's when they agree; both times are kept.

    Raises NotFound; Invalid without a reason, for times that are none, an overlap, or nothing that changes;
    NotAllowedNow for one's own record, or once the month's pay is approved.
    """
    row = _locked(record_id)
    _check_not_own(row, by)
    if not reason.strip():
        raise Invalid("reason_needed", _("Say why the times change: the member reads it."), field="reason")
    are_paid = roster_terms(timezone.localdate(at)).breaks_are_paid
    pauses = tuple(sorted((Pause(a, b, are_paid) for a, b in breaks), key=lambda p: p.after))
    check_times(started_at, ended_at, pauses, at)
    check_month_is_open(row.started_at, row.ended_at, started_at, ended_at)
    _check_no_overlap(row, TimeWindow(started_at, ended_at))
    was, became = times_of(row), Times(started_at, ended_at, pauses)
    if was == became:
        raise Invalid("nothing_changed", _("These are the times it has already."), field="ended_at")
    correction = Correction.objects.create(
        record=row,
        was=was.as_json(),
        became=became.as_json(),
        reason=reason.strip(),
        made_by=str(by),
        made_at=at,
    )
    _write(row, became, by=by, at=at)
    event = WorkRecordCorrected(
        record_id=row.pk, courier_id=row.member_id, correction_id=correction.pk, occurred_at=at
    )
    record(event, by=by)
    return correction


@unit_of_work
def agree_to_record(*, record_id: UUID, member_id: UUID, by: Actor, at: datetime) -> WorkRecord:
    """The member's side is closed. Agreeing twice changes nothing.

    Raises NotFound for another's record, NotAllowedNow while it runs.
    """
    row = _locked_own(record_id, member_id)
    if row.member_closed_at is not None:
        return row
    row.member_closed_at, row.contested_at, row.contest_note = at, None, ""
    row.save(update_fields=["member_closed_at", "contested_at", "contest_note"])
    _answer(row, Correction.Answer.AGREED, at)
    record(WorkRecordAgreed(record_id=row.pk, courier_id=member_id, occurred_at=at), by=by)
    return row


@unit_of_work
def contest_record(*, record_id: UUID, member_id: UUID, note: str, by: Actor, at: datetime) -> WorkRecord:
    """The member says what is wrong with the times; the record waits for the co-op to put it right or to talk.

    Raises NotFound for another's record, Invalid without a note, NotAllowedNow while it runs or once the month's pay
    is approved.
    """
    row = _locked_own(record_id, member_id)
    if not note.strip():
        raise Invalid("note_needed", _("Say what is wrong: the dispatcher reads it."), field="note")
    check_month_is_open(row.started_at, row.ended_at)
    row.member_closed_at, row.coop_closed_at, row.coop_closed_by = None, None, ""
    row.contested_at, row.contest_note = at, note.strip()
    row.save(
        update_fields=[
            "member_closed_at",
            "coop_closed_at",
            "coop_closed_by",
            "contested_at",
            "contest_note",
        ]
    )
    _answer(row, Correction.Answer.CONTESTED, at)
    record(WorkRecordContested(record_id=row.pk, courier_id=member_id, occurred_at=at), by=by)
    return row


@unit_of_work
def confirm_record(*, record_id: UUID, by: Actor, at: datetime) -> WorkRecord:
    """The co-op's side is closed. Confirming twice changes nothing.

    Raises NotFound; NotAllowedNow while it runs, while the member contests it, or for one's own.
    """
    row = _locked(record_id)
    _check_over(row)
    if row.contested_at is not None:
        raise NotAllowedNow("contested", _("The member contests it: talk, then correct it."))
    _check_not_own(row, by)
    if row.coop_closed_at is None:
        row.coop_closed_at, row.coop_closed_by = at, str(by)
        row.save(update_fields=["coop_closed_at", "coop_closed_by"])
        event = WorkRecordsConfirmed(first_on=row.worked_on, last_on=row.worked_on, records=1, occurred_at=at)
        record(event, by=by)
    return row


@unit_of_work
def confirm_matching(*, first: date, last: date, by: Actor, at: datetime) -> int:
    """Confirm the records of these days that their members closed and that match the plan within a quarter of an
    hour. Returns how many; contested ones and one's own are left for a person to look at."""
    rows = (
        WorkRecord.objects.filter(
            worked_on__range=(first, last),
            ended_at__isnull=False,
            member_closed_at__isnull=False,
            coop_closed_at__isnull=True,
            contested_at__isnull=True,
        )
        .select_related("shift", "member")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    matching = [
        row.pk
        for row in rows
        if row.ended_at is not None
        and str(by) != str(Actor.person(row.member.user_id))
        and is_as_planned(TimeWindow(row.shift.starts_at, row.shift.ends_at), row.started_at, row.ended_at)
    ]
    count = WorkRecord.objects.filter(pk__in=matching).update(coop_closed_at=at, coop_closed_by=str(by))
    if count:
        event = WorkRecordsConfirmed(first_on=first, last_on=last, records=count, occurred_at=at)
        record(event, by=by)
    return count


def _write(row: WorkRecord, became: Times, *, by: Actor, at: datetime) -> None:
    was_running = row.ended_at is None
    row.started_at, row.ended_at = became.after, became.before
    row.worked_on = timezone.localdate(became.after)
    row.member_closed_at, row.contested_at, row.contest_note = None, None, ""
    row.coop_closed_at, row.coop_closed_by = at, str(by)
    WorkBreak.objects.filter(record=row).delete()
    WorkBreak.objects.bulk_create(
        WorkBreak(record=row, started_at=p.after, ended_at=p.before, is_paid=p.is_paid) for p in became.pauses
    )
    settle(row)
    row.save()
    if was_running:
        row.shift.clocked_out_at = became.before
        row.shift.save(update_fields=["clocked_out_at"])
        record(ShiftEnded(shift_id=row.shift_id, courier_id=row.member_id, occurred_at=at), by=by)


def _answer(row: WorkRecord, answer: Correction.Answer, at: datetime) -> None:
    """What the member says holds for the latest correction."""
    latest = row.corrections.order_by("-made_at", "-pk").first()
    if latest is not None:
        latest.answer, latest.answered_at = answer, at
        latest.save(update_fields=["answer", "answered_at"])


def _locked(record_id: UUID) -> WorkRecord:
    rows = WorkRecord.objects.select_related("shift", "member")
    row = rows.select_for_update(of=("self", "shift"), no_key=True).filter(pk=record_id).first()
    if row is None:
        raise NotFound("no_record", _("There is no such record of work."))
    return row


def _locked_own(record_id: UUID, member_id: UUID) -> WorkRecord:
    row = _locked(record_id)
    if row.member_id != member_id:
        raise NotFound("no_record", _("There is no such record of work."))
    _check_over(row)
    return row


def _check_over(row: WorkRecord) -> None:
    if row.ended_at is None:
        raise NotAllowedNow("record_runs", _("The shift still runs: end it first."))


def _check_not_own(row: WorkRecord, by: Actor) -> None:
    if str(by) == str(Actor.person(row.member.user_id)):
        raise NotAllowedNow("own_record", _("Someone else closes the co-op's side of your own hours."))


def _check_no_overlap(row: WorkRecord, window: TimeWindow) -> None:
    others = WorkRecord.objects.filter(member_id=row.member_id, started_at__lt=window.before)
    if others.exclude(pk=row.pk).exclude(ended_at__lte=window.after).exists():
        raise Invalid("record_overlaps", _("The member already worked at that time."), field="started_at")
