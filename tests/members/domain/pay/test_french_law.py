"""What the models do not cover, or have wrong: examples by hand, with their arithmetic."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from members.domain.pay.dated import MissingParameter, Row, Table
from members.domain.pay.fr import Employer, PayMonth, Rules, YearSoFar, compute
from members.domain.pay.fr.table import FRANCE
from members.domain.pay.fr.withholding import neutral_rate

D = Decimal
COOP = Employer(headcount=20, atmp_rate=D("0.0208"))
JANUARY, MARCH, JUNE, JULY = (date(2026, n, 1) for n in (1, 3, 6, 7))


def full_time(hourly, month=MARCH, **more):
    return PayMonth(month=month, hourly_gross=D(hourly), employer=COOP, **more)


@pytest.mark.parametrize(("month", "net"), [(JANUARY, "1443.11"), (JUNE, "1477.93")])
def test_the_net_smic_is_the_one_the_state_publishes(month, net):
    assert compute(full_time("0.01", month)).net_before_tax == D(net)


def test_nobody_is_paid_below_the_smic_or_the_branch():
    assert compute(full_time("12.02", JUNE)).pay.hourly == D("12.31")
    branch = replace(COOP, conventional_hourly=D("12.60"))
    assert compute(replace(full_time("12.02"), employer=branch)).pay.hourly == D("12.60")


def test_a_bonus_takes_back_over_the_year_what_the_reduction_gave_too_much():
    """13 € × 151.67 h = 1971.67 a month; C(1823.03 / 1971.67) = 0.3265 → 643.75, five times 3218.75.

    June with a bonus of 500: C(10938.20 / 12330.02) = 0.2933; × 12330.02 = 3616.39; less 3218.75 = 397.64.
    July: C(12761.23 / 14301.69) = 0.2978; × 14301.69 = 4259.04; less 3616.39 = 642.65.
    """
    so_far, given = YearSoFar(), []
    for number in range(1, 8):
        bonus = D(500) if number == 6 else D(0)
        slip = compute(full_time("13", date(2026, number, 1), bonus=bonus, so_far=so_far))
        given.append(slip.reduction)
        so_far = YearSoFar(
            so_far.gross + slip.gross, so_far.smic + slip.smic, so_far.reduction + slip.reduction
        )

    assert given == [D("643.75")] * 5 + [D("397.64"), D("642.65")]


def test_a_month_may_give_back_more_than_it_earns_but_never_the_year():
    """One month at 13 € gave 643.75; then a month of 20,000 €: 21,971.67 is over 3 × 3646.07, so nothing is due."""
    january = compute(full_time("13", JANUARY, so_far=YearSoFar()))
    so_far = YearSoFar(january.gross, january.smic, january.reduction)
    february = compute(full_time("13", date(2026, 2, 1), bonus=D(20000), so_far=so_far))

    assert february.reduction == D("-643.75")


def test_who_starts_in_mid_month_has_a_part_of_the_ceiling_and_of_the_smic():
    """From 16 June: 15 of 30 days, half the pay. Ceiling 4005 / 2 = 2002.50; 30 € × 151.67 / 2 = 2275.00.

    Old age on 2002.50 × 6.90 % = 138.17. SMIC of the reduction 12.02 × 75.83 = 911.52.
    """
    slip = compute(full_time("30", JUNE, paid_share=D("0.5"), employed_share=D(15) / D(30)))

    assert slip.gross == D("2275.00")
    assert slip.employee["vieillesse_plafonnee_sal"].base == D("2002.5")
    assert slip.employee["vieillesse_plafonnee_sal"].amount == D("138.17")
    assert slip.employee["cet_sal"].base == D("2275.00")
    assert slip.smic.quantize(D("0.01")) == D("911.52")


def test_half_a_month_has_the_coefficient_of_the_whole():
    whole = compute(full_time("13"))
    half = compute(full_time("13", paid_share=D("0.5"), employed_share=D("0.5")))
    assert half.coefficient == whole.coefficient == D("0.3265")


def test_a_smic_that_changes_in_mid_month_counts_by_days():
    """12.02 for 14 days and 12.31 for 16 of June's 30: (14 × 12.02 + 16 × 12.31) / 30 = 12.174667."""
    moved = [row for row in FRANCE.rows if row.name != "smic_hourly"]
    read = date(2026, 11, 23)
    rows = (
        Row("smic_hourly", D("12.02"), JANUARY, date(2026, 6, 14), "arrêté A", read),
        Row("smic_hourly", D("12.31"), date(2026, 6, 15), None, "arrêté B", read),
    )
    slip = compute(full_time("12.02", JUNE), Rules(JUNE, Table([*moved, *rows])))

    assert slip.pay.hourly.quantize(D("0.000001")) == D("12.174667")
    assert slip.pay.base_salary == D("1846.49")  # 12.174667 × 151.666667


