"""Every amount of a payslip can be opened: what it is, how it came about, which article says so."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from members.domain.pay.fr import Employer, PayMonth, compute
from members.domain.pay.fr.absence import daily_allowance, leave_pay
from members.domain.pay.fr.catalogue import ENTRIES, explained

D = Decimal
MONTH = PayMonth(
    month=date(2026, 3, 1),
    hourly_gross=D(30),
    employer=Employer(
        headcount=120,
        atmp_rate=D("0.0208"),
        versement_mobilite_rate=D("0.02"),
        prevoyance_employee_rate=D("0.004"),
        prevoyance_employer_rate=D("0.004"),
    ),
    overtime_25_hours=D(4),
    health_employee=D(20),
    health_employer=D(20),
)


def test_the_lines_shown_add_up_to_what_is_taken_and_to_what_the_employer_pays():
    part_time = replace(MONTH, weekly_hours=D(24), overtime_25_hours=D(0), complementary_10_hours=D(10))
    for month in (MONTH, part_time, replace(MONTH, month=date(2025, 2, 1), hourly_gross=D(12))):
        slip = compute(month)
        lines = list(explained(slip))
        assert sum(line.employee_cents or 0 for line in lines) == slip.employee_contributions * 100
        assert sum(line.employer_cents or 0 for line in lines) == slip.employer_contributions * 100


def test_each_line_says_its_formula_and_its_source():
    lines = {line.code: line for line in explained(compute(MONTH))}

    assert set(lines) == {entry.code for entry in ENTRIES} - {"reduction_hc"}
    assert all(line.sources and str(line.formula) for line in lines.values())
    health = lines["maladie"]
    assert (health.employer_rate, health.employer_cents) == ("13", 61100)  # 4700.00 × 13 %
    assert health.formula.params["rate"] == "13"
    assert health.sources == ("CSS D242-3", "LFSS 2025, art. 18: taux réduit supprimé")


def test_leave_is_paid_by_the_better_of_the_tenth_and_the_salary():
    """21,000 / 10 × 6 / 30 = 420.00; 1823.03 × 6 / 26 = 420.70."""
    assert leave_pay(reference_gross=D(21000), monthly_gross=D("1823.03"), taken=D(6)) == D("420.70")
    assert leave_pay(reference_gross=D(22000), monthly_gross=D("1823.03"), taken=D(6)) == D("440.00")


def test_the_daily_allowance_is_half_the_daily_pay_up_to_its_ceiling():
    """3 × 2000 / 91.25 = 65.753; half of it 32.87. At most 1.4 × 1823.03 = 2552.25 a month: 41.95."""
    assert daily_allowance((D(2000),) * 3, smic_hourly=D("12.02")) == D("32.87")
    assert daily_allowance((D(9000),) * 3, smic_hourly=D("12.02")) == D("41.95")
