"""The law of working time: each rule with an example that keeps it and one that breaks it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence
from coopplatform.kernel.time import TimeWindow
from members.domain.labour import (
    MEANINGS,
    Code,
    Mode,
    Person,
    Stretch,
    check,
    concerning,
    is_short_notice,
    rules_for,
    table_of,
    working_days_until,
)

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY + timedelta(days=6)
FULL = Person("a", "Alma", 35 * 60)
PART = Person("a", "Alma", 24 * 60)
FRANCE = rules_for("FR", {})


def work(
    day: int, begins: float, hours: float, *breaks: tuple[float, float], worked: bool = False
) -> Stretch:
    """On a day counted from Monday, by the clock in Paris; breaks in hours from the start."""
    midnight = datetime.combine(MONDAY + timedelta(days=day), datetime.min.time(), tzinfo=PARIS)
    start = (midnight + timedelta(hours=begins)).astimezone(UTC)
    pauses = tuple(TimeWindow(start + timedelta(hours=a), start + timedelta(hours=b)) for a, b in breaks)
    window = TimeWindow(start, start + timedelta(hours=hours))
    return Stretch(f"{day}/{begins}", window, pauses, is_worked=worked)


def broken(person: Person, *stretches: Stretch, rules=FRANCE) -> list[str]:
    return [finding.code.value for finding in check(person, stretches, rules, PARIS, MONDAY, SUNDAY)]


def week(hours: float, days: int = 5, begins: float = 9) -> list[Stretch]:
    return [work(day, begins, hours) for day in range(days)]


@pytest.mark.parametrize(
    ("person", "stretches", "expected"),
    [
        (FULL, week(7), []),
        (FULL, [work(0, 8, 10)], []),
        (FULL, [work(0, 8, 10.5)], ["day_max"]),
        (FULL, [work(0, 8, 6), work(0, 15, 5)], ["day_max"]),
        # cut at midnight: 5 h and 6 h
        (FULL, [work(0, 19, 11)], []),
        (FULL, week(9.75), ["week_max"]),
        (FULL, [work(0, 14, 8), work(1, 8, 6)], ["daily_rest"]),
        (FULL, [work(0, 14, 8), work(1, 9, 6)], []),
        # a split day has its 11 hours of rest in the night
        (FULL, [work(0, 9, 4), work(0, 18, 4), work(1, 9, 4)], []),
        # seven mornings: never 35 hours in one piece
        (FULL, [work(day, 8, 4) for day in range(7)], ["weekly_rest"]),
        # from Sunday evening of the week before until Wednesday is a rest of this week
        (FULL, [work(-1, 14, 8), *(work(day, 9, 5) for day in range(2, 7)), work(7, 9, 4)], []),
        (FULL, [work(0, 9, 7, worked=True)], ["break"]),
        (FULL, [work(0, 9, 7, (3, 3.25), worked=True)], ["break"]),
        (FULL, [work(0, 9, 7, (3, 3.5), worked=True)], []),
        (FULL, [work(0, 9, 7)], []),
        (PART, week(4.8), []),
        # a tenth of 24 h is 2.4 h
        (PART, week(5.28), []),
        (PART, week(5.3), ["complementary"]),
        (PART, week(7), ["complementary", "part_time_max"]),
        (PART, [work(0, 9, 3), work(0, 14, 3)], []),
        (PART, [work(0, 9, 3), work(0, 15, 3)], ["interruption_max"]),
        (PART, [work(0, 9, 2), work(0, 12, 2), work(0, 15, 2)], ["interruptions"]),
        (FULL, [work(0, 9, 2), work(0, 12, 2), work(0, 15, 2)], []),
        (Person("a", "Alma", 12 * 60), [work(0, 9, 3)], ["part_time_min"]),
        (Person("a", "Alma", 12 * 60, has_short_hours_reason=True), [work(0, 9, 3)], []),
        (Person("a", "Alma", None), [work(0, 9, 3)], []),
    ],
)
def test_the_french_rules_by_example(person, stretches, expected):
    assert broken(person, *stretches) == expected


def test_a_mean_of_twelve_weeks_looks_back():
    rules = {Code.MEAN_MAX: FRANCE[Code.MEAN_MAX]}
    long_weeks = [s for n in range(12) for s in (work(day - 7 * n, 9, 9) for day in range(5))]
    assert broken(FULL, *long_weeks, rules=rules) == ["mean_max"]
    assert broken(FULL, *long_weeks[5:-5], rules=rules) == []


def test_a_finding_says_what_is_broken_and_by_which_article():
    (finding,) = check(FULL, [work(0, 8, 10.5)], FRANCE, PARIS, MONDAY, SUNDAY)
    assert str(finding.sentence) == "10.5 h of work on one day; at most 10 (Code du travail, L3121-18)."
    assert (finding.is_blocking, finding.day, finding.keys) == (True, MONDAY, ("0/8",))
    assert concerning([finding], "0/8") == [finding]
    assert concerning([finding], "1/8") == []


def test_only_the_asked_days_are_spoken_of():
    found = check(FULL, [work(0, 8, 11), work(3, 8, 11)], FRANCE, PARIS, MONDAY, MONDAY)
    assert [finding.day for finding in found] == [MONDAY]


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0, 20), st.floats(0.25, 4)), max_size=8))
def test_a_rule_that_is_off_is_silent_and_less_work_breaks_no_more_maxima(plan):
    stretches = [work(day, begins, hours) for day, begins, hours in plan]
    off = rules_for("FR", {code.value: {"mode": "off"} for code in FRANCE})
    assert broken(PART, *stretches, rules=off) == []
    maxima = {code: FRANCE[code] for code in (Code.DAY_MAX, Code.WEEK_MAX, Code.MEAN_MAX)}
    assert len(broken(FULL, *stretches[1:], rules=maxima)) <= len(broken(FULL, *stretches, rules=maxima))


def test_a_charter_moves_a_limit_and_a_mode():
    rules = rules_for("FR", {"day_max": {"limit": 9}, "daily_rest": {"mode": "block"}})
    assert (rules[Code.DAY_MAX].limit, rules[Code.DAY_MAX].mode, rules[Code.DAY_MAX].is_own) == (
        9.0,
        Mode.BLOCK,
        True,
    )
    assert (rules[Code.DAILY_REST].limit, rules[Code.DAILY_REST].mode) == (11, Mode.BLOCK)
    assert rules[Code.DAILY_REST].source == Sentence("Code du travail, L3131-1")


def test_a_country_without_a_table_has_the_rules_its_charter_names():
    assert rules_for("MC", {}) == {}
    rules = rules_for("MC", {"day_max": {"limit": 10, "mode": "warn"}})
    assert [(rule.code, rule.limit, str(rule.source)) for rule in rules.values()] == [
        (Code.DAY_MAX, 10.0, "the charter")
    ]
    with pytest.raises(Invalid, match="has no limit"):
        rules_for("MC", {"day_max": {"mode": "warn"}})


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"siesta": {"limit": 1}}, "unknown_labour_rule"),
        ({"day_max": {"limit": 30}}, "bad_labour_limit"),
        ({"day_max": {"limit": "ten"}}, "bad_labour_limit"),
        ({"day_max": {"limit": True}}, "bad_labour_limit"),
        ({"day_max": {"limit": 0}}, "bad_labour_limit"),
        ({"day_max": {"mode": "shout"}}, "bad_labour_mode"),
        ({"day_max": {"hours": 9}}, "bad_labour_rule"),
        ({"day_max": 9}, "bad_labour_rule"),
    ],
)
def test_a_senseless_charter_is_refused(own, code):
    with pytest.raises(Invalid) as refused:
        rules_for("FR", own)
    assert refused.value.code == code


@pytest.mark.parametrize("country", ["FR", "BE", "FI", "LI", "MC", "XX"])
def test_every_table_keeps_its_own_bounds_and_names_its_source(country):
    for rule in table_of(country):
        assert MEANINGS[rule.code].least <= rule.limit <= MEANINGS[rule.code].most
        assert str(rule.source)


def test_notice_counts_whole_working_days():
    tuesday = date(2026, 11, 24)
    assert working_days_until(tuesday, tuesday) == 0
    assert working_days_until(tuesday, date(2026, 11, 25)) == 0
    # Wednesday to Friday, Monday to Thursday
    assert working_days_until(tuesday, date(2026, 12, 4)) == 7
    assert not is_short_notice(tuesday, date(2026, 12, 4), 7)
    assert is_short_notice(tuesday, date(2026, 12, 4), 7, {date(2026, 12, 1)})
