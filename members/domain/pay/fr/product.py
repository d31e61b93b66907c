"""A person's French month: from contracts, clockings, absences and extras to the payslip, line by line."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from members.domain.pay.dated import MissingParameter
from members.domain.pay.fr import items
from members.domain.pay.fr.booking import FUNDS
from members.domain.pay.fr.catalogue import explained
from members.domain.pay.fr.formulas import compute, hourly_rate
from members.domain.pay.fr.month import ONE, PayMonth, YearSoFar
from members.domain.pay.fr.payslip import Payslip
from members.domain.pay.fr.reduction import pension_part
from members.domain.pay.fr.rules import Rules, rules_for
from members.domain.pay.fr.settings import SETTINGS, employer_of, health_plan
from members.domain.pay.fr.sick_pay import IDCC_16, sick_pay
from members.domain.pay.fr.worked import (
    ExtraSeconds,
    Shares,
    cents,
    extra_seconds,
    hours,
    shares_of,
    weeks_and_premiums,
)
from members.domain.pay.setting import settings_in
from members.domain.pay.statement import Item, Statement, Withholding
from members.domain.pay.work_month import WorkMonth

__all__ = ["FUNDS", "IS_MONTHLY", "SETTINGS", "pay"]

IS_MONTHLY = True
"""The contract's hours are paid whether or not the co-op found work for them (L3242-1)."""

LEFT_OUT = _(
    "Not in it: daily allowances of the health insurance (paid by it), attachments of wages, and the local health "
    "scheme of Alsace-Moselle. A payroll professional must validate it."
)
NEW_COEFFICIENT = (2025, 5)
"""In May 2025 the reduction's coefficient changed: its year is counted anew from there."""
COMPUTED_KINDS = ("permanent", "fixed_term")
LONGEST_WEEK_MINUTES = 35 * 60


def pay(month: WorkMonth, facts: Mapping[str, Any]) -> Statement:
    """The statement of a month under the employer's `facts` (see `SETTINGS`).

    Raises Invalid for a contract that is not computed (apprentice, over 35 hours) or a setting that is missing;
    MissingParameter when the table has no row for the month.
    """
    _check(month)
    number, rules = settings_in(SETTINGS, facts), rules_for(month.month)
    shares = shares_of(month)
    by_week, premiums = weeks_and_premiums(month)
    told = _told(month, shares, number, extra_seconds(month, by_week))
    hourly = hourly_rate(told, rules)
    tips_are_pay = _tips_are_pay(hourly, rules)
    kept_up = tuple(sick_pay(month, told, hourly, rules, agreement=_agreement(number)))
    extras = (
        *items.premium_items(premiums, hourly),
        *items.paid_leave(month, hourly * told.contract_hours),
        *kept_up,
        *items.gross_extras(month, tips_are_pay=tips_are_pay),
    )
    told = replace(
        told,
        bonus=Decimal(_sum(extras)) / 100,
        due_share=_due(shares, _sum(kept_up), hourly * told.contract_hours),
    )
    slip = compute(told, rules)
    lines = (*items.salary(told, slip, shares), *items.extra_hours(told, slip, rules), *extras)
    net_items = tuple(items.net_extras(month, tips_are_pay=tips_are_pay))
    return _statement(month, told, slip, lines, net_items, by_week.total())


def _check(month: WorkMonth) -> None:
    if not month.has_weekday:
        raise Invalid(
            "no_weekday",
            _("No weekday of this month is under contract: enter these hours as a bonus of the next one."),
        )
    for terms in month.terms:
        if terms.kind not in COMPUTED_KINDS:
            raise Invalid(
                "contract_not_computed",
                _("The pay of an apprentice is not computed here: enter it from your payroll provider."),
            )
        if terms.weekly_minutes > LONGEST_WEEK_MINUTES:
            raise Invalid(
                "contract_not_computed",
                _("A contract of more than 35 hours a week is not computed: agree on 35 and pay overtime."),
            )


