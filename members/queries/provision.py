"""Leave owed at the end of a paid month, beside what the books hold of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from cooperatives.domain.charts import Role
from cooperatives.queries.books import balances_by_role, entry_of
from coopplatform.kernel.time import last_of_month
from members.domain.pay.provision import LeaveOwed, Unused, leave_owed
from members.models import PayRun
from members.queries.leave import leave_accounts


@dataclass(frozen=True, slots=True)
class Provision:
    """`days` not taken by all together; `is_booked` once the month has its entry."""

    days: Decimal
    owed: LeaveOwed
    booked: LeaveOwed
    is_booked: bool


def leave_provision_of(run: PayRun) -> Provision | None:
    """Of an approved run; None where the country's leave is not computed."""
    end = last_of_month(run.month)
    accounts = leave_accounts(end)
    if not accounts:
        return None
    slips = run.payslips.values_list("member_id", "statement__items__0__cents")
    people = [Unused(accounts[member].left, base or 0) for member, base in slips if member in accounts]
    sums = run.payslips.aggregate(
        gross=Sum("gross_cents", default=0), employer=Sum("employer_cents", default=0)
    )
    return Provision(
        sum((person.days for person in people), Decimal(0)),
        leave_owed(people, gross_cents=sums["gross"], employer_cents=sums["employer"]),
        _booked(end),
        entry_of(_key(run.month)) is not None,
    )


def _booked(last: date) -> LeaveOwed:
    balances = balances_by_role(last=last)
    return LeaveOwed(-balances.get(Role.LEAVE_ACCRUED, 0), -balances.get(Role.LEAVE_ACCRUED_CHARGE, 0))


def _key(month: date) -> str:
    return f"leave_provision:{month:%Y-%m}"
