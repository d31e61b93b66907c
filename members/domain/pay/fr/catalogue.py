"""What each line of a French payslip is: label, group of the legal model, formula in words, articles.

Built only when a page asks, so that computing stays lean.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from members.domain.pay.dated import MissingParameter, Table
from members.domain.pay.fr.payslip import Line, Payslip
from members.domain.pay.fr.table import FRANCE
from members.domain.pay.statement import Contribution

PLAIN = _("%(base)s × %(rate)s %%")
BANDS = _("%(base)s: %(rate)s %% up to the social security ceiling, a higher rate above it")
FIXED = _("%(base)s, as the contract with the insurer says")
REST = _("%(base)s × %(rate)s %%, and CRDS on pay that is free of tax; rounded together with deductible CSG")
HOURS = _("%(hours)s hours × %(rate)s an hour")
REDUCED = _("%(base)s × coefficient %(coefficient)s, over the year so far")


@dataclass(frozen=True, slots=True)
class Entry:
    """`employee` and `employer` are keys of lines; `rows` names the table's rows whose sources apply."""

    code: str
    group: str
    label: str
    employee: str | None
    employer: str | None
    rows: tuple[str, ...]
    formula: str = PLAIN
    source: str = ""


HEALTH, ACCIDENTS, PENSION = _("Health"), _("Work accidents"), _("Pension")
FAMILY, UNEMPLOYMENT, OTHER = (
    _("Family"),
    _("Unemployment insurance"),
    _("Other contributions of the employer"),
)
CSG, SPARED = _("CSG and CRDS"), _("Reductions of contributions")

ENTRIES = (
    Entry(
        "maladie", HEALTH, _("Health insurance"), None, "maladie_pat", ("maladie_pat", "maladie_pat_reduced")
    ),
    Entry(
        "sante",
        HEALTH,
        _("Supplementary health plan"),
        "sante_sal",
        "sante_pat",
        (),
        FIXED,
        "CSS L911-7, D911-1",
    ),
    Entry(
        "prevoyance",
        HEALTH,
        _("Provident insurance of the branch"),
        "prevoyance_sal",
        "prevoyance_pat",
        (),
        source="Convention collective (CARCEPT)",
    ),
    Entry(
        "atmp", ACCIDENTS, _("Work accidents"), None, "atmp", (), source="CSS L241-5; taux notifié (Carsat)"
    ),
    Entry(
        "vieillesse_plafonnee",
        PENSION,
        _("Old age, up to the ceiling"),
        "vieillesse_plafonnee_sal",
        "vieillesse_plafonnee_pat",
        ("vieillesse_plafonnee_sal", "pss_monthly"),
    ),
    Entry(
        "vieillesse_deplafonnee",
        PENSION,
        _("Old age, on all pay"),
        "vieillesse_deplafonnee_sal",
        "vieillesse_deplafonnee_pat",
        ("vieillesse_deplafonnee_sal", "vieillesse_deplafonnee_pat"),
    ),
    Entry(
        "retraite_compl",
        PENSION,
        _("Complementary pension"),
        "retraite_compl_sal",
        "retraite_compl_pat",
        ("retraite_t1_sal", "pss_monthly"),
        BANDS,
    ),
    Entry(
        "ceg", PENSION, _("General balance (CEG)"), "ceg_sal", "ceg_pat", ("ceg_t1_sal", "pss_monthly"), BANDS
    ),
    Entry("cet", PENSION, _("Technical balance (CET)"), "cet_sal", "cet_pat", ("cet_sal",)),
    Entry(
        "famille", FAMILY, _("Family"), None, "allocations_familiales", ("famille_pat", "famille_pat_reduced")
    ),
    Entry("chomage", UNEMPLOYMENT, _("Unemployment insurance"), None, "chomage", ("chomage",)),
    Entry("ags", UNEMPLOYMENT, _("Wage guarantee (AGS)"), None, "ags", ("ags",)),
    Entry("fnal", OTHER, _("Housing aid (FNAL)"), None, "fnal", ("fnal_below_50", "fnal_from_50")),
    Entry("csa", OTHER, _("Solidarity and autonomy (CSA)"), None, "csa", ("csa",)),
    Entry("dialogue_social", OTHER, _("Social dialogue"), None, "dialogue_social", ("dialogue_social",)),
    Entry(
        "formation",
        OTHER,
        _("Vocational training"),
        None,
        "formation",
        ("formation_below_11", "formation_from_11"),
    ),
    Entry(
        "taxe_apprentissage",
        OTHER,
        _("Apprenticeship tax"),
        None,
        "taxe_apprentissage",
        ("apprentissage_principal", "apprentissage_solde", "apprentissage_extra_below_1"),
    ),
    Entry("peec", OTHER, _("Building effort (PEEC)"), None, "peec", ("peec_from_50",)),
    Entry(
        "versement_mobilite",
        OTHER,
        _("Mobility contribution"),
        None,
        "versement_mobilite",
        (),
        source="CGCT L2333-64; taux de la commune",
    ),
    Entry(
        "forfait_social", OTHER, _("Social levy on insurance"), None, "forfait_social", ("forfait_social",)
    ),
    Entry("csg_deductible", CSG, _("CSG, deductible"), "csg_deductible", None, ("csg_deductible",)),
    Entry(
        "csg_crds",
        CSG,
        _("CSG and CRDS, not deductible"),
        "csg_crds_non_deductible",
        None,
        ("csg_non_deductible", "crds"),
        REST,
    ),
    Entry(
        "csg_overtime",
        CSG,
        _("CSG on hours free of tax"),
        "csg_crds_hs_exonerees",
        None,
        ("csg_deductible", "overtime_tax_free_yearly"),
    ),
    Entry(
        "reduction_hs",
        SPARED,
        _("Reduction on overtime"),
        "reduction_salariale_hs",
        None,
        ("overtime_reduction_cap",),
    ),
    Entry(
        "reduction_hc",
        SPARED,
        _("Reduction on complementary hours"),
        "reduction_salariale_hc",
        None,
        ("overtime_reduction_cap",),
    ),
    Entry(
        "deduction_hs",
        SPARED,
        _("Employer's deduction for overtime"),
        None,
        "deduction_forfaitaire_hs",
        ("overtime_deduction_below_20", "overtime_deduction_20_to_249"),
        HOURS,
    ),
    Entry(
        "reduction_generale",
        SPARED,
        _("General reduction on low pay"),
        None,
        "reduction_generale",
        ("rg_t_below_50", "rgdu_t_min", "reduction_smic_hourly"),
        REDUCED,
    ),
)


