"""The ledger entry of a month's pay: what each person is owed, what each fund, and what it cost."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine
from coopplatform.kernel.text import Sentence, _


@dataclass(frozen=True, slots=True)
class Fund:
    """Whom a contribution is owed to, and the charge that the employer's part of it is."""

    owed: Role
    charge: Role


# Paid besides wages: what it is a charge of, or a claim it settles.
BESIDES = {
    "expenses": Role.TRAVEL_EXPENSES,
    "bike_km": Role.TRAVEL_EXPENSES,
    "tips": Role.TIPS,
    "advance": Role.STAFF_ADVANCES,
    "share_instalment": Role.SHARES_CALLED,
}


WORK_SHARE = "work_share"
"""An item of the gross that last year's surplus owes already: no charge of this year."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What of a payslip the books need; `auxiliary` is the person's code, `statement` as it is stored."""

    auxiliary: str
    gross_cents: int
    statement: Mapping[str, Any]


def pay_run_entry(
    *, pay_run_id: str, period: str, slips: Iterable[Booked], funds: Mapping[str, Fund]
) -> DraftEntry:
    """Gross wages and charges against staff, funds and tax; balanced by what it is made of.

    A contribution that `funds` does not know is a fault of the country's folder: KeyError.
    """
    totals: Counter[tuple[Role, str]] = Counter()
    for slip in slips:
        for role, cents in _of_one(slip, funds):
            totals[role, slip.auxiliary if role is Role.STAFF else ""] += cents
    lines = sorted(totals.items(), key=lambda item: (list(Role).index(item[0][0]), item[0][1]))
    return DraftEntry(
        f"pay_run:{pay_run_id}",
        Sentence(_("Pay of %(period)s"), {"period": period}),
        tuple(DraftLine(role, cents, auxiliary) for (role, auxiliary), cents in lines if cents),
    )


def _of_one(slip: Booked, funds: Mapping[str, Fund]) -> Iterable[tuple[Role, int]]:
    owed = slip.gross_cents
    shared = sum(item["cents"] for item in slip.statement["items"] if item["code"] == WORK_SHARE)
    yield Role.WAGES, slip.gross_cents - shared
    yield Role.WORK_SHARE, shared
    for line in slip.statement["contributions"]:
        fund, employee, employer = (
            funds[line["code"]],
            line["employee_cents"] or 0,
            line["employer_cents"] or 0,
        )
        yield fund.owed, -employee - employer
        yield fund.charge, employer
        owed -= employee
    yield from _moved(slip, funds)
    for item in slip.statement["net_items"]:
        yield BESIDES[item["code"]], item["cents"]
        owed += item["cents"]
    if withholding := slip.statement["withholding"]:
        yield Role.WITHHOLDING_TAX, -withholding["cents"]
        owed -= withholding["cents"]
    yield Role.STAFF, -owed


def _moved(slip: Booked, funds: Mapping[str, Fund]) -> Iterable[tuple[Role, int]]:
    """The part of the general reduction that the pension fund bears, where a country has one."""
    cents = int(Decimal(slip.statement["carry"].get("reduction_pension", "0")) * 100)
    if cents:
        general, pension = funds["reduction_generale"], funds["retraite_compl"]
        yield general.owed, -cents
        yield general.charge, cents
        yield pension.owed, cents
        yield pension.charge, -cents
