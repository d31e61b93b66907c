"""The reduction of employer contributions on low pay: réduction générale (2025), RGDU (from 2026). CSS D241-7."""

from decimal import ROUND_HALF_UP, Decimal

from members.domain.pay.fr.month import ZERO, YearSoFar
from members.domain.pay.fr.payslip import Payslip
from members.domain.pay.fr.rules import Rules, rules_for

CENT = Decimal("0.01")
FOUR_DECIMALS = Decimal("0.0001")
RGDU_SINCE_YEAR = 2026


def coefficient(rules: Rules, *, smic: Decimal, gross: Decimal, headcount: int) -> Decimal:
    """The share of `gross` the employer is spared, four decimals. `smic` is that of the same hours, in euros."""
    if gross <= 0:
        return ZERO
    size = "below_50" if headcount < 50 else "from_50"
    if rules.first.year >= RGDU_SINCE_YEAR:
        return _rgdu(rules, smic / gross, size)
    most = rules["rg_t_" + size]
    exact = most / Decimal("0.6") * (rules["rg_exit_smic"] * smic / gross - 1)
    return max(ZERO, min(most, exact)).quantize(FOUR_DECIMALS, ROUND_HALF_UP)


def _rgdu(rules: Rules, ratio: Decimal, size: str) -> Decimal:
    excess = rules["rgdu_exit_smic"] * ratio - 1
    if excess <= 0:
        return ZERO
    least, span = rules["rgdu_t_min"], rules["rgdu_t_delta_" + size]
    if ratio >= 1:
        return least + span
    half = (excess / 2) ** rules["rgdu_power"]
    return min(least + span, least + span * half).quantize(FOUR_DECIMALS, ROUND_HALF_UP)


def reduction(
    rules: Rules, *, smic: Decimal, gross: Decimal, headcount: int, so_far: YearSoFar | None
) -> tuple[Decimal, Decimal]:
    """The coefficient and the month's reduction in euros.

    With `so_far`, the year's coefficient on the year's pay less what was already applied: a month of high pay takes
    back what earlier ones had too much, so one month may be negative, never the year.
    """
    before = so_far or YearSoFar()
    year_gross = before.gross + gross
    share = coefficient(rules, smic=before.smic + smic, gross=year_gross, headcount=headcount)
    return share, (share * year_gross).quantize(CENT, ROUND_HALF_UP) - before.reduction


def pension_part(slip: Payslip, headcount: int) -> Decimal:
    """What of the month's reduction spares Agirc-Arrco contributions, euros; the rest is the Urssaf's."""
    rules = rules_for(slip.month)
    size = "below_50" if headcount < 50 else "from_50"
    if slip.month.year >= RGDU_SINCE_YEAR:
        most = rules["rgdu_t_min"] + rules["rgdu_t_delta_" + size]
    else:
        most = rules["rg_t_" + size]
    return (slip.reduction * rules["reduction_pension_rate"] / most).quantize(CENT, ROUND_HALF_UP)
