"""France: every number the formulas use, dated and with its legal source.

Rates are per unit (0.0690 is 6.90 %), amounts are euros. Rows that a law sets year by year end with the year, so
that the next January is refused until somebody has read the new texts. Not here, because they differ from co-op to
co-op: AT/MP rate, versement mobilité, health plan, prévoyance of the branch, headcount, pay grid.
"""

from datetime import date
from decimal import Decimal

from members.domain.pay.dated import Row, Table

READ_ON = date(2026, 11, 23)
START = date(2025, 1, 1)
MAY_25, YEAR_26, JUNE_26 = date(2025, 5, 1), date(2026, 1, 1), date(2026, 6, 1)
END_APRIL_25, END_25, END_MAY_26, END_26 = (
    date(2025, 4, 30),
    date(2025, 12, 31),
    date(2026, 5, 31),
    date(2026, 12, 31),
)


def _row(
    name: str, value: str, source: str, since: date = START, until: date | None = END_26, doubt: str = ""
) -> Row:
    return Row(name, Decimal(value), since, until, source, READ_ON, doubt)


SMIC_AND_CEILING = (
    _row("smic_hourly", "11.88", "Décret 2024-951", START, END_25),
    _row("smic_hourly", "12.02", "Décret 2025-1228 du 17/12/2025", YEAR_26, END_MAY_26),
    _row("smic_hourly", "12.31", "Relèvement du SMIC au 1er juin 2026", JUNE_26),
    _row("reduction_smic_hourly", "11.88", "CSS D241-7", START, END_25),
    _row("reduction_smic_hourly", "12.02", "CSS D241-7, décret 2026-509 du 12/06/2026 (SMIC gelé)", YEAR_26),
    _row("pss_monthly", "3925", "Arrêté du 19/12/2024", START, END_25),
    _row("pss_monthly", "4005", "Arrêté du 22/12/2025", YEAR_26),
)

EMPLOYEE_RATES = (
    _row("vieillesse_plafonnee_sal", "0.0690", "CSS D242-4"),
    _row("vieillesse_deplafonnee_sal", "0.0040", "CSS D242-4"),
    _row("retraite_t1_sal", "0.0315", "ANI Agirc-Arrco 17/11/2017, art. 38"),
    _row("retraite_t2_sal", "0.0864", "ANI Agirc-Arrco 17/11/2017, art. 38"),
    _row("ceg_t1_sal", "0.0086", "ANI Agirc-Arrco 17/11/2017, art. 40"),
    _row("ceg_t2_sal", "0.0108", "ANI Agirc-Arrco 17/11/2017, art. 40"),
    _row("cet_sal", "0.0014", "ANI Agirc-Arrco 17/11/2017, art. 41"),
    _row("csg_deductible", "0.068", "CSS L136-8, CGI 154 quinquies"),
    _row("csg_non_deductible", "0.024", "CSS L136-8, CGI 154 quinquies"),
    _row("crds", "0.005", "Ordonnance 96-50, art. 14 et 19"),
    _row("csg_share_of_pay", "0.9825", "CSS L136-2 (abattement de 1,75 % jusqu'à 4 PSS)"),
    _row("overtime_reduction_cap", "0.1131", "CSS L241-17, D241-21"),
    _row("overtime_tax_free_yearly", "7500", "CGI 81 quater"),
)

EMPLOYER_RATES = (
    _row("maladie_pat", "0.13", "CSS D242-3"),
    _row("maladie_pat_reduced", "0.07", "CSS L241-2-1, D241-3-1", START, END_25),
    _row("maladie_reduced_below_smic", "2.25", "CSS L241-2-1 (SMIC du 01/01/2025)", START, END_25),
    _row("maladie_pat_reduced", "0.13", "LFSS 2025, art. 18: taux réduit supprimé", YEAR_26),
    _row("maladie_reduced_below_smic", "0", "LFSS 2025, art. 18: taux réduit supprimé", YEAR_26),
    _row("famille_pat", "0.0525", "CSS D241-3-2"),
    _row("famille_pat_reduced", "0.0345", "CSS L241-6-1, D241-3-2", START, END_25),
    _row("famille_reduced_below_smic", "3.3", "CSS L241-6-1 (SMIC du 01/01/2025)", START, END_25),
    _row("famille_pat_reduced", "0.0525", "LFSS 2025, art. 18: taux réduit supprimé", YEAR_26),
    _row("famille_reduced_below_smic", "0", "LFSS 2025, art. 18: taux réduit supprimé", YEAR_26),
    _row("vieillesse_plafonnee_pat", "0.0855", "CSS D242-4"),
    _row("vieillesse_deplafonnee_pat", "0.0202", "CSS D242-4", START, END_25),
    _row("vieillesse_deplafonnee_pat", "0.0211", "CSS D242-4, décret 2025-1446", YEAR_26),
    _row("chomage", "0.0405", "Règlement d'assurance chômage, art. 50", START, END_APRIL_25),
    _row("chomage", "0.0400", "Convention du 15/11/2024: fin de la contribution exceptionnelle", MAY_25),
    _row("ags", "0.0025", "Code du travail L3253-18; décision AGS du 24/06/2024"),
    _row("retraite_t1_pat", "0.0472", "ANI Agirc-Arrco 17/11/2017, art. 38"),
    _row("retraite_t2_pat", "0.1295", "ANI Agirc-Arrco 17/11/2017, art. 38"),
    _row("ceg_t1_pat", "0.0129", "ANI Agirc-Arrco 17/11/2017, art. 40"),
    _row("ceg_t2_pat", "0.0162", "ANI Agirc-Arrco 17/11/2017, art. 40"),
    _row("cet_pat", "0.0021", "ANI Agirc-Arrco 17/11/2017, art. 41"),
    _row("csa", "0.0030", "CASF L14-10-4"),
    _row("dialogue_social", "0.00016", "Code du travail L2135-10, D2135-34"),
    _row("forfait_social", "0.08", "CSS L137-15, L137-16"),
)

