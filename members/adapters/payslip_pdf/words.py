"""A payslip as the words and amounts that are printed, in one language; what law wants shown (R3243-1, R3243-2).

Whole in the platform's words: its headings are those of the legal model (arrêté du 25 février 2016), whatever words
the co-op speaks otherwise.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopplatform.web.formats import money, number
from coopplatform.web.wording import write
from coopplatform.web.words import lawful_in
from members.models import Contract, Payslip

SERVICE_PUBLIC = "www.service-public.fr"
KEEP = (
    "Dans votre intérêt et pour vous aider à faire valoir vos droits, "
    "conservez ce bulletin sans limitation de durée."
)


def words_of(slip: Payslip, *, locale: str, professional: str) -> dict[str, Any]:
    """Everything the layout prints, as text; amounts in the payslip's currency."""
    with lawful_in(locale):
        printed = _Printed(slip)
        return {
            "lang": locale,
            "title": _("Payslip") if professional else _("Payslip, projection"),
            "period": date_format(slip.run.month, "F Y").capitalize(),
            "stamp": ""
            if professional
            else _("Projection: no payroll professional has validated it yet. This is not a legal payslip."),
            "professional": _("Validated by %(name)s") % {"name": professional} if professional else "",
            "employer": printed.employer(),
            "employee": printed.employee(),
            "heads": {
                "pay": [_("Pay"), _("Hours"), _("Rate"), _("Amount")],
                "contributions": [
                    _("Contributions"),
                    _("Contribution base"),
                    _("Rate"),
                    _("Taken from pay"),
                    _("Paid by the co-op"),
                ],
            },
            "items": [printed.item(item) for item in slip.statement["items"]],
            "gross": [_("Gross"), printed.money(slip.gross_cents)],
            "groups": list(printed.groups()),
            "contributions_total": [
                _("Total of contributions"),
                printed.money(slip.employee_cents),
                printed.money(slip.employer_cents),
            ],
            "totals": list(printed.totals()),
            "foot": printed.foot(),
        }


class _Printed:
    def __init__(self, slip: Payslip) -> None:
        self.slip = slip
        self.facts: Mapping[str, Any] = slip.facts
        self.statement: Mapping[str, Any] = slip.statement

    def money(self, cents: int | None) -> str:
        return "" if cents is None else money(cents, self.slip.currency)

    def employer(self) -> list[str]:
        found = self.facts["employer"]
        labelled = (
            ("SIRET", found["registration_number"]),
            ("NAF", found["activity_code"]),
            (_("Collective agreement"), found["agreement"]),
            (_("Contributions paid to"), found["fund_address"]),
        )
        return [
            found["name"],
            *filter(None, [found["address"]]),
            *(f"{name} {value}" for name, value in labelled if value),
        ]

    def employee(self) -> list[str]:
        found = self.facts["employee"]
        kind = str(Contract.Kind(found["contract_kind"]).label)
        weekly = number(self.slip.weekly_minutes / 60, 2 if self.slip.weekly_minutes % 60 else 0)
        return [
            found["name"],
            *found["address"],
            ", ".join(part for part in (found["job_title"], found["grid_class"]) if part),
            _("Contract: %(kind)s, %(hours)s h a week") % {"kind": kind, "hours": weekly},
            _("Here since %(day)s") % {"day": _day(found["joined_on"])},
        ]

    def item(self, item: Mapping[str, Any]) -> dict[str, str]:
        rate = item["rate_cents"]
        return {
            "label": _percented(write(item["label"]), item),
            "hours": number(item["hours"], 2) if item["hours"] else "",
            "rate": self.money(rate) if rate else "",
            "amount": self.money(item["cents"]),
        }

    def groups(self) -> Iterable[dict[str, Any]]:
        """The headings of the legal model with their lines; neighbours of one group stand together."""
        for group, lines in groupby(self.statement["contributions"], key=lambda line: line["group"]):
            yield {"label": _(group), "lines": [self._contribution(line) for line in lines]}

    def _contribution(self, line: Mapping[str, Any]) -> dict[str, str]:
        rate = (
            line["employee_rate"] or line["employer_rate"]
            if line["employee_cents"]
            else line["employer_rate"]
        )
        return {
            "label": write(line["label"]),
            "base": self.money(line["base_cents"]),
            "rate": f"{number(rate, 2)} %" if rate else "",
            "employee": self.money(line["employee_cents"]) if line["employee_cents"] else "",
            "employer": self.money(line["employer_cents"]) if line["employer_cents"] else "",
        }

    def totals(self) -> Iterable[dict[str, Any]]:
        slip, statement = self.slip, self.statement
        if slip.net_before_tax_cents is None:
            yield self._total(_("Gross"), slip.gross_cents, strong=True)
            return
        yield self._total(_("Net social amount"), slip.net_social_cents)
        yield self._total(_("Net to be paid before income tax"), slip.net_before_tax_cents, strong=True)
        if withheld := statement["withholding"]:
            label = _("Income tax withheld: %(base)s × %(rate)s %%") % {
                "base": self.money(withheld["base_cents"]),
                "rate": number(withheld["rate"], 2),
            }
            yield self._total(
                f"{label} ({_('neutral rate') if withheld['is_neutral'] else _('personal rate')})",
                -withheld["cents"],
            )
        if statement["tax_free_cents"]:
            yield self._total(_("Of the gross, free of income tax"), statement["tax_free_cents"])
        yield self._total(_("Net taxable"), slip.taxable_cents)
        for item in statement["net_items"]:
            yield self._total(write(item["label"]), item["cents"])
        yield self._total(_("Net paid"), slip.net_paid_cents, strong=True)
        yield self._total(_("Paid by the co-op in all"), slip.cost_cents)

    def _total(self, label: str, cents: int | None, *, strong: bool = False) -> dict[str, Any]:
        return {"label": label, "amount": self.money(cents), "strong": strong}

    def foot(self) -> list[str]:
        leave = self.facts["leave"]
        lines = [_("Paid on %(day)s") % {"day": _day(self.facts["paid_on"])}]
        if leave:
            lines.append(
                _("Paid leave, working days: %(acquired)s acquired, %(taken)s taken, %(left)s left")
                % {name: number(leave[name], 1) for name in ("acquired", "taken", "left")}
            )
        lines.append(write(self.statement["left_out"]))
        if self.slip.currency == "EUR" and self.slip.net_before_tax_cents is not None:
            lines += [KEEP, _("What the lines mean: %(site)s") % {"site": SERVICE_PUBLIC}]
        return lines


def _percented(label: str, item: Mapping[str, Any]) -> str:
    percent = item["percent"]
    return f"{label}, {percent} %" if percent and percent != 100 else label


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")
