from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from deliveries.domain.slots import SlotTerms, moment, spans_of, windows

PARIS = ZoneInfo("Europe/Paris")


def offered(terms, at, *, closed=(), holidays=()):
    """As local times, `27 10:00-11:00`."""
    local = datetime.fromisoformat(at).replace(tzinfo=PARIS).astimezone(UTC)
    found = windows(
        terms,
        local,
        PARIS,
        frozenset(map(date.fromisoformat, closed)),
        frozenset(map(date.fromisoformat, holidays)),
    )
    return [f"{w.after.astimezone(PARIS):%d %H:%M}-{w.before.astimezone(PARIS):%H:%M}" for w in found]


def test_slots_of_today_and_tomorrow_that_have_not_begun():
    terms = SlotTerms(("Mo-Sa 10:00-11:00,14:00-16:00",))
    assert offered(terms, "2026-11-27T10:00") == [
        "27 10:00-11:00",
        "27 14:00-16:00",
        "28 10:00-11:00",
        "28 14:00-16:00",
    ]
    assert offered(terms, "2026-11-27T10:01")[0] == "27 14:00-16:00"


def test_days_of_the_week_may_be_listed_span_sunday_or_be_left_out():
    assert [sorted(span.days) for span in spans_of(("Mo,We 10:00-11:00; Sa-Mo 9:00-10:00", "8:00-9:00"))] == [
        [0, 2],
        [0, 5, 6],
        [0, 1, 2, 3, 4, 5, 6],
    ]


def test_notice_is_kept_and_after_the_cutoff_nothing_of_today_is_given():
    hourly = SlotTerms(("10:00-11:00,11:00-12:00,15:00-16:00",), days=1, notice=90)
    assert offered(hourly, "2026-11-27T09:29") == ["27 11:00-12:00", "27 15:00-16:00"]
    assert offered(hourly, "2026-11-27T09:31") == ["27 15:00-16:00"]
    cut = SlotTerms(("10:00-11:00,15:00-16:00",), days=2, cutoff=9 * 60)
    assert offered(cut, "2026-11-27T08:59")[0] == "27 10:00-11:00"
    assert offered(cut, "2026-11-27T09:00") == ["28 10:00-11:00", "28 15:00-16:00"]


def test_working_days_only_leaves_out_weekends_and_holidays_and_does_not_count_them():
    terms = SlotTerms(("10:00-11:00",), days=3, working_days=True)
    assert offered(terms, "2026-12-24T08:00", holidays=["2026-12-25"]) == [
        "24 10:00-11:00",
        "28 10:00-11:00",
        "29 10:00-11:00",
    ]


def test_closed_days_have_no_slots_and_are_not_counted():
    terms = SlotTerms(("10:00-11:00",), days=2)
    assert offered(terms, "2026-11-27T08:00", closed=["2026-11-27", "2026-11-29"]) == [
        "28 10:00-11:00",
        "30 10:00-11:00",
    ]


def test_a_slot_past_midnight_ends_the_next_day():
    late = SlotTerms(("Fr 22:00-01:00,23:00-24:00",), days=1)
    assert offered(late, "2026-11-27T20:00") == ["27 22:00-01:00", "27 23:00-00:00"]
    found = windows(late, datetime(2026, 11, 27, 20, tzinfo=PARIS), PARIS, (), ())
    assert [window.before - window.after for window in found] == [timedelta(hours=3), timedelta(hours=1)]


def test_the_hour_that_does_not_exist_is_no_slot():
    """In the night to 29 March 2026 the clock goes from two to three."""
    night = SlotTerms(("1:00-2:00,2:00-3:00,2:30-4:00,3:00-4:00",), days=1)
    assert offered(night, "2026-03-29T00:30") == ["29 01:00-03:00", "29 03:00-04:00"]
    assert moment(date(2026, 3, 29), 150, PARIS) == moment(date(2026, 3, 29), 180, PARIS)


def test_where_the_clock_goes_back_slots_follow_each_other_without_a_gap():
    night = SlotTerms(("1:00-2:00,2:00-3:00,3:00-4:00",), days=1)
    found = windows(night, datetime(2026, 10, 25, 0, 30, tzinfo=PARIS), PARIS, (), ())
    assert [(window.before - window.after) / timedelta(hours=1) for window in found] == [1, 2, 1]
    assert [one.before for one in found[:-1]] == [other.after for other in found[1:]]


@given(
    minutes=st.integers(0, 2 * 366 * 24 * 60),
    days=st.integers(1, 14),
    notice=st.integers(0, 3000),
)
def test_whatever_the_moment_slots_keep_their_notice_and_end_after_they_begin(minutes, days, notice):
    terms = SlotTerms(("Mo-Fr 09:00-12:00,22:30-02:30", "Sa,Su 01:30-03:30"), days, notice)
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = windows(terms, now, PARIS, (), ())
    assert all(window.after >= now + timedelta(minutes=notice) for window in found)
    assert all(timedelta(0) < window.before - window.after <= timedelta(hours=5) for window in found)
    assert found == sorted({*found}, key=lambda window: (window.after, window.before))


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        ([""], "Give at least one slot"),
        (["Mo-Sa"], "“Mo-Sa”"),
        (["Lu-Sa 10:00-11:00"], "not understood"),
        (["Mo-Sa 10:00"], "not understood"),
        (["Mo 25:00-26:00"], "not understood"),
        (["Mo 10:60-11:00"], "not understood"),
        (["Mo 10:00-10:00"], "not understood"),
        (["Mo 24:00-10:00"], "not understood"),
        (["Mo 10:00-11:00"] * 21, "At most 20 lines"),
    ],
)
def test_opening_hours_that_are_none_are_said_with_their_line(opening, words):
    with pytest.raises(Invalid, match=words):
        SlotTerms(tuple(opening))


@pytest.mark.parametrize(
    ("facts", "field"), [({"days": 0}, "days"), ({"days": 15}, "days"), ({"notice": -1}, "notice")]
)
def test_terms_out_of_range_are_refused_at_their_field(facts, field):
    with pytest.raises(Invalid) as refused:
        SlotTerms(("10:00-11:00",), **facts)
    assert refused.value.field == field
