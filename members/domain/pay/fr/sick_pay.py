"""What the employer adds to the health insurance's daily allowance in a month, as a line of pay."""

from collections.abc import Iterator
from decimal import Decimal

from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from members.domain.absence import AbsenceKind
from members.domain.pay.fr.absence import daily_allowance
from members.domain.pay.fr.month import PayMonth
from members.domain.pay.fr.rules import Rules
from members.domain.pay.fr.worked import cents
from members.domain.pay.statement import Item
from members.domain.pay.work_month import WorkMonth
from members.domain.sickness import AGREEMENTS, top_up

IDCC_16 = "idcc16_workers"
SICK = (AbsenceKind.SICKNESS, AbsenceKind.WORK_ACCIDENT)
MONTHS_OF_ALLOWANCE = 3


def sick_pay(
    month: WorkMonth, told: PayMonth, hourly: Decimal, rules: Rules, *, agreement: str = ""
) -> Iterator[Item]:
    """One line for each sick absence that gives something; days by day it is in `members.domain.sickness`.

    Months before that nobody knows count as a full salary. `agreement` is a key of `AGREEMENTS`.
    """
    assert not agreement or agreement in AGREEMENTS
    salary = hourly * told.contract_hours
    known = [Decimal(gross) / 100 for gross in month.months_before_cents[:MONTHS_OF_ALLOWANCE]]
    first, second, third = (*known, *[salary] * MONTHS_OF_ALLOWANCE)[:MONTHS_OF_ALLOWANCE]
    allowance = daily_allowance((first, second, third), smic_hourly=rules["smic_hourly"])
    sick = [absence for absence in month.absences if absence.kind in SICK]
    for absence in sick:
        if absence.last < month.month or absence.first > month.last:
            continue
        added = top_up(
            absence=absence,
            month=month.month,
            hired_on=month.hired_on or month.terms[0].first,
            monthly_gross=salary,
            allowance=allowance,
            earlier=[other for other in sick if other.last < absence.first],
            agreement=agreement,
        )
        if added.total:
            yield Item(
                "sick_pay",
                Sentence(_("Pay kept up during sickness")),
                cents(added.total),
                Sentence(
                    _("%(days)s days from %(first)s, less the daily allowance of %(allowance)s"),
                    {
                        "days": sum(day.top_up > 0 for day in added.days),
                        "first": f"{absence.first:%d/%m/%Y}",
                        "allowance": Money(cents(allowance), "EUR"),
                    },
                ),
                ("Code du travail L1226-1, D1226-1", "CSS L323-4, R323-4"),
            )
