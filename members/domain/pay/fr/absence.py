"""Pay while away: paid leave (tenth against maintained salary) and the health insurance's daily allowance."""

from decimal import ROUND_HALF_UP, Decimal

from members.domain.pay.fr.reduction import CENT

WORKING_DAYS_A_MONTH = 26
LEAVE_A_YEAR = 30
DAYS_OF_THREE_MONTHS = Decimal("91.25")
SICK_PAY_CEILING_IN_SMIC = Decimal("1.4")
MONTHLY_HOURS = Decimal(35) * 52 / 12


def leave_pay(
    *,
    reference_gross: Decimal,
    monthly_gross: Decimal,
    taken: Decimal,
    acquired: Decimal = Decimal(LEAVE_A_YEAR),
) -> Decimal:
    """Euros for `taken` working days of leave, by whichever rule gives more (Code du travail L3141-24).

    A tenth of the reference period's gross in proportion to the days acquired, or the salary as if at work.
    """
    tenth = reference_gross / 10 * taken / acquired
    maintained = monthly_gross * taken / WORKING_DAYS_A_MONTH
    return max(tenth, maintained).quantize(CENT, ROUND_HALF_UP)


def daily_allowance(three_months_gross: tuple[Decimal, Decimal, Decimal], *, smic_hourly: Decimal) -> Decimal:
    """The IJSS a day, euros before CSG: half the mean daily pay, each month up to 1.4 SMIC (CSS R323-4, R323-5).

    Paid after three waiting days (R323-1). Rounded down to the cent, as the health insurance does.
    """
    most = SICK_PAY_CEILING_IN_SMIC * smic_hourly * MONTHLY_HOURS
    daily = sum((min(gross, most) for gross in three_months_gross), Decimal(0)) / DAYS_OF_THREE_MONTHS
    return (daily / 2).quantize(CENT, "ROUND_DOWN")