def explained(slip: Payslip, table: Table = FRANCE) -> Iterator[Contribution]:
    """The lines of `slip` that are not empty, in the order of the legal model."""
    ours = slip.employee | slip.employee_reductions
    theirs = slip.employer | slip.employer_reductions
    for entry in ENTRIES:
        employee = ours.get(entry.employee or "")
        employer = theirs.get(entry.employer or "")
        shown = next((line for line in (employee, employer) if line and line.amount), None)
        if shown is None:
            continue
        sign = -1 if entry.group == SPARED else 1
        has_rate = entry.formula not in (FIXED, HOURS)
        yield Contribution(
            code=entry.code,
            group=entry.group,
            label=Sentence(entry.label),
            base_cents=_whole(shown.base * 100) if has_rate else None,
            employee_rate=_percent(employee) if has_rate else None,
            employer_rate=_percent(employer) if has_rate else None,
            employee_cents=_signed(employee, sign),
            employer_cents=_signed(employer, sign),
            formula=_formula(entry, shown),
            sources=_sources(entry, slip, table),
        )


def _whole(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _signed(line: Line | None, sign: int) -> int | None:
    return None if line is None else sign * int(line.amount * 100)


def _percent(line: Line | None) -> str | None:
    return None if line is None else f"{(line.rate * 100).normalize():f}"


def _formula(entry: Entry, line: Line) -> Sentence:
    euros = Money(_whole(line.base * 100), "EUR")
    if entry.formula == FIXED:
        return Sentence(FIXED, {"base": euros})
    if entry.formula == HOURS:
        return Sentence(HOURS, {"hours": str(line.base), "rate": Money(_whole(line.rate * 100), "EUR")})
    if entry.formula == REDUCED:
        return Sentence(REDUCED, {"base": euros, "coefficient": str(line.rate)})
    return Sentence(entry.formula, {"base": euros, "rate": _percent(line) or ""})


def _sources(entry: Entry, slip: Payslip, table: Table) -> tuple[str, ...]:
    found = [entry.source] if entry.source else []
    for name in entry.rows:
        try:
            found.append(table.row(name, slip.month).source)
        except MissingParameter:  # a rule of another year
            continue
    return tuple(dict.fromkeys(found))