RATES_BY_HEADCOUNT = (
    _row("fnal_below_50", "0.0010", "CSS L834-1; CCH L813-5"),
    _row("fnal_from_50", "0.0050", "CSS L834-1; CCH L813-5"),
    _row("formation_below_11", "0.0055", "Code du travail L6331-1"),
    _row("formation_from_11", "0.0100", "Code du travail L6331-3"),
    _row("apprentissage_principal", "0.0059", "Code du travail L6241-1"),
    _row("apprentissage_solde", "0.0009", "Code du travail L6241-2"),
    _row("apprentissage_extra_below_1", "0.0040", "CGI 1609 quinvicies; Code du travail L6242-1"),
    _row("apprentissage_extra_below_1_from_2000", "0.0060", "CGI 1609 quinvicies; Code du travail L6242-1"),
    _row("apprentissage_extra_below_2", "0.0020", "CGI 1609 quinvicies; Code du travail L6242-1"),
    _row("apprentissage_extra_below_3", "0.0010", "CGI 1609 quinvicies; Code du travail L6242-1"),
    _row("apprentissage_extra_below_5", "0.0005", "CGI 1609 quinvicies; Code du travail L6242-1"),
    _row("peec_from_50", "0.0045", "CCH L313-1"),
    _row("overtime_deduction_below_20", "1.50", "CSS L241-18, D241-24"),
    _row(
        "overtime_deduction_20_to_249",
        "0.50",
        "CSS L241-18-1, D241-24; décret 2022-1506",
        START,
        END_25,
        doubt="URSSAF's model of 2025 grants nothing (décret 2025-318, art. 3); the BOSS does",
    ),
    _row("overtime_deduction_20_to_249", "0.50", "CSS L241-18-1; LFSS 2026", YEAR_26),
    _row("overtime_deduction_from_250", "0", "CSS L241-18-1 (moins de 250 salariés)", START, END_25),
    _row(
        "overtime_deduction_from_250", "0.50", "CSS L241-18-1; LFSS 2026 (sans plafond d'effectif)", YEAR_26
    ),
)

REDUCTION = (
    _row("rg_t_below_50", "0.3194", "CSS D241-7 (réduction générale 2025)", START, END_APRIL_25),
    _row("rg_t_below_50", "0.3193", "CSS D241-7 (réduction générale, 01/05/2025)", MAY_25, END_25),
    _row("rg_t_from_50", "0.3234", "CSS D241-7 (réduction générale 2025)", START, END_APRIL_25),
    _row("rg_t_from_50", "0.3233", "CSS D241-7 (réduction générale, 01/05/2025)", MAY_25, END_25),
    _row("rg_exit_smic", "1.6", "CSS L241-13, D241-7", START, END_25),
    _row("rgdu_t_min", "0.0200", "CSS D241-7, décrets 2025-887 et 2025-1446", YEAR_26),
    _row("rgdu_t_delta_below_50", "0.3781", "CSS D241-7, décrets 2025-887 et 2025-1446", YEAR_26),
    _row("rgdu_t_delta_from_50", "0.3821", "CSS D241-7, décrets 2025-887 et 2025-1446", YEAR_26),
    _row("rgdu_power", "1.75", "CSS D241-7, décrets 2025-887 et 2025-1446", YEAR_26),
    _row("rgdu_exit_smic", "3", "CSS L241-13, D241-7", YEAR_26),
    _row(
        "reduction_pension_rate",
        "0.0601",
        "CSS L241-13, D241-7 (part Agirc-Arrco)",
        doubt="the split of 2026 is derived from the coefficient's parts; confirm in the BOSS",
    ),
)

WORKING_TIME = (
    _row("legal_weekly_hours", "35", "Code du travail L3121-27", until=None),
    _row("overtime_first_weekly_hours", "8", "Code du travail L3121-36", until=None),
    _row("overtime_first_premium", "0.25", "Code du travail L3121-36", until=None),
    _row("overtime_next_premium", "0.50", "Code du travail L3121-36", until=None),
    _row("complementary_first_share", "0.10", "Code du travail L3123-28, L3123-29", until=None),
    _row("complementary_first_premium", "0.10", "Code du travail L3123-29", until=None),
    _row("complementary_next_premium", "0.25", "Code du travail L3123-29", until=None),
)

EXTRAS = (
    _row(
        "tips_free_below_smic",
        "1.6",
        "Loi 2021-1900, art. 5; loi 2025-127, art. 7",
        START,
        END_25,
        doubt="its renewal for 2026 was not confirmed: from then on tips are taken for pay",
    ),
)

FRANCE = Table(
    SMIC_AND_CEILING
    + EMPLOYEE_RATES
    + EMPLOYER_RATES
    + RATES_BY_HEADCOUNT
    + REDUCTION
    + WORKING_TIME
    + EXTRAS
)
