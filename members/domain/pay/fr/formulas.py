"""The French payslip of one month, by the law: every line half up to the cent, totals their sums.

What is collected as one is rounded as one, and its last line takes the rest: CSG and CRDS (9.7 %, CTP 260) and
the employee's Agirc-Arrco pension with its CEG ("complémentaire", 4.01 % of the first band). That is how the net
SMIC comes out at the figure the State publishes.
"""

from decimal import ROUND_HALF_UP, Decimal

from members.domain.pay.fr.month import ONE, ZERO, PayMonth, YearSoFar
from members.domain.pay.fr.payslip import Line, Pay, Payslip
from members.domain.pay.fr.reduction import CENT, reduction
from members.domain.pay.fr.rules import Rules, rules_for
from members.domain.pay.fr.withholding import neutral_rate

EURO = Decimal(1)


def compute(month: PayMonth, rules: Rules | None = None) -> Payslip:
    """The payslip of `month`. Raises MissingParameter when the table has no row for it."""
    if rules is None:
        rules = rules_for(month.month)
    pay = _pay(month, rules)
    gross = pay.gross
    ceiling = rules["pss_monthly"] * _ceiling_share(month, rules)
    first = min(gross, ceiling)
    second = min(gross, 8 * ceiling) - first
    due = month.paid_share if month.due_share is None else month.due_share
    smic_hours = month.contract_hours * due + month.overtime_hours + month.complementary_hours
    smic = rules["reduction_smic_hourly"] * smic_hours
    insured = month.health_employer + _cents(gross * month.employer.prevoyance_employer_rate)

    exempt = _tax_free_overtime(pay, month.so_far, rules)
    csg_base, exempt_base = _csg_bases(gross, exempt, insured, ceiling, rules)
    employee = _employee(month, rules, gross, first, second, csg_base, exempt_base)
    employee_reductions = _overtime_reductions(pay, employee, rules)
    employer = _employer(month, rules, gross, first, second, ceiling, smic, insured)
    share, spared = reduction(
        rules, smic=smic, gross=gross, headcount=month.employer.headcount, so_far=month.so_far
    )
    employer_reductions = {
        "deduction_forfaitaire_hs": _overtime_deduction(month, rules),
        "reduction_generale": Line(gross, share, spared),
    }

    taken = _total(employee) - _total(employee_reductions)
    net = gross - taken
    not_deductible = employee["csg_crds_non_deductible"].amount + employee["csg_crds_hs_exonerees"].amount
    taxable = net + not_deductible + month.health_employer - exempt
    rate = month.withholding_rate
    if rate is None:
        rate = neutral_rate(taxable, rules.first)
    withheld_on = max(ZERO, taxable)
    return Payslip(
        month=rules.first,
        pay=pay,
        employee=employee,
        employee_reductions=employee_reductions,
        employer=employer,
        employer_reductions=employer_reductions,
        csg_base=_cents(csg_base),
        coefficient=share,
        smic=smic,
        tax_free_overtime=exempt,
        employee_contributions=taken,
        net_before_tax=net,
        taxable_net=taxable,
        net_social=net,
        employer_contributions=_total(employer) - _total(employer_reductions),
        withholding=_line(withheld_on, rate),
    )


def hourly_rate(month: PayMonth, rules: Rules) -> Decimal:
    """No hour below the SMIC or the branch's minimum, whatever the contract says (L3231-2, L2253-1); euros."""
    return max(month.hourly_gross, month.employer.conventional_hourly, rules["smic_hourly"])


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _line(base: Decimal, rate: Decimal) -> Line:
    return Line(base, rate, (base * rate).quantize(CENT, ROUND_HALF_UP))


def _total(lines: dict[str, Line]) -> Decimal:
    return sum((line.amount for line in lines.values()), ZERO)


def _pay(month: PayMonth, rules: Rules) -> Pay:
    hourly = hourly_rate(month, rules)
    overtime = complementary = ZERO
    if month.overtime_hours:
        overtime = hourly * (
            month.overtime_25_hours * (1 + rules["overtime_first_premium"])
            + month.overtime_50_hours * (1 + rules["overtime_next_premium"])
        )
    if month.complementary_hours:
        complementary = hourly * (
            month.complementary_10_hours * (1 + rules["complementary_first_premium"])
            + month.complementary_25_hours * (1 + rules["complementary_next_premium"])
        )
    return Pay(
        hourly,
        _cents(hourly * month.contract_hours * month.paid_share),
        _cents(overtime),
        _cents(complementary),
        _cents(month.bonus),
    )


