"""A Belgian month described in JSON, read and answered."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from coopplatform.kernel.errors import Invalid
from members.domain.pay.be.formulas import BelgianMonth, compute
from members.domain.pay.inputs import month_in, number_in, wrong

FIELDS = {
    "month",
    "hourly_gross",
    "weekly_hours",
    "overtime_hours",
    "sunday_or_holiday_hours",
    "bonus",
    "headcount",
    "employer_rate_pct",
}
LEFT_OUT = (
    "withholding tax and net pay, work bonus, the minimum of SCP 140.03; "
    "holiday pay comes from the fund, not from the employer"
)


def answered(case: Mapping[str, Any]) -> dict[str, Any]:
    """The pay of `case["inputs"]` as far as it is computed, and what is left out. Raises Invalid by field."""
    inputs = case.get("inputs")
    if not isinstance(inputs, Mapping):
        raise Invalid("not_an_object", "inputs: give an object of inputs.", field="inputs")
    for name in inputs:
        if name not in FIELDS:
            raise wrong(str(name), "is not known to the Belgian engine")
    rate = inputs.get("employer_rate_pct")
    if rate is None and number_in(inputs, "headcount", "1", "1000000", None) >= 10:
        raise wrong("employer_rate_pct", "must be given from ten workers on")
    pay = compute(
        BelgianMonth(
            month=month_in(inputs.get("month")),
            hourly_gross=number_in(inputs, "hourly_gross", "0.01", "1000", None),
            weekly_hours=number_in(inputs, "weekly_hours", "1", "38", "38"),
            overtime_hours=number_in(inputs, "overtime_hours", "0", "150", "0"),
            sunday_or_holiday_hours=number_in(inputs, "sunday_or_holiday_hours", "0", "150", "0"),
            bonus=number_in(inputs, "bonus", "0", "1000000", "0"),
            employer_rate=None
            if rate is None
            else number_in(inputs, "employer_rate_pct", "0", "100", None) / 100,
        )
    )
    figures = {name: float(value) for name, value in asdict(pay).items()}
    return {"id": case.get("id"), "expected": figures, "left_out": LEFT_OUT}
