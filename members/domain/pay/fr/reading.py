"""A month described in JSON, read and answered; `manage.py payslip` documents the form."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from coopplatform.kernel.errors import Invalid
from members.domain.pay.fr.formulas import compute
from members.domain.pay.fr.month import ONE, WEEKS_PER_MONTH, ZERO, Employer, PayMonth, YearSoFar
from members.domain.pay.fr.payslip import Payslip
from members.domain.pay.fr.reduction import CENT, RGDU_SINCE_YEAR
from members.domain.pay.fr.rules import Rules, rules_for
from members.domain.pay.inputs import month_in, number_in, wrong

# Field: lowest, highest, default (None: must be given).
NUMBERS: Mapping[str, tuple[str, str, str | None]] = {
    "weekly_hours": ("1", "35", "35"),
    "hourly_gross": ("0.01", "1000", None),
    "overtime_hours": ("0", "150", "0"),
    "complementary_hours": ("0", "150", "0"),
    "bonus": ("0", "1000000", "0"),
    "headcount": ("1", "1000000", None),
    "atmp_rate_pct": ("0", "50", None),
    "versement_mobilite_pct": ("0", "5", "0"),
    "health_plan_total": ("0", "1000", "0"),
    "health_plan_employer_share": ("0", "1", "0.5"),
    "conventional_hourly": ("0", "1000", "0"),
    "prevoyance_employee_pct": ("0", "5", "0"),
    "prevoyance_employer_pct": ("0", "5", "0"),
    "apprentices_pct": ("0", "100", "0"),
    "paid_share": ("0", "1", "1"),
    "employed_share": ("0", "1", "1"),
    "withholding_rate_pct": ("0", "60", "0"),
}
YEAR_NUMBERS = ("gross", "smic", "reduction", "tax_free_overtime")
OTHERS = {"month", "contract", "status", "alsace_moselle", "year_so_far"}


def answered(case: Mapping[str, Any]) -> dict[str, Any]:
    """The payslip of `case["inputs"]`, in the form of the cases. Raises Invalid, naming the field."""
    inputs = case.get("inputs")
    if not isinstance(inputs, Mapping):
        raise Invalid("not_an_object", "inputs: give an object of inputs.", field="inputs")
    slip = compute(month_of(inputs))
    return {"id": case.get("id"), **as_json(slip)}


def month_of(inputs: Mapping[str, Any]) -> PayMonth:
    """Raises Invalid, naming the field."""
    _refuse_unknown(inputs)
    month = month_in(inputs.get("month"))
    rules = rules_for(month)
    number = {name: number_in(inputs, name, *limits) for name, limits in NUMBERS.items()}
    if number["headcount"] != int(number["headcount"]):
        raise wrong("headcount", "must be a whole number")
    overtime, complementary = number["overtime_hours"], number["complementary_hours"]
    is_full_time = number["weekly_hours"] >= rules["legal_weekly_hours"]
    _check_hours(number, rules, is_full_time=is_full_time)
    quarter = min(overtime, rules["overtime_first_weekly_hours"] * WEEKS_PER_MONTH)
    tenth = min(complementary, number["weekly_hours"] * WEEKS_PER_MONTH * rules["complementary_first_share"])
    health_employer = _cents(number["health_plan_total"] * number["health_plan_employer_share"])
    asked_rate = inputs.get("withholding_rate_pct")
    slip = PayMonth(
        month=month,
        hourly_gross=number["hourly_gross"],
        employer=_employer(number),
        weekly_hours=number["weekly_hours"],
        overtime_25_hours=quarter,
        overtime_50_hours=overtime - quarter,
        complementary_10_hours=tenth,
        complementary_25_hours=complementary - tenth,
        bonus=number["bonus"],
        health_employee=_cents(number["health_plan_total"]) - health_employer,
        health_employer=health_employer,
        paid_share=number["paid_share"],
        employed_share=number["employed_share"],
        withholding_rate=None if asked_rate is None else number["withholding_rate_pct"] / 100,
        so_far=_year(inputs.get("year_so_far")),
    )
    _check_health(slip, rules)
    return slip


def as_json(slip: Payslip) -> dict[str, Any]:
    """`expected` (totals), `lines` and what was withheld, in euros as numbers."""
    pay = slip.pay
    totals = {
        "base_salary": pay.base_salary,
        "overtime_pay": pay.overtime,
        "complementary_pay": pay.complementary,
        "gross": slip.gross,
        "employee_contributions": slip.employee_contributions,
        "net_before_tax": slip.net_before_tax,
        "taxable_net": slip.taxable_net,
        "net_social": slip.net_social,
        "employer_contributions": slip.employer_contributions,
        "total_cost": slip.total_cost,
    }
    lines = {"csg_base": slip.csg_base}
    for group in (slip.employee, slip.employee_reductions, slip.employer, slip.employer_reductions):
        lines |= {key: line.amount for key, line in group.items()}
    lines["employer_hiring_aid"] = ZERO
    if slip.month.year >= RGDU_SINCE_YEAR:
        lines["rgdu_coefficient"] = slip.coefficient
    withheld = slip.withholding
    return {
        "expected": {name: float(value) for name, value in totals.items()},
        "lines": {name: float(value) for name, value in lines.items()},
        "withholding": {
            "base": float(withheld.base),
            "rate_pct": float(withheld.rate * 100),
            "amount": float(withheld.amount),
            "net_paid": float(slip.net_paid),
        },
        "carry_forward": {
            "gross": float(slip.gross),
            "smic": float(_cents(slip.smic)),
            "reduction": float(slip.reduction),
            "tax_free_overtime": float(slip.tax_free_overtime),
        },
    }


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _refuse_unknown(inputs: Mapping[str, Any]) -> None:
    """What the engine would have to ignore is refused; so is what it does not compute yet."""
    known = OTHERS | set(NUMBERS)
    for name, value in inputs.items():
        if name not in known and value not in (None, False, 0, ""):
            raise wrong(str(name), "is not known to the French engine")
    if inputs.get("contract", "CDI") != "CDI":
        raise wrong("contract", "only CDI is computed (fixed-term and apprentices are not)")
    if inputs.get("status", "non-cadre") != "non-cadre":
        raise wrong("status", "only non-cadre is computed")
    if inputs.get("alsace_moselle", False) is not False:
        raise wrong("alsace_moselle", "the local health scheme is not computed")


def _check_hours(number: Mapping[str, Decimal], rules: Rules, *, is_full_time: bool) -> None:
    """Part-timers' extra hours are complementary and stay under the legal week (L3123-9); full-timers' are overtime."""
    if is_full_time and number["complementary_hours"]:
        raise wrong("complementary_hours", "are of part-timers; give overtime_hours")
    if not is_full_time and number["overtime_hours"]:
        raise wrong("overtime_hours", "are of full-timers; give complementary_hours")
    worked = number["weekly_hours"] * WEEKS_PER_MONTH + number["complementary_hours"]
    if number["complementary_hours"] and worked >= rules["legal_weekly_hours"] * WEEKS_PER_MONTH:
        raise wrong("complementary_hours", "may not reach the legal week of 35 hours (L3123-9)")
    if number["employed_share"] < ONE and number["paid_share"] == ONE:
        raise wrong("paid_share", "must be given for a month that is not whole")


def _check_health(month: PayMonth, rules: Rules) -> None:
    """Beyond the limit of CSS D242-1 the employer's share becomes pay; that is not computed."""
    gross = month.hourly_gross * month.contract_hours
    if month.health_employer > rules["pss_monthly"] * Decimal("0.06") + gross * Decimal("0.015"):
        raise wrong("health_plan_total", "the employer's share exceeds what is free (CSS D242-1)")


def _employer(number: Mapping[str, Decimal]) -> Employer:
    return Employer(
        headcount=int(number["headcount"]),
        atmp_rate=number["atmp_rate_pct"] / 100,
        versement_mobilite_rate=number["versement_mobilite_pct"] / 100,
        conventional_hourly=number["conventional_hourly"],
        apprentices_share=number["apprentices_pct"] / 100,
        prevoyance_employee_rate=number["prevoyance_employee_pct"] / 100,
        prevoyance_employer_rate=number["prevoyance_employer_pct"] / 100,
    )


def _year(value: Any) -> YearSoFar | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or not set(value) <= set(YEAR_NUMBERS):
        raise wrong("year_so_far", "give an object of " + ", ".join(YEAR_NUMBERS))
    return YearSoFar(*(number_in(value, name, "-1000000", "10000000", "0") for name in YEAR_NUMBERS))