def _ceiling_share(month: PayMonth, rules: Rules) -> Decimal:
    """The ceiling follows part-timers' hours, complementary ones included, and the days under contract."""
    legal = rules["legal_weekly_hours"]
    if month.weekly_hours >= legal:
        return month.employed_share
    full_month = legal * 52 / 12
    return min(ONE, (month.contract_hours + month.complementary_hours) / full_month) * month.employed_share


def _tax_free_overtime(pay: Pay, so_far: YearSoFar | None, rules: Rules) -> Decimal:
    """Overtime and complementary pay free of income tax: 7,500 € net a year, CSG that is deductible taken back in.

    Without the year's earlier months each month has a twelfth of the ceiling, so that twelve never exceed it.
    """
    extra = pay.overtime + pay.complementary
    if not extra:
        return ZERO
    yearly = rules["overtime_tax_free_yearly"] / (1 - rules["csg_share_of_pay"] * rules["csg_deductible"])
    left = yearly / 12 if so_far is None else max(ZERO, yearly - so_far.tax_free_overtime)
    return _cents(min(extra, left))


def _csg_bases(
    gross: Decimal, exempt: Decimal, insured: Decimal, ceiling: Decimal, rules: Rules
) -> tuple[Decimal, Decimal]:
    """What CSG/CRDS is taken on: taxed pay, and pay free of income tax, where no CSG is deductible.

    Exempt pay is split off in whole euros, the way amounts are declared to the tax office; the sum of CSG and CRDS
    does not depend on it.
    """
    share = rules["csg_share_of_pay"]
    abated = min(gross, 4 * ceiling)
    exempt_base = exempt.quantize(EURO, ROUND_HALF_UP) * share if exempt else ZERO
    return abated * share + (gross - abated) + insured - exempt_base, exempt_base


def _employee(
    month: PayMonth,
    rules: Rules,
    gross: Decimal,
    first: Decimal,
    second: Decimal,
    csg_base: Decimal,
    exempt_base: Decimal,
) -> dict[str, Line]:
    not_deductible = rules["csg_non_deductible"] + rules["crds"]
    all_csg = rules["csg_deductible"] + not_deductible
    deductible = _line(csg_base, rules["csg_deductible"])
    of_exempt = _line(exempt_base, rules["csg_deductible"] + rules["csg_non_deductible"])
    csg_crds = _cents((csg_base + exempt_base) * all_csg)
    pension = _two_bands(first, second, rules, "retraite", "sal")
    ceg = first * rules["ceg_t1_sal"] + second * rules["ceg_t2_sal"]
    agirc_arrco = _cents(first * rules["retraite_t1_sal"] + second * rules["retraite_t2_sal"] + ceg)
    lines = {
        "vieillesse_plafonnee_sal": _line(first, rules["vieillesse_plafonnee_sal"]),
        "vieillesse_deplafonnee_sal": _line(gross, rules["vieillesse_deplafonnee_sal"]),
        "retraite_compl_sal": pension,
        "ceg_sal": Line(first + second, rules["ceg_t1_sal"], agirc_arrco - pension.amount),
        "cet_sal": _line(first + second if second else ZERO, rules["cet_sal"]),
        "sante_sal": Line(month.health_employee, ONE, month.health_employee),
        "csg_deductible": deductible,
        "csg_crds_non_deductible": Line(
            csg_base, not_deductible, csg_crds - deductible.amount - of_exempt.amount
        ),
        "csg_crds_hs_exonerees": of_exempt,
    }
    if month.employer.prevoyance_employee_rate:
        lines["prevoyance_sal"] = _line(gross, month.employer.prevoyance_employee_rate)
    return lines


def _two_bands(first: Decimal, second: Decimal, rules: Rules, name: str, side: str) -> Line:
    rate = rules[f"{name}_t1_{side}"]
    if not second:
        return _line(first, rate)
    amount = first * rate + second * rules[f"{name}_t2_{side}"]
    return Line(first + second, rate, _cents(amount))


