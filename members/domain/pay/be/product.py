"""A person's Belgian month as far as it is sure: hours paid as worked, ONSS on 108 % of them, the employer's charge."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cooperatives.domain.charts import Role
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from members.domain.pay.be.formulas import charges
from members.domain.pay.be.table import BELGIUM
from members.domain.pay.booking import Fund
from members.domain.pay.hourly import net_items, worked_pay
from members.domain.pay.parameters import parameters_for
from members.domain.pay.setting import Setting, settings_in
from members.domain.pay.statement import Contribution, Statement
from members.domain.pay.work_month import WorkMonth

__all__ = ["FUNDS", "IS_MONTHLY", "SETTINGS", "pay"]

IS_MONTHLY = False
FUNDS = {
    "onss": Fund(Role.SOCIAL_SECURITY, Role.SOCIAL_SECURITY_CHARGE),
    "onss_employer": Fund(Role.SOCIAL_SECURITY, Role.SOCIAL_SECURITY_CHARGE),
}
SETTINGS = (
    Setting("headcount", _("Employees (average of last year)"), "count", "1", "100000", None, "ONSS"),
    Setting(
        "employer_rate_pct",
        _("Employer's charge on the gross, from ten workers on"),
        "percent",
        "0",
        "100",
        "0",
        "Secrétariat social",
    ),
)
LEFT_OUT = _(
    "Not in it: withholding tax and net pay, work bonus, the minimum of SCP 140.03. Holiday pay comes from the fund. "
    "A payroll professional must validate it."
)
BELOW = 10


def pay(month: WorkMonth, facts: Mapping[str, Any]) -> Statement:
    """Raises Invalid for settings that are missing, MissingParameter when the table has no row for the month."""
    number = settings_in(SETTINGS, facts)
    rate = None
    if number["headcount"] >= BELOW:
        if not number["employer_rate_pct"]:
            raise Invalid(
                "setting_missing",
                _("%(name)s is missing."),
                field="employer_rate_pct",
                name="employer_rate_pct",
            )
        rate = number["employer_rate_pct"] / 100
    draft, items = worked_pay(month, parameters_for(month.country, month.month, month.grid))
    gross = sum(item.cents for item in items)
    taken = charges(Decimal(gross) / 100, month.month, rate)
    onss = Contribution(
        "onss",
        _("Social security"),
        Sentence(_("ONSS")),
        int(taken.onss_base * 100),
        _percent(BELGIUM.value("onss_employee", month.month)),
        None,
        int(taken.onss * 100),
        None,
        Sentence(
            _("%(base)s × %(rate)s %%"),
            {
                "base": Money(int(taken.onss_base * 100), month.currency),
                "rate": _percent(BELGIUM.value("onss_employee", month.month)),
            },
        ),
        tuple(BELGIUM.row(name, month.month).source for name in ("onss_employee", "onss_manual_factor")),
    )
    employer = Contribution(
        "onss_employer",
        _("Social security"),
        Sentence(_("Employer's charge")),
        gross,
        None,
        _percent(taken.employer_rate),
        None,
        int(taken.employer_charge * 100),
        Sentence(
            _("%(base)s × %(rate)s %%"),
            {"base": Money(gross, month.currency), "rate": _percent(taken.employer_rate)},
        ),
        (
            BELGIUM.row("employer_charge_below_10", month.month).source
            if rate is None
            else "Secrétariat social",
        ),
    )
    return Statement(
        month.currency,
        draft.seconds,
        draft.seconds,
        items,
        Sentence(LEFT_OUT),
        contributions=(onss, employer),
        net_items=net_items(month),
    )


def _percent(rate: Decimal) -> str:
    return f"{(rate * 100).normalize():f}"
