"""The French payslip as figures: lines by key, and totals that are the sums of rounded lines."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Line(NamedTuple):
    """`amount` = `base` × `rate`, half up to the cent; euros. What it means is in `catalogue`."""

    base: Decimal
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Pay:
    """What the month is paid before anything is taken off; euros, each rounded to the cent."""

    hourly: Decimal
    base_salary: Decimal
    overtime: Decimal
    complementary: Decimal
    bonus: Decimal

    @property
    def gross(self) -> Decimal:
        return self.base_salary + self.overtime + self.complementary + self.bonus


@dataclass(frozen=True, slots=True)
class Payslip:
    """Reductions stand among the lines as positive amounts; the totals take them off. Euros.

    `smic` is the month's SMIC amount of the reduction and `tax_free_overtime` what was exempt, to be carried into
    the next month's `YearSoFar`.
    """

    month: date
    pay: Pay
    employee: dict[str, Line]
    employee_reductions: dict[str, Line]
    employer: dict[str, Line]
    employer_reductions: dict[str, Line]
    csg_base: Decimal
    coefficient: Decimal
    smic: Decimal
    tax_free_overtime: Decimal
    employee_contributions: Decimal
    net_before_tax: Decimal
    taxable_net: Decimal
    net_social: Decimal
    employer_contributions: Decimal
    withholding: Line

    @property
    def gross(self) -> Decimal:
        return self.pay.gross

    @property
    def total_cost(self) -> Decimal:
        return self.gross + self.employer_contributions

    @property
    def net_paid(self) -> Decimal:
        return self.net_before_tax - self.withholding.amount

    @property
    def reduction(self) -> Decimal:
        return self.employer_reductions["reduction_generale"].amount
