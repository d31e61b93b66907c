"""Weeks, spans, skills, availability and records, without a database."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.time import TimeWindow
from members.domain.availability import Kind, Weeks, Window, check_window, conflict
from members.domain.records import (
    Pause,
    Times,
    check_times,
    is_as_planned,
    month_paying,
    net_spans,
    paid_seconds,
)
from members.domain.roster import check_span, lacking, name_of_week, skills_in, span_on, week_named

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, tzinfo=PARIS)


def at(hours: float) -> datetime:
    return (NINE + timedelta(hours=hours)).astimezone(UTC)


def test_weeks_are_named_as_in_iso_8601():
    assert week_named("2026-W48") == MONDAY
    assert name_of_week(date(2027, 1, 1)) == "2026-W53"
    assert [week_named(text) for text in ("", "2026", "2026-W60", "2026-48", "W48")] == [None] * 5


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_week_is_found_by_its_name(day):
    assert week_named(name_of_week(day)) == day - timedelta(days=day.weekday())


def test_an_end_before_the_start_is_of_the_next_day():
    starts, ends = span_on(MONDAY, time(19), time(1, 30), PARIS)
    assert ends - starts == timedelta(hours=6, minutes=30)


@pytest.mark.parametrize(
    ("ends", "code"),
    [(None, "no_end"), (0, "ends_before_start"), (-1, "ends_before_start"), (30, "shift_too_long")],
)
def test_a_shift_has_an_end_within_a_day(ends, code):
    with pytest.raises(Invalid) as refused:
        check_span(at(0), None if ends is None else at(ends))
    assert refused.value.code == code


def test_skills_are_words_once_each():
    assert skills_in(" Cargo, cold ,cargo,, very  heavy") == ["cargo", "cold", "very heavy"]
    assert lacking(["cargo", "cold"], ["cold"]) == ["cargo"]
    with pytest.raises(Invalid):
        skills_in("x" * 31)


EVENING = TimeWindow(at(9), at(13))  # Monday 18:00 to 22:00


@pytest.mark.parametrize(
    ("windows", "fits"),
    [
        ([], True),
        ([Window(Kind.CANNOT, 0, 21 * 60, 23 * 60)], False),
        ([Window(Kind.CANNOT, 0, 22 * 60, 23 * 60)], True),
        ([Window(Kind.CANNOT, 1, 0, 1440)], True),
        ([Window(Kind.CAN, 0, 17 * 60, 1440)], True),
        ([Window(Kind.CAN, 0, 19 * 60, 1440)], False),
        ([Window(Kind.CAN, 0, 17 * 60, 20 * 60), Window(Kind.CAN, 0, 20 * 60, 1440)], True),
        ([Window(Kind.CAN, 0, 17 * 60, 20 * 60), Window(Kind.CAN, 0, 21 * 60, 1440)], False),
        # the 48th week is even
        ([Window(Kind.CANNOT, 0, 0, 1440, Weeks.ODD)], True),
        ([Window(Kind.CANNOT, 0, 0, 1440, Weeks.EVEN)], False),
        ([Window(Kind.CANNOT, 0, 0, 1440, first=date(2026, 12, 1))], True),
        ([Window(Kind.CANNOT, 0, 0, 1440, last=date(2026, 11, 22))], True),
    ],
)
def test_a_shift_fits_into_what_its_member_said(windows, fits):
    assert (conflict(EVENING, windows, PARIS) is None) is fits


def test_a_shift_over_midnight_touches_both_days():
    night = TimeWindow(at(13), at(17))
    reason = conflict(night, [Window(Kind.CANNOT, 1, 0, 60)], PARIS)
    assert str(reason) == "cannot work from 00:00 to 01:00"


@pytest.mark.parametrize("window", [(7, 0, 60), (0, 60, 60), (0, 0, 1441)])
def test_a_window_that_makes_no_sense_is_refused(window):
    with pytest.raises(Invalid):
        check_window(Window(Kind.CAN, *window))


def test_unpaid_breaks_are_taken_out_of_the_paid_time():
    pauses = [Pause(at(2), at(2.5)), Pause(at(4), at(4.25), is_paid=True)]
    assert net_spans(at(0), at(6), pauses) == [TimeWindow(at(0), at(2)), TimeWindow(at(2.5), at(6))]
    assert paid_seconds(at(0), at(6), pauses) == 5.5 * 3600


@given(st.lists(st.tuples(st.integers(0, 350), st.integers(1, 60)), max_size=6))
def test_paid_time_is_never_more_than_the_record_and_spans_do_not_overlap(breaks):
    pauses = [
        Pause(at(0) + timedelta(minutes=a), min(at(0) + timedelta(minutes=a + n), at(6))) for a, n in breaks
    ]
    spans = net_spans(at(0), at(6), pauses)
    assert paid_seconds(at(0), at(6), pauses) <= 6 * 3600
    assert all(a.before <= b.after for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("after", "before", "pauses", "code"),
    [
        (2, 1, [], "out_before_in"),
        (0, 25, [], "record_too_long"),
        (0, 99, [], "record_too_long"),
        (40, 49, [], "in_the_future"),
        (0, 5, [Pause(at(2), at(1))], "bad_break"),
        (0, 5, [Pause(at(1), at(7))], "break_outside"),
        (0, 5, [Pause(at(1), at(3)), Pause(at(2), at(4))], "breaks_overlap"),
        (0, 5, [Pause(at(0), at(5))], "all_break"),
    ],
)
def test_impossible_times_are_refused(after, before, pauses, code):
    with pytest.raises(Invalid) as refused:
        check_times(at(after), at(before), pauses, at(48))
    assert refused.value.code == code


def test_times_are_stored_and_read_back():
    times = Times(at(0), at(5), (Pause(at(2), at(2.5)),))
    assert Times.from_json(times.as_json()) == times
    assert Times.from_json(Times(at(0), None).as_json()).before is None


def test_as_planned_is_a_quarter_of_an_hour_at_both_ends():
    plan = TimeWindow(at(0), at(5))
    assert is_as_planned(plan, at(-0.25), at(5.25))
    assert not is_as_planned(plan, at(0), at(5.3))


def test_a_week_is_paid_by_the_month_it_ends_in():
    assert month_paying(date(2026, 11, 30)) == date(2026, 12, 1)
    assert month_paying(date(2026, 11, 29)) == date(2026, 11, 1)
