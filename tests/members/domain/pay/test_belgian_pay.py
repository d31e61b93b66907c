"""Belgium, by hand: gross, 13.07 % of 108 % of it, and the employer's charge."""

import pytest

from coopplatform.kernel.errors import Invalid
from members.domain.pay.countries import answerer, countries

INPUTS = {"month": "2026-03", "hourly_gross": 15, "headcount": 8}


def answer(**more):
    return answerer("BE")({"id": "be", "inputs": INPUTS | more})


def test_onss_is_taken_on_108_percent_of_a_manual_workers_gross():
    """15 × 38 × 52/12 = 2470.00; × 108 % = 2667.60; × 13.07 % = 348.66; charge 49.91 % = 1232.78."""
    pay = answer()["expected"]

    assert (pay["gross"], pay["onss_base"], pay["onss"]) == (2470.00, 2667.60, 348.66)
    assert pay["taxable"] == 2121.34
    assert (pay["employer_charge"], pay["total_cost"]) == (1232.78, 3702.78)


def test_overtime_earns_half_more_and_sunday_the_double():
    """4 × 15 × 150 % = 90.00; 5 hours of Sunday add 5 × 15 = 75.00."""
    pay = answer(overtime_hours=4, sunday_or_holiday_hours=5)["expected"]
    assert (pay["overtime"], pay["sunday_premium"], pay["gross"]) == (90.00, 75.00, 2635.00)


def test_it_says_that_tax_and_net_are_left_out():
    assert "net pay" in answer()["left_out"]


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("employer_rate_pct", {"headcount": 12}),
        ("weekly_hours", {"weekly_hours": 39}),
        ("complementary_hours", {"complementary_hours": 3}),
        ("onss_manual_factor|overtime_premium", {"month": "2027-01"}),
    ],
)
def test_what_is_not_known_is_refused_by_name(field, more):
    with pytest.raises(Invalid, match=field):
        answer(**more)


def test_both_countries_are_found_by_their_folder():
    assert countries() == ("BE", "FR")
