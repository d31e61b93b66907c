"""What differs from one French employer to the next, and where each figure is read."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from coopplatform.kernel.text import _
from members.domain.pay.fr.month import Employer
from members.domain.pay.fr.reduction import CENT
from members.domain.pay.setting import Setting

SETTINGS = (
    Setting("headcount", _("Employees (average of last year)"), "count", "1", "100000", None, "CSS L130-1"),
    Setting(
        "atmp_rate_pct", _("Work accidents, rate"), "percent", "0", "50", None, "Notification de la Carsat"
    ),
    Setting("versement_mobilite_pct", _("Mobility contribution"), "percent", "0", "5", "0", "CGCT L2333-64"),
    Setting(
        "health_plan_total",
        _("Health plan, a month and member"),
        "money",
        "0",
        "500",
        "0",
        "CSS L911-7; contrat de la mutuelle",
    ),
    Setting(
        "health_plan_employer_pct",
        _("Health plan, share of the co-op"),
        "percent",
        "50",
        "100",
        "50",
        "CSS L911-7 (50 % au moins)",
    ),
    Setting(
        "prevoyance_employee_pct",
        _("Provident insurance, from pay"),
        "percent",
        "0",
        "5",
        "0",
        "Convention collective (CARCEPT)",
    ),
    Setting(
        "prevoyance_employer_pct",
        _("Provident insurance, by the co-op"),
        "percent",
        "0",
        "5",
        "0",
        "Convention collective (CARCEPT)",
    ),
    Setting(
        "idcc16_sick_pay",
        _("Sick pay of the agreement applies (1) or the law's alone (0)"),
        "count",
        "0",
        "1",
        "0",
        "IDCC 16, annexe I, maladie",
    ),
    Setting(
        "apprentices_pct",
        _("Work-study contracts, share of the staff"),
        "percent",
        "0",
        "100",
        "0",
        "Code du travail L6242-1",
    ),
)


def employer_of(number: Mapping[str, Decimal], *, conventional_hourly: Decimal) -> Employer:
    return Employer(
        headcount=int(number["headcount"]),
        atmp_rate=number["atmp_rate_pct"] / 100,
        versement_mobilite_rate=number["versement_mobilite_pct"] / 100,
        conventional_hourly=conventional_hourly,
        apprentices_share=number["apprentices_pct"] / 100,
        prevoyance_employee_rate=number["prevoyance_employee_pct"] / 100,
        prevoyance_employer_rate=number["prevoyance_employer_pct"] / 100,
    )


def health_plan(number: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """What the employee and the employer pay a month, euros."""
    total = number["health_plan_total"].quantize(CENT, ROUND_HALF_UP)
    employer = (total * number["health_plan_employer_pct"] / 100).quantize(CENT, ROUND_HALF_UP)
    return total - employer, employer
