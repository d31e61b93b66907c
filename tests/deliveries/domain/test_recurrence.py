"""An order that comes back on its days, at its hour, once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from deliveries.domain.recurrence import DAYS, Rule, due, interval_of, last_day_of, weekdays_of, weekly

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 3, 2)
AHEAD = timedelta(hours=26)


def rule(text: str, ready: time = time(11, 30)) -> Rule:
    return Rule(text, MONDAY, ready)


def test_weekdays_come_every_week():
    found = rule(weekly(["FR", "MO"]))
    assert found.text == "FREQ=WEEKLY;BYDAY=MO,FR"
    assert [*found.days(MONDAY, MONDAY + timedelta(days=13))] == [date(2026, 3, day) for day in (2, 6, 9, 13)]
    assert (weekdays_of(found), interval_of(found), last_day_of(found)) == ([0, 4], 1, None)


def test_every_second_week_counts_from_its_first_day_and_ends_when_said():
    found = rule(weekly(["TU"], every=2, until=date(2026, 3, 31)))
    assert [*found.days(MONDAY, date(2027, 1, 1))] == [date(2026, 3, day) for day in (3, 17, 31)]
    assert last_day_of(found) == date(2026, 3, 31)


def test_a_day_is_due_from_a_day_ahead_until_its_hour_and_not_twice():
    found = rule(weekly(["WE"]))
    ready_at = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
    for at, days in (
        (ready_at - AHEAD - timedelta(seconds=1), []),
        (ready_at - AHEAD, [date(2026, 3, 4)]),
        (ready_at, [date(2026, 3, 4)]),
        (ready_at + timedelta(seconds=1), []),
    ):
        assert due(found, at=at, ahead=AHEAD, zone=PARIS) == days
    assert due(found, at=ready_at, ahead=AHEAD, zone=PARIS, known={date(2026, 3, 4)}) == []


def test_an_hour_that_does_not_exist_is_the_one_the_clocks_show():
    night = rule("FREQ=DAILY", time(2, 30))
    assert night.ready_at(date(2026, 3, 28), PARIS) == datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
    assert night.ready_at(date(2026, 3, 29), PARIS) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert night.ready_at(date(2026, 3, 29), PARIS).astimezone(PARIS).time() == time(3, 30)


def test_an_hour_that_comes_twice_is_its_first():
    night = rule("FREQ=DAILY", time(2, 30))
    assert night.ready_at(date(2026, 10, 25), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every monday",
        "FREQ=SECONDLY",
        "FREQ=WEEKLY;BYHOUR=1",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=-1",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;UNTIL=20200101",
        "FREQ=DAILY;COUNT=x",
        "FREQ=WEEKLY;" * 40,
    ],
)
def test_what_is_no_rule_of_days_is_refused(text):
    with pytest.raises(Invalid):
        rule(text)


@given(st.sets(st.sampled_from(DAYS), min_size=1), st.integers(1, 8), st.timezones())
def test_over_a_year_each_day_is_due_exactly_once_however_often_one_looks(days, every, zone):
    found = rule(weekly(sorted(days), every=every))
    settled: list[date] = []
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for _hour in range(0, 24 * 60, 7):
        settled += due(found, at=at, ahead=AHEAD, zone=zone, known=set(settled))
        at += timedelta(hours=7)
    last = (at - timedelta(days=1)).astimezone(zone).date() - timedelta(days=1)
    assert len(settled) == len({*settled})
    assert {*found.days(MONDAY + timedelta(days=1), last)} <= {*settled}
