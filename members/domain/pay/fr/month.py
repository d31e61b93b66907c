"""What the French engine is told about one person's month: contract, hours, employer, and the year so far."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO, ONE = Decimal(0), Decimal(1)
WEEKS_PER_MONTH = Decimal(52) / Decimal(12)


@dataclass(frozen=True, slots=True)
class Employer:
    """What differs from one co-op to the next. Rates per unit; `conventional_hourly` in euros (IDCC 16's grid).

    `apprentices_share` is the share of work-study contracts, which lowers the extra apprenticeship tax from 250 on.
    `prevoyance_*` are the rates of the branch's provident fund (CARCEPT) on the gross.
    """

    headcount: int
    atmp_rate: Decimal
    versement_mobilite_rate: Decimal = ZERO
    conventional_hourly: Decimal = ZERO
    apprentices_share: Decimal = ZERO
    prevoyance_employee_rate: Decimal = ZERO
    prevoyance_employer_rate: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """What earlier months of the year came to, for the yearly regularisation; euros.

    `smic` is the sum of the months' SMIC amounts of the reduction, `reduction` what was applied of it. In 2025 a
    new coefficient began in May: count from there on.
    """

    gross: Decimal = ZERO
    smic: Decimal = ZERO
    reduction: Decimal = ZERO
    tax_free_overtime: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class PayMonth:
    """One month of one person; hours and euros.

    `paid_share` is the salary due over that of a full month (absence, entry or exit in mid-month); `due_share` counts
    what the employer keeps up during sickness too, and scales the SMIC of the reduction (CSS D241-7; None: the same).
    `employed_share` is the calendar days under contract over those of the month: it scales the ceiling (CSS R242-2).
    `withholding_rate`
    None means the neutral grid. `so_far` None: no earlier month is known, and nothing is regularised.
    """

    month: date
    hourly_gross: Decimal
    employer: Employer
    weekly_hours: Decimal = Decimal(35)
    overtime_25_hours: Decimal = ZERO
    overtime_50_hours: Decimal = ZERO
    complementary_10_hours: Decimal = ZERO
    complementary_25_hours: Decimal = ZERO
    bonus: Decimal = ZERO
    health_employee: Decimal = ZERO
    health_employer: Decimal = ZERO
    paid_share: Decimal = ONE
    due_share: Decimal | None = None
    employed_share: Decimal = ONE
    withholding_rate: Decimal | None = None
    so_far: YearSoFar | None = field(default=None)

    @property
    def contract_hours(self) -> Decimal:
        """A full month's hours under the contract: the week's × 52/12."""
        return self.weekly_hours * WEEKS_PER_MONTH

    @property
    def overtime_hours(self) -> Decimal:
        return self.overtime_25_hours + self.overtime_50_hours

    @property
    def complementary_hours(self) -> Decimal:
        return self.complementary_10_hours + self.complementary_25_hours
