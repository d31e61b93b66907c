"""What the employer adds when somebody is ill, day by day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.domain.absence import Absence, AbsenceKind
from members.domain.sickness import LEGAL, top_up

SICK, ACCIDENT = AbsenceKind.SICKNESS, AbsenceKind.WORK_ACCIDENT
NOVEMBER = date(2026, 11, 1)
THREE_WEEKS = Absence(SICK, date(2026, 11, 2), date(2026, 11, 22))
PAY, ALLOWANCE = Decimal(1800), Decimal("29.59")  # 60.00 a day in November


def added(absence=THREE_WEEKS, *, hired_on=date(2024, 1, 1), month=NOVEMBER, **more):
    return top_up(
        absence=absence, month=month, hired_on=hired_on, monthly_gross=PAY, allowance=ALLOWANCE, **more
    )


def test_the_legal_floor_waits_seven_days_then_keeps_ninety_percent_less_the_allowance():
    result = added()
    assert [day.top_up for day in result.days[:8]] == [*[Decimal(0)] * 7, Decimal("24.41")]  # 54.00 − 29.59
    assert [day.allowance for day in result.days[:4]] == [0, 0, 0, ALLOWANCE]
    assert result.total == 14 * Decimal("24.41")
    assert str(result.days[0].why) == ("waiting day 1 of 7 (Code du travail L1226-1, D1226-1 à D1226-3)")
    assert result.days[7].why.params["percent"] == 90


def test_nobody_is_topped_up_in_the_first_year():
    result = added(hired_on=date(2025, 11, 3))
    assert result.total == 0
    assert "less than a year" in str(result.days[20].why)
    assert added(hired_on=date(2025, 11, 2)).total > 0


def test_two_thirds_follow_after_thirty_days_and_then_nothing():
    long = Absence(SICK, date(2026, 10, 1), date(2027, 1, 31))
    everything = [
        day
        for month in (date(2026, 10, 1), NOVEMBER, date(2026, 12, 1), date(2027, 1, 1))
        for day in added(long, month=month).days
    ]
    rates = [day.why.params.get("percent", 0) for day in everything]
    assert rates == [*[0] * 7, *[90.0] * 30, *[66.67] * 30, *[0] * (123 - 67)]


@pytest.mark.parametrize(
    ("years", "days"), [(1, 30), (5, 30), (6, 40), (11, 50), (16, 60), (21, 70), (26, 80), (31, 90), (40, 90)]
)
def test_the_stages_are_ten_days_longer_for_every_five_years(years, days):
    scale = max((s for s in LEGAL if s.seniority_years <= years), key=lambda s: s.seniority_years)
    assert [stage.days for stage in scale.stages] == [days, days]


def test_a_work_accident_has_no_waiting_days():
    result = added(Absence(ACCIDENT, date(2026, 11, 2), date(2026, 11, 8)))
    assert [day.top_up for day in result.days] == [Decimal("24.41")] * 7
    assert {day.allowance for day in result.days} == {ALLOWANCE}


def test_days_given_in_the_twelve_months_before_are_not_given_again():
    spring = Absence(SICK, date(2026, 3, 1), date(2026, 4, 6))  # 37 days, 30 of them maintained
    result = added(earlier=[spring])
    assert result.days[7].why.params["percent"] == 66.67
    long_ago = Absence(SICK, date(2025, 3, 1), date(2025, 4, 6))
    assert added(earlier=[long_ago]).total == added().total


def test_the_agreement_gives_more_after_three_years_and_each_day_takes_the_better():
    result = added(hired_on=date(2022, 1, 1), agreement="idcc16_workers")
    assert [day.why.params.get("percent", 0) for day in result.days] == [*[0] * 5, *[100.0] * 16]
    assert result.days[5].top_up == Decimal(60) - ALLOWANCE
    # within three years only the law's floor is there
    assert added(agreement="idcc16_workers").total == added().total


@given(
    st.integers(0, 29),
    st.integers(0, 200),
    st.sampled_from([SICK, ACCIDENT]),
    st.decimals("0", "100", places=2),
    st.sampled_from(["", "idcc16_workers"]),
)
def test_allowance_and_top_up_never_exceed_what_the_day_would_have_earned(
    start, length, kind, allowance, agreement
):
    first = NOVEMBER + timedelta(days=start)
    result = top_up(
        absence=Absence(kind, first, first + timedelta(days=length)),
        month=NOVEMBER,
        hired_on=date(2010, 1, 1),
        monthly_gross=PAY,
        allowance=allowance,
        agreement=agreement,
    )
    for day in result.days:
        assert day.top_up >= 0
        assert day.allowance + day.top_up <= Decimal(60)
    assert result.total == sum(day.top_up for day in result.days)
