"""The Belgian month as far as it is sure: gross, ONSS on 108 % of it, the employer's charge."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from members.domain.pay.be.table import BELGIUM
from members.domain.pay.dated import Table

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class BelgianMonth:
    """Hours of the month and euros. `employer_rate` per unit of the gross; None: that of fewer than ten workers."""

    month: date
    hourly_gross: Decimal
    weekly_hours: Decimal
    overtime_hours: Decimal
    sunday_or_holiday_hours: Decimal
    bonus: Decimal
    employer_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class BelgianPay:
    """Euros. Net of withholding tax is left out: the tables of 2026 are not confirmed."""

    base_salary: Decimal
    overtime: Decimal
    sunday_premium: Decimal
    gross: Decimal
    onss_base: Decimal
    onss: Decimal
    taxable: Decimal
    employer_charge: Decimal
    total_cost: Decimal


def compute(month: BelgianMonth, table: Table = BELGIUM) -> BelgianPay:
    """Raises MissingParameter when the table has no row for the month."""

    def row(name: str) -> Decimal:
        return table.value(name, month.month)

    hourly = month.hourly_gross
    base = _cents(hourly * month.weekly_hours * 52 / 12)
    overtime = _cents(hourly * month.overtime_hours * (1 + row("overtime_premium")))
    sunday = _cents(hourly * month.sunday_or_holiday_hours * row("sunday_premium"))
    gross = base + overtime + sunday + _cents(month.bonus)
    taken = charges(gross, month.month, month.employer_rate, table)
    return BelgianPay(
        base,
        overtime,
        sunday,
        gross,
        taken.onss_base,
        taken.onss,
        gross - taken.onss,
        taken.employer_charge,
        gross + taken.employer_charge,
    )


@dataclass(frozen=True, slots=True)
class Charges:
    """What a gross of manual work gives to social security; euros, `employer_rate` per unit."""

    onss_base: Decimal
    onss: Decimal
    employer_rate: Decimal
    employer_charge: Decimal


def charges(
    gross: Decimal, month: date, employer_rate: Decimal | None = None, table: Table = BELGIUM
) -> Charges:
    """`employer_rate` None: that of fewer than ten workers. Raises MissingParameter."""
    onss_base = _cents(gross * table.value("onss_manual_factor", month))
    onss = _cents(onss_base * table.value("onss_employee", month))
    rate = table.value("employer_charge_below_10", month) if employer_rate is None else employer_rate
    return Charges(onss_base, onss, rate, _cents(gross * rate))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
