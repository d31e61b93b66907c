"""Worked time: breaks, corrections with a reason, and records that both sides close."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cooperatives.services.founding import adopt_charter
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.time import TimeWindow
from members.models import Correction, Shift, WorkBreak, WorkRecord
from members.queries.hours import months_worked, worked
from members.queries.labour import findings
from members.queries.records import record_shown, records_between, records_to_agree
from members.queries.roster import on_shift
from members.queries.shifts import shift_now
from members.services.breaks import end_break, start_break
from members.services.payroll import approve_run, compute_payslips
from members.services.records import (
    agree_to_record,
    confirm_matching,
    confirm_record,
    contest_record,
    correct_record,
)
from members.services.roster import clock_in, clock_out, plan_shift
from members.services.timesheets import enter_timesheet
from tests.conftest import PLATFORM, TERMS
from tests.members.conftest import OCTOBER, work

NINE = datetime(2026, 11, 9, 9, tzinfo=UTC)
AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
WEEK = (date(2026, 11, 9), date(2026, 11, 15))


def shift_of(cast, begins=NINE, hours=7):
    shift = plan_shift(
        member_id=cast.courier_id, starts_at=begins, ends_at=begins + hours * HOUR, by=cast.by("bruno")
    )
    clock_in(shift_id=shift.pk, by=cast.by("alma"), at=begins)
    return shift


def ended(cast, begins=NINE, hours=7, late=0):
    shift = shift_of(cast, begins, hours)
    clock_out(shift_id=shift.pk, by=cast.by("alma"), at=begins + hours * HOUR + late * MINUTE)
    return WorkRecord.objects.get(shift=shift)


def correct(cast, record, **changes):
    facts = {
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "breaks": [],
        "reason": "The phone was empty",
        "by": cast.by("bruno"),
        "at": AT,
    }
    return correct_record(record_id=record.pk, **facts | changes)


def of_week(cast):
    (person,) = (p for p in worked(*WEEK, cast.cooperative.zone) if p.member.pk == cast.courier_id)
    return person


def refusal(service, *args, **kwargs):
    with pytest.raises((Invalid, NotAllowedNow, NotFound)) as refused:
        service(*args, **kwargs)
    return refused.value.code


def test_an_unpaid_break_is_taken_out_of_the_paid_time(off_shift):
    shift = shift_of(off_shift)
    start_break(shift_id=shift.pk, by=off_shift.by("alma"), at=NINE + 3 * HOUR)
    start_break(shift_id=shift.pk, by=off_shift.by("alma"), at=NINE + 3 * HOUR + 5 * MINUTE)
    (rider,) = on_shift()
    assert rider.on_break
    assert shift_now(off_shift.courier_id, NINE + 3 * HOUR + 20 * MINUTE).paid_minutes == 180
    end_break(shift_id=shift.pk, by=off_shift.by("alma"), at=NINE + 3 * HOUR + 30 * MINUTE)
    assert not on_shift()[0].on_break
    assert shift_now(off_shift.courier_id, NINE + 4 * HOUR).paid_minutes == 210
    clock_out(shift_id=shift.pk, by=off_shift.by("alma"), at=NINE + 7 * HOUR)
    person = of_week(off_shift)
    assert person.spans == (
        TimeWindow(NINE, NINE + 3 * HOUR),
        TimeWindow(NINE + 3.5 * HOUR, NINE + 7 * HOUR),
    )
    assert person.seconds == 6.5 * 3600
    november = next(
        month for month in months_worked(off_shift.courier_id) if month.month == date(2026, 11, 1)
    )
    assert november.seconds >= 6.5 * 3600
    names = [e.name for e in since(Place(), is_settled_only=False) if e.name.startswith("Break")]
    assert names == ["BreakStarted", "BreakEnded"]


def test_a_charter_may_pay_breaks(off_shift):
    terms = {**TERMS, "roster": {"breaks_are_paid": True}}
    adopt_charter(terms=terms, valid_from=date(2026, 11, 1), by=PLATFORM, at=AT)
    shift = shift_of(off_shift)
    start_break(shift_id=shift.pk, by=off_shift.by("alma"), at=NINE + HOUR)
    clock_out(shift_id=shift.pk, by=off_shift.by("alma"), at=NINE + 7 * HOUR)
    assert (of_week(off_shift).seconds, WorkBreak.objects.get().ended_at) == (7 * 3600, NINE + 7 * HOUR)


def test_a_break_lies_within_a_running_shift(off_shift):
    record = ended(off_shift)
    assert refusal(start_break, shift_id=record.shift_id, by=PLATFORM, at=AT) == "no_running_shift"


def test_six_hours_without_a_break_are_found_with_their_article(off_shift):
    record = ended(off_shift)
    (finding,) = findings(*WEEK)
    assert (finding.code, finding.keys, str(finding.source)) == (
        "break",
        (str(record.shift_id),),
        "Code du travail, L3121-16",
    )


def test_a_record_is_closed_by_the_clock_out_and_by_a_confirmation(off_shift):
    record = ended(off_shift)
    assert (record.is_confirmed, of_week(off_shift).unconfirmed_records) == (False, 1)
    confirm_record(record_id=record.pk, by=off_shift.by("bruno"), at=AT)
    confirm_record(record_id=record.pk, by=off_shift.by("nour"), at=AT)
    record.refresh_from_db()
    assert (record.is_confirmed, record.coop_closed_by) == (True, str(off_shift.by("bruno")))
    assert of_week(off_shift).unconfirmed_records == 0


def test_nobody_closes_the_co_ops_side_of_their_own_hours(off_shift):
    record = ended(off_shift)
    assert refusal(confirm_record, record_id=record.pk, by=off_shift.by("alma"), at=AT) == "own_record"
    assert refusal(correct, off_shift, record, ended_at=NINE + HOUR, by=off_shift.by("alma")) == "own_record"
    assert confirm_matching(first=WEEK[0], last=WEEK[1], by=off_shift.by("alma"), at=AT) == 0


def test_what_matches_the_plan_is_confirmed_together(off_shift):
    near = ended(off_shift, late=15)
    far = ended(off_shift, NINE + timedelta(days=1), late=16)
    assert confirm_matching(first=WEEK[0], last=WEEK[1], by=off_shift.by("bruno"), at=AT) == 1
    assert confirm_matching(first=WEEK[0], last=WEEK[1], by=off_shift.by("bruno"), at=AT) == 0
    assert [r.pk for r in WorkRecord.objects.filter(coop_closed_at__isnull=False)] == [near.pk]
    assert far.coop_closed_at is None


def test_a_correction_keeps_both_times_and_waits_for_the_member(off_shift):
    record = ended(off_shift)
    correct(
        off_shift,
        record,
        ended_at=NINE + 8 * HOUR,
        breaks=[(NINE + 4 * HOUR, NINE + 4.5 * HOUR)],
        reason=" Stayed for the market ",
    )
    shown = record_shown(record.pk)
    (correction,) = shown.corrections
    assert (correction.was.before, correction.became.before) == (NINE + 7 * HOUR, NINE + 8 * HOUR)
    assert (correction.reason, correction.made_by, shown.state) == (
        "Stayed for the market",
        "Bruno",
        "member",
    )
    assert [one.record.pk for one in records_to_agree(off_shift.courier_id)] == [record.pk]
    assert of_week(off_shift).seconds == 7.5 * 3600
    agree_to_record(record_id=record.pk, member_id=off_shift.courier_id, by=off_shift.by("alma"), at=AT)
    agree_to_record(record_id=record.pk, member_id=off_shift.courier_id, by=off_shift.by("alma"), at=AT)
    record.refresh_from_db()
    assert record.is_confirmed
    assert Correction.objects.get().answer == "agreed"
    names = [e.name for e in since(Place(), is_settled_only=False) if e.name.startswith("WorkRecord")]
    assert names == ["WorkRecordCorrected", "WorkRecordAgreed"]


def test_a_contested_record_is_open_until_it_is_corrected_again(off_shift):
    record = ended(off_shift)
    correct(off_shift, record, ended_at=NINE + 6 * HOUR)
    own = {"record_id": record.pk, "member_id": off_shift.courier_id, "by": off_shift.by("alma"), "at": AT}
    assert refusal(contest_record, note=" ", **own) == "note_needed"
    contest_record(note="I left at five", **own)
    assert record_shown(record.pk).state == "contested"
    assert refusal(confirm_record, record_id=record.pk, by=off_shift.by("bruno"), at=AT) == "contested"
    assert of_week(off_shift).unconfirmed_records == 1
    record.refresh_from_db()
    correct(off_shift, record, ended_at=NINE + 7 * HOUR, reason="She is right")
    agree_to_record(**own)
    assert record_shown(record.pk).state == "closed"


def test_another_members_record_is_not_found(off_shift):
    from uuid import uuid4

    record = ended(off_shift)
    other = {"record_id": record.pk, "member_id": uuid4(), "by": PLATFORM, "at": AT}
    assert refusal(agree_to_record, **other) == "no_record"
    assert refusal(contest_record, note="No", **other) == "no_record"


def test_a_forgotten_clock_out_is_ended_by_the_dispatcher(off_shift):
    shift = shift_of(off_shift)
    start_break(shift_id=shift.pk, by=off_shift.by("alma"), at=NINE + HOUR)
    record = WorkRecord.objects.get(shift=shift)
    assert record_shown(record.pk).state == "running"
    assert refusal(confirm_record, record_id=record.pk, by=off_shift.by("bruno"), at=AT) == "record_runs"
    correct(off_shift, record, ended_at=NINE + 7 * HOUR)
    assert Shift.objects.get(pk=shift.pk).clocked_out_at == NINE + 7 * HOUR
    assert (on_shift(), WorkBreak.objects.count(), of_week(off_shift).open_records) == ([], 0, 0)
    assert record_shown(record.pk).state == "member"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "reason_needed"),
        ({"ended_at": NINE - HOUR}, "out_before_in"),
        ({"ended_at": NINE + 30 * HOUR}, "record_too_long"),
        ({"ended_at": AT + HOUR, "started_at": AT}, "in_the_future"),
        ({"breaks": [(NINE, NINE + 9 * HOUR)]}, "break_outside"),
        ({"breaks": [(NINE, NINE + 7 * HOUR)]}, "all_break"),
        ({"breaks": []}, "nothing_changed"),
        ({"started_at": NINE + 25 * HOUR, "ended_at": NINE + 27 * HOUR}, "record_overlaps"),
    ],
)
def test_an_impossible_correction_is_refused_and_nothing_is_written(off_shift, changes, code):
    record = ended(off_shift)
    ended(off_shift, NINE + timedelta(days=1))
    assert refusal(correct, off_shift, record, **changes) == code
    assert Correction.objects.count() == 0
    record.refresh_from_db()
    assert (record.ended_at, record.member_closed_at) == (NINE + 7 * HOUR, NINE + 7 * HOUR)


def test_a_month_whose_pay_is_approved_keeps_its_hours(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    record = WorkRecord.objects.filter(worked_on=date(2026, 10, 5)).get()
    correct(october, record, ended_at=record.ended_at - HOUR, at=now)
    agree_to_record(record_id=record.pk, member_id=october.courier_id, by=october.by("alma"), at=now)
    compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    record.refresh_from_db()
    assert refusal(correct, october, record, ended_at=record.ended_at + HOUR, at=now) == "month_closed"
    own = {"record_id": record.pk, "member_id": october.courier_id, "by": october.by("alma"), "at": now}
    assert refusal(contest_record, note="No", **own) == "month_closed"
    day = datetime(2026, 10, 8, 9, tzinfo=UTC)
    sheet = {"member_id": october.courier_id, "by": october.by("theo"), "at": now}
    assert refusal(enter_timesheet, worked=[TimeWindow(day, day + HOUR)], **sheet) == "month_closed"


def test_a_timesheet_is_closed_by_both_sides(off_shift):
    worked_then = [TimeWindow(NINE, NINE + 4 * HOUR)]
    enter_timesheet(member_id=off_shift.courier_id, worked=worked_then, by=off_shift.by("theo"), at=AT)
    person = of_week(off_shift)
    assert (person.seconds, person.unconfirmed_records) == (4 * 3600, 0)


def test_a_week_of_records_takes_the_same_queries_for_one_and_for_three(off_shift, django_assert_num_queries):
    for days in range(3):
        record = ended(off_shift, NINE + timedelta(days=days))
        correct(off_shift, record, ended_at=record.ended_at - HOUR)
        with django_assert_num_queries(4):
            records_between(*WEEK)


def test_work_as_planned_is_confirmed(off_shift):
    work(off_shift.courier_id, NINE, hours=5)
    assert of_week(off_shift).unconfirmed_records == 0