PENSION_LINES = (
    "vieillesse_plafonnee_sal",
    "vieillesse_deplafonnee_sal",
    "retraite_compl_sal",
    "ceg_sal",
    "cet_sal",
)


def _overtime_reductions(pay: Pay, employee: dict[str, Line], rules: Rules) -> dict[str, Line]:
    """Extra hours are freed of pension contributions up to 11.31 % of their pay (CSS L241-17)."""
    if not (pay.overtime or pay.complementary):
        return {"reduction_salariale_hs": Line(ZERO, ZERO, ZERO)}
    borne = sum((employee[key].amount for key in PENSION_LINES), ZERO) / pay.gross
    rate = min(rules["overtime_reduction_cap"], borne)
    lines = {"reduction_salariale_hs": _line(pay.overtime, rate)}
    if pay.complementary:
        lines["reduction_salariale_hc"] = _line(pay.complementary, rate)
    return lines


def _employer(
    month: PayMonth,
    rules: Rules,
    gross: Decimal,
    first: Decimal,
    second: Decimal,
    ceiling: Decimal,
    smic: Decimal,
    insured: Decimal,
) -> dict[str, Line]:
    employer = month.employer
    size = employer.headcount
    insurable = min(gross, 4 * ceiling)
    lines = {
        "maladie_pat": _line(gross, _reduced_rate("maladie", rules, gross, smic)),
        "vieillesse_plafonnee_pat": _line(first, rules["vieillesse_plafonnee_pat"]),
        "vieillesse_deplafonnee_pat": _line(gross, rules["vieillesse_deplafonnee_pat"]),
        "allocations_familiales": _line(gross, _reduced_rate("famille", rules, gross, smic)),
        "atmp": _line(gross, employer.atmp_rate),
        "chomage": _line(insurable, rules["chomage"]),
        "ags": _line(insurable, rules["ags"]),
        "retraite_compl_pat": _two_bands(first, second, rules, "retraite", "pat"),
        "ceg_pat": _two_bands(first, second, rules, "ceg", "pat"),
        "cet_pat": _line(first + second if second else ZERO, rules["cet_pat"]),
        "fnal": _line(first, rules["fnal_below_50"]) if size < 50 else _line(gross, rules["fnal_from_50"]),
        "csa": _line(gross, rules["csa"]),
        "dialogue_social": _line(gross, rules["dialogue_social"]),
        "formation": _line(gross, rules["formation_below_11" if size < 11 else "formation_from_11"]),
        "taxe_apprentissage": _line(gross, _apprenticeship_rate(month, rules)),
        "peec": _line(gross, rules["peec_from_50"] if size >= 50 else ZERO),
        "versement_mobilite": _line(gross, employer.versement_mobilite_rate if size >= 11 else ZERO),
        "forfait_social": _line(insured, rules["forfait_social"] if size >= 11 else ZERO),
        "sante_pat": Line(month.health_employer, ONE, month.health_employer),
    }
    if employer.prevoyance_employer_rate:
        lines["prevoyance_pat"] = _line(gross, employer.prevoyance_employer_rate)
    return lines


def _reduced_rate(name: str, rules: Rules, gross: Decimal, smic: Decimal) -> Decimal:
    """Until the end of 2025 health and family cost less on pay below a number of SMIC."""
    is_low = gross <= rules[f"{name}_reduced_below_smic"] * smic
    return rules[f"{name}_pat_reduced" if is_low else f"{name}_pat"]


def _apprenticeship_rate(month: PayMonth, rules: Rules) -> Decimal:
    rate = rules["apprentissage_principal"] + rules["apprentissage_solde"]
    size, share = month.employer.headcount, month.employer.apprentices_share * 100
    if size < 250 or share >= 5:
        return rate
    if share < 1:
        return rate + rules["apprentissage_extra_below_1" + ("_from_2000" if size >= 2000 else "")]
    return rate + rules["apprentissage_extra_below_" + ("2" if share < 2 else "3" if share < 3 else "5")]


def _overtime_deduction(month: PayMonth, rules: Rules) -> Line:
    hours, size = month.overtime_hours, month.employer.headcount
    if not hours:
        return Line(ZERO, ZERO, ZERO)
    band = "below_20" if size < 20 else "20_to_249" if size < 250 else "from_250"
    return _line(hours, rules["overtime_deduction_" + band])
