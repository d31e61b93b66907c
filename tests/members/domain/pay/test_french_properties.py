"""What holds of every French payslip, whatever the month, the contract or the hours."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from members.domain.pay.fr import Employer, PayMonth, compute

D = Decimal
MONTHS = [date(year, month, 1) for year in (2025, 2026) for month in range(1, 13)]


def cents(lowest, highest):
    return st.integers(lowest * 100, highest * 100).map(lambda n: D(n) / 100)


employers = st.builds(
    Employer,
    headcount=st.sampled_from([3, 10, 11, 19, 20, 49, 50, 249, 250, 3000]),
    atmp_rate=cents(0, 6).map(lambda rate: rate / 100),
    versement_mobilite_rate=cents(0, 3).map(lambda rate: rate / 100),
    prevoyance_employer_rate=st.sampled_from([D(0), D("0.004")]),
    prevoyance_employee_rate=st.sampled_from([D(0), D("0.004")]),
)
health = st.sampled_from([D(0), D(20), D("31.25")])
months = st.builds(
    PayMonth,
    month=st.sampled_from(MONTHS),
    hourly_gross=cents(11, 90),
    employer=employers,
    weekly_hours=st.just(D(35)),
    overtime_25_hours=cents(0, 34),
    overtime_50_hours=st.sampled_from([D(0), D(5)]),
    bonus=cents(0, 3000),
    health_employee=health,
    health_employer=health,
)


@given(months)
def test_gross_less_what_is_taken_is_the_net_and_the_parts_add_up(month):
    slip = compute(month)
    employee = sum(line.amount for line in slip.employee.values())
    employer = sum(line.amount for line in slip.employer.values())
    spared = sum(line.amount for line in slip.employer_reductions.values())
    eased = sum(line.amount for line in slip.employee_reductions.values())

    assert slip.gross - (employee - eased) == slip.net_before_tax
    assert slip.total_cost == slip.gross + employer - spared
    assert slip.net_paid == slip.net_before_tax - slip.withholding.amount


@given(months)
def test_every_amount_is_whole_cents(month):
    slip = compute(month)
    groups = (slip.employee, slip.employee_reductions, slip.employer, slip.employer_reductions)
    for key, line in (item for group in groups for item in group.items()):
        assert line.amount == line.amount.quantize(D("0.01")), key


@given(months, cents(0, 8))
def test_more_hours_never_pay_less(month, more):
    longer = PayMonth(
        **{name: getattr(month, name) for name in PayMonth.__slots__ if name != "overtime_50_hours"},
        overtime_50_hours=month.overtime_50_hours + more,
    )
    before, after = compute(month), compute(longer)

    assert after.gross >= before.gross
    assert after.net_before_tax >= before.net_before_tax


@given(months)
def test_the_employer_never_pays_less_than_the_gross_less_what_it_is_spared(month):
    slip = compute(month)
    assert slip.total_cost >= slip.gross - sum(line.amount for line in slip.employer_reductions.values())
    assert slip.reduction >= 0
