"""Terms are counted in local days: leap years and changing clocks move none of them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from federation.domain.review import terms
from federation.domain.review.deadlines import (
    Case,
    Due,
    Kind,
    add_months,
    dues_of,
    exit_in_force_from,
    last_day,
    local_day,
)
from federation.domain.review.membership import State

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("begun_on", "term", "last"),
    [
        (date(2026, 3, 14), terms.REPLY, date(2026, 3, 29)),  # the night the clocks go forward
        (date(2026, 10, 10), terms.REPLY, date(2026, 10, 25)),  # the night they go back
        (date(2024, 2, 14), terms.REPLY, date(2024, 2, 29)),
        (date(2026, 2, 14), terms.REPLY, date(2026, 3, 1)),
        (date(2024, 1, 30), terms.APPEAL, date(2024, 2, 29)),
        (date(2026, 1, 30), terms.APPEAL, date(2026, 3, 1)),
        (date(2026, 12, 31), terms.APPLICATION, date(2027, 2, 14)),
        (date(2026, 8, 31), terms.SUSPENSION, date(2027, 2, 28)),
        (date(2027, 8, 31), terms.SUSPENSION, date(2028, 2, 29)),
        (date(2026, 4, 30), terms.SUSPENSION, date(2026, 10, 30)),
        (date(2024, 2, 29), terms.LIGHT_REVIEW, date(2025, 2, 28)),
        (date(2024, 2, 29), terms.FULL_REVIEW, date(2029, 2, 28)),
    ],
)
def test_the_last_day_of_a_term(begun_on, term, last):
    assert last_day(begun_on, term) == last


def test_a_decision_told_late_in_the_evening_counts_from_its_local_day():
    told = datetime(
        2026, 3, 28, 23, 30, tzinfo=UTC
    )  # half past midnight in Paris, three quarters of an hour before DST
    assert local_day(told, PARIS) == date(2026, 3, 29)
    assert last_day(local_day(told, PARIS), terms.APPEAL) == date(2026, 4, 28)
    after = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
    assert local_day(after, PARIS) == date(2026, 10, 25)


def test_an_exclusion_holds_the_day_after_its_appeal_could_have_been_made():
    assert exit_in_force_from(date(2028, 1, 30)) == date(2028, 3, 1)


def test_months_end_with_their_month():
    assert [add_months(date(2026, 1, 31), n) for n in (1, 3, 25)] == [
        date(2026, 2, 28),
        date(2026, 4, 30),
        date(2028, 2, 29),
    ]


def test_the_last_day_is_in_time_and_the_next_one_is_not():
    due = Due(Kind.APPLICATION, date(2026, 11, 1), date(2026, 12, 16))
    assert [due.is_overdue(day) for day in (date(2026, 12, 16), date(2026, 12, 17))] == [False, True]
    assert due.days_left(date(2026, 12, 18)) == -2


def test_what_an_applicant_waits_for():
    case = Case(
        State.IN_REVIEW,
        applied_on=date(2026, 11, 2),
        report_sent_on=date(2026, 11, 20),
        light_on=date(2026, 1, 1),
    )
    assert [(due.kind, due.until) for due in dues_of(case)] == [
        ("reply", date(2026, 12, 5)),
        ("application", date(2026, 12, 17)),
    ]


def test_what_a_member_in_observation_has_before_it():
    case = Case(
        State.OBSERVATION,
        applied_on=date(2020, 1, 1),
        light_on=date(2026, 1, 31),
        full_on=date(2025, 1, 31),
        triggered_on=date(2026, 11, 1),
        plan=[("Hold the assembly", date(2026, 10, 1), date(2026, 12, 15))],
    )
    assert [(due.kind, due.about, due.until) for due in dues_of(case)] == [
        ("plan_item", "Hold the assembly", date(2026, 12, 15)),
        ("extraordinary", "", date(2026, 12, 16)),
        ("light_review", "", date(2027, 1, 31)),
        ("full_review", "", date(2030, 1, 31)),
    ]


def test_a_suspension_and_an_appeal_run_side_by_side():
    case = Case(State.SUSPENDED, suspended_on=date(2026, 8, 31), appealed_on=date(2026, 9, 10))
    assert [(due.kind, due.until) for due in dues_of(case)] == [
        ("draw", date(2026, 9, 17)),
        ("suspension", date(2027, 2, 28)),
    ]
    drawn = Case(
        State.SUSPENDED,
        suspended_on=date(2026, 8, 31),
        appealed_on=date(2026, 9, 10),
        drawn_on=date(2026, 9, 12),
    )
    assert [due.kind for due in dues_of(drawn)] == ["panel", "suspension"]


def test_a_late_reply_is_nobodys_fault():
    assert not Due(Kind.REPLY, date(2026, 1, 1), date(2026, 1, 16)).escalates
    assert Due(Kind.SUSPENSION, date(2026, 1, 1), date(2026, 7, 1)).escalates


def test_a_report_comes_before_an_assembly_within_a_year():
    case = Case(State.ADMITTED, to_attach_since=date(2026, 3, 31))
    assert [(due.kind, due.until) for due in dues_of(case)] == [("attach", date(2027, 3, 31))]
    assert dues_of(Case(State.REFUSED, to_attach_since=date(2026, 3, 31))) == []