def test_a_part_timer_pays_no_pension_contributions_on_complementary_hours():
    """24 h at 12.50 €, 10 hours at 110 %: 137.50; × 11.31 % = 15.55."""
    slip = compute(full_time("12.50", weekly_hours=D(24), complementary_10_hours=D(10)))
    assert slip.employee_reductions["reduction_salariale_hc"].amount == D("15.55")


def test_the_ceiling_is_never_more_than_whole_whatever_the_overtime():
    slip = compute(full_time("30", overtime_25_hours=D("34.67")))
    assert slip.employee["vieillesse_plafonnee_sal"].base == D(4005)


def test_overtime_stops_being_free_of_tax_at_the_years_ceiling():
    """7500 / (1 − 98.25 % × 6.8 %) = 8036.95 of pay a year; 7900 are used, 136.95 are left of 281.61."""
    used = YearSoFar(tax_free_overtime=D(7900))
    slip = compute(full_time("13", overtime_25_hours=D("17.33"), so_far=used))
    assert slip.tax_free_overtime == D("136.95")


@pytest.mark.parametrize(
    ("headcount", "day", "each_hour"),
    [
        (12, date(2025, 3, 1), "1.50"),
        (30, date(2025, 3, 1), "0.50"),
        (300, date(2025, 3, 1), "0"),
        (300, MARCH, "0.50"),
    ],
)
def test_the_employers_deduction_for_overtime_goes_by_headcount_and_year(headcount, day, each_hour):
    month = replace(full_time("13", day, overtime_25_hours=D(8)), employer=replace(COOP, headcount=headcount))
    assert compute(month).employer_reductions["deduction_forfaitaire_hs"].amount == 8 * D(each_hour)


def test_provident_insurance_is_charged_to_both_and_counts_for_csg():
    """2000 €: 0.5 % of each side = 10.00; CSG on 1965.00 + 10.00; social levy 8 % × 10.00 = 0.80."""
    insured = replace(COOP, prevoyance_employee_rate=D("0.005"), prevoyance_employer_rate=D("0.005"))
    month = replace(full_time("13"), employer=insured, bonus=D("28.33"))
    slip = compute(month)

    assert slip.gross == D("2000.00")
    assert slip.employee["prevoyance_sal"].amount == slip.employer["prevoyance_pat"].amount == D("10.00")
    assert slip.csg_base == D("1975.00")
    assert slip.employer["forfait_social"].amount == D("0.80")


def test_tax_is_withheld_at_the_offices_rate_or_by_the_neutral_grid():
    """At 14 € in September 2026 taxable pay without a health plan is 1719.37: 1.3 % of the grid, 22.35."""
    september = date(2026, 9, 1)
    own = compute(full_time("14", september, withholding_rate=D("0.05")))
    neutral = compute(full_time("14", september))

    assert own.withholding.amount == (own.taxable_net * D("0.05")).quantize(D("0.01"))
    assert neutral.withholding.rate == D("0.013")
    assert neutral.net_paid == neutral.net_before_tax - neutral.withholding.amount


def test_a_limit_of_the_neutral_grid_belongs_to_the_band_above():
    assert neutral_rate(D("1634.99"), JUNE) == 0
    assert neutral_rate(D(1635), JUNE) == D("0.005")
    assert neutral_rate(D(1635), JANUARY) == D("0.005")  # the grid of May 2025 is still in force: 1620
    assert neutral_rate(D(100000), JUNE) == D("0.43")


@pytest.mark.parametrize("day", [date(2024, 12, 1), date(2027, 1, 1)])
def test_a_month_the_table_does_not_know_is_refused_by_the_rows_name(day):
    with pytest.raises(MissingParameter, match=f"smic_hourly on {day}|pss_monthly on {day}"):
        compute(full_time("13", day))


def test_every_row_says_where_it_is_from_and_rows_of_a_name_never_overlap():
    for row in FRANCE.rows:
        assert row.source
        twins = [other for other in FRANCE.rows if other.name == row.name and other is not row]
        assert not any(other.covers(row.since) for other in twins), row.name
