"""Whom each French contribution is owed to (PCG 431, 4372, 4373) and which charge it is (645x, 633x)."""

from cooperatives.domain.charts import Role
from members.domain.pay.booking import Fund

URSSAF = Fund(Role.SOCIAL_SECURITY, Role.SOCIAL_SECURITY_CHARGE)
PENSION = Fund(Role.PENSION_FUND, Role.PENSION_CHARGE)
HEALTH = Fund(Role.HEALTH_FUND, Role.HEALTH_PLAN_CHARGE)

FUNDS = {
    **dict.fromkeys(
        (
            "maladie",
            "atmp",
            "vieillesse_plafonnee",
            "vieillesse_deplafonnee",
            "famille",
            "chomage",
            "ags",
            "fnal",
            "csa",
            "dialogue_social",
            "forfait_social",
            "csg_deductible",
            "csg_crds",
            "csg_overtime",
            "reduction_hs",
            "reduction_hc",
            "deduction_hs",
            "reduction_generale",
        ),
        URSSAF,
    ),
    **dict.fromkeys(("retraite_compl", "ceg", "cet"), PENSION),
    **dict.fromkeys(("sante", "prevoyance"), HEALTH),
    "formation": Fund(Role.SOCIAL_SECURITY, Role.TRAINING_LEVY),
    "taxe_apprentissage": Fund(Role.SOCIAL_SECURITY, Role.APPRENTICESHIP_LEVY),
    "peec": Fund(Role.SOCIAL_SECURITY, Role.HOUSING_LEVY),
    "versement_mobilite": Fund(Role.SOCIAL_SECURITY, Role.MOBILITY_LEVY),
}