def _told(month: WorkMonth, shares: Shares, number: Mapping[str, Decimal], extra: ExtraSeconds) -> PayMonth:
    health_employee, health_employer = health_plan(number)
    return PayMonth(
        month=month.month,
        hourly_gross=shares.hourly,
        employer=employer_of(number, conventional_hourly=shares.minimum_hourly),
        weekly_hours=shares.weekly_hours,
        overtime_25_hours=hours(extra.overtime_25),
        overtime_50_hours=hours(extra.overtime_50),
        complementary_10_hours=hours(extra.complementary_10),
        complementary_25_hours=hours(extra.complementary_25),
        health_employee=health_employee,
        health_employer=health_employer,
        paid_share=shares.paid,
        employed_share=shares.calendar,
        withholding_rate=month.withholding_rate,
        so_far=_year_so_far(month),
    )


def _year_so_far(month: WorkMonth) -> YearSoFar | None:
    """The sums of the year's earlier months, from where the coefficient's year begins; None: none is known."""
    since = month.month.replace(month=1)
    if since.year == NEW_COEFFICIENT[0] and month.month.month >= NEW_COEFFICIENT[1]:
        since = since.replace(month=NEW_COEFFICIENT[1])
    earlier = [carry for day, carry in (month.earlier or {}).items() if since <= day < month.month]
    if month.earlier is None:
        return None
    return YearSoFar(
        *(
            sum((Decimal(carry.get(name, "0")) for carry in earlier), Decimal(0))
            for name in ("gross", "smic", "reduction", "tax_free_overtime")
        )
    )


def _tips_are_pay(hourly: Decimal, rules: Rules) -> bool:
    """Tips are free of contributions and tax up to a pay of 1.6 SMIC, in the years a finance law says so."""
    try:
        return hourly > rules["tips_free_below_smic"] * rules["smic_hourly"]
    except MissingParameter:
        return True


def _due(shares: Shares, kept_up_cents: int, full_salary: Decimal) -> Decimal:
    """What is due of a full month, the pay kept up during sickness included."""
    return min(ONE, shares.paid + Decimal(kept_up_cents) / 100 / full_salary) if full_salary else shares.paid


def _agreement(number: Mapping[str, Decimal]) -> str:
    return IDCC_16 if number["idcc16_sick_pay"] else ""


def _sum(lines: tuple[Item, ...]) -> int:
    return sum(line.cents for line in lines)


def _paid_seconds(told: PayMonth) -> int:
    paid = told.contract_hours * told.paid_share + told.overtime_hours + told.complementary_hours
    return round(paid * 3600)


def _statement(
    month: WorkMonth,
    told: PayMonth,
    slip: Payslip,
    lines: tuple[Item, ...],
    net_items: tuple[Item, ...],
    seconds: int,
) -> Statement:
    return Statement(
        currency=month.currency,
        seconds=seconds,
        paid_seconds=_paid_seconds(told),
        items=lines,
        left_out=Sentence(LEFT_OUT),
        contributions=tuple(explained(slip)),
        net_items=net_items,
        withholding=Withholding(
            cents(slip.withholding.base),
            f"{(slip.withholding.rate * 100).normalize():f}",
            cents(slip.withholding.amount),
            month.withholding_rate is None,
        ),
        net_before_tax_cents=cents(slip.net_before_tax),
        taxable_cents=cents(slip.taxable_net),
        net_social_cents=cents(slip.net_social),
        tax_free_cents=cents(slip.tax_free_overtime),
        carry={
            "gross": str(slip.gross),
            "smic": str(slip.smic.quantize(Decimal("0.01"))),
            "reduction": str(slip.reduction),
            "tax_free_overtime": str(slip.tax_free_overtime),
            "reduction_pension": str(pension_part(slip, told.employer.headcount)),
        },
    )
