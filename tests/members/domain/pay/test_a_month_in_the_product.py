"""A French month from contracts, clockings and absences: what holds whatever happened in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.time import TimeWindow
from members.domain.absence import Absence, AbsenceKind
from members.domain.holidays import public_holidays
from members.domain.pay import PayGrid
from members.domain.pay.booking import Booked, pay_run_entry
from members.domain.pay.dated import MissingParameter
from members.domain.pay.fr.product import FUNDS, pay
from members.domain.pay.work_month import Extra, LeaveYear, Terms, Variable, WorkMonth

FACTS = {"headcount": "12", "atmp_rate_pct": "2.08", "health_plan_total": "40"}
MAY = date(2026, 5, 1)
MONDAY = datetime(2026, 4, 27, 6, tzinfo=UTC)  # 8:00 in Paris; the weeks of May begin this day


def month(weekly_hours: int = 35, days: int = 0, hours: float = 7, **facts) -> WorkMonth:
    worked = tuple(
        TimeWindow(begins, begins + timedelta(hours=hours))
        for n in range(days)
        if (begins := MONDAY + timedelta(days=n)).weekday() < 5
    )
    found: dict[str, Any] = {
        "month": MAY,
        "country": "FR",
        "currency": "EUR",
        "timezone": "Europe/Paris",
        "terms": (Terms(date(2024, 1, 1), None, "permanent", weekly_hours * 60, 1400),),
        "spans": worked,
        "grid": PayGrid(),
        "holidays": public_holidays("FR", 2026),
        "hired_on": date(2024, 1, 1),
        "earlier": {},
    }
    return WorkMonth(**found | facts)


def lines(statement) -> dict[str, int]:
    return {item.code: item.cents for item in statement.items}


absences = st.builds(
    lambda kind, first, days: Absence(kind, first, first + timedelta(days=days)),
    st.sampled_from(AbsenceKind),
    st.dates(date(2026, 4, 20), date(2026, 6, 5)),
    st.integers(0, 40),
)
extras = st.lists(
    st.builds(
        Variable,
        st.sampled_from([kind for kind in Extra if kind is not Extra.CORRECTION]),
        st.integers(0, 90_000),
    ),
    max_size=4,
)
months = st.builds(
    lambda hours, days, length, away, variables: month(
        hours,
        days,
        length,
        absences=tuple(away),
        variables=tuple(variables),
        leave=LeaveYear(2_100_000, Decimal(30)),
    ),
    st.integers(8, 35),
    st.integers(0, 30),
    st.sampled_from((2, 4.5, 7, 9)),
    st.lists(absences, max_size=1),
    extras,
)


@settings(max_examples=60)
@given(months)
def test_the_parts_add_up_and_the_entry_balances(told):
    statement = pay(told, FACTS)
    assert statement.gross_cents - statement.employee_cents == statement.net_before_tax_cents
    assert statement.cost_cents == statement.gross_cents + statement.employer_cents
    besides = sum(item.cents for item in statement.net_items)
    withheld = statement.withholding.cents
    assert statement.net_paid_cents == statement.net_before_tax_cents - withheld + besides
    slip = Booked("AL", statement.gross_cents, statement.as_json())
    if statement.gross_cents:
        entry = pay_run_entry(pay_run_id="1", period="2026-05", slips=[slip], funds=FUNDS)
        staff = [line.cents for line in entry.lines if line.auxiliary == "AL"]
        assert sum(line.cents for line in entry.lines) == 0
        assert sum(staff) == -statement.net_paid_cents


@settings(max_examples=40)
@given(st.integers(8, 35), st.integers(5, 26), st.sampled_from((3, 5.5, 7)), st.integers(1, 4))
def test_pay_never_falls_when_hours_grow(weekly, days, hours, more):
    shorter, longer = (pay(month(weekly, days, length), FACTS) for length in (hours, hours + more))
    assert longer.gross_cents >= shorter.gross_cents
    assert longer.net_before_tax_cents >= shorter.net_before_tax_cents


def test_the_first_of_may_is_paid_twice():
    """Friday 1 May 2026, seven hours at 14 euros on top of the monthly salary."""
    assert lines(pay(month(days=5), FACTS)) == {"base": 212_333, "labour_day": 9_800}


def test_a_part_timers_extra_hours_are_complementary_week_by_week():
    """24 h agreed, five days of 7 h: 2.4 h at 110 %, 8.6 h at 125 %."""
    found = lines(pay(month(24, days=5), FACTS))
    assert (found["complementary_10"], found["complementary_25"]) == (3_696, 15_050)


def test_leave_of_the_week_counts_when_overtime_is_told():
    """Cass. soc. 10/09/2025: four days of 9 h and a day of leave are 43 h, eight of them overtime."""
    leave = Absence(AbsenceKind.PAID_LEAVE, date(2026, 5, 15), date(2026, 5, 15))
    spans = tuple(
        TimeWindow(begins, begins + timedelta(hours=9))
        for begins in (datetime(2026, 5, day, 6, tzinfo=UTC) for day in (11, 12, 13, 14))
    )
    found = lines(pay(month(spans=spans, absences=(leave,)), FACTS))
    assert found["overtime_25"] == 8 * 1_750


@pytest.mark.parametrize(
    ("changes", "facts", "error"),
    [
        ({"terms": (Terms(date(2024, 1, 1), None, "apprentice", 2100, 1400),)}, FACTS, Invalid),
        ({"terms": (Terms(date(2024, 1, 1), None, "permanent", 2340, 1400),)}, FACTS, Invalid),
        ({"terms": (Terms(date(2026, 5, 30), None, "permanent", 2100, 1400),)}, FACTS, Invalid),
        ({}, {"headcount": "12"}, Invalid),
        ({}, FACTS | {"atmp_rate_pct": "400"}, Invalid),
        ({"month": date(2031, 5, 1)}, FACTS, MissingParameter),
    ],
)
def test_what_cannot_be_computed_is_refused(changes, facts, error):
    with pytest.raises(error):
        pay(replace(month(), **changes), facts)
