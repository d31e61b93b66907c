"""What dues are reckoned from: as the co-op's own ledger has it, as it shared its months, as it shared it for dues."""

from collections.abc import Iterable

from cooperatives.domain.charts import Role
from cooperatives.queries.flows import earned_and_spent, owed_by_pay
from cooperatives.queries.here import cooperative_here
from coopplatform.tenancy.scope import required
from federation.domain.means.dues_periods import Period
from federation.domain.means.dues_terms import Base
from federation.domain.statistics.value_added import sales_cents, value_added_cents
from federation.models import Contribution, DuesBase
from federation.queries.contributions import contributions_of, latest

FIELDS = {
    Base.VALUE_ADDED: "value_added_cents",
    Base.TURNOVER: "sales_cents",
    Base.PAYROLL: "gross_pay_cents",
}
"""The same figure in a month's contribution."""


def booked_base(period: Period, base: Base) -> int | None:
    """From the ledger of the co-op in scope, in cents.

    None where its books are silent, without a sale or a wage of the period: it keeps them elsewhere.
    """
    first, last = period.first, period.last
    if base is Base.PAYROLL:
        return owed_by_pay(first=first, last=last).get(Role.WAGES) or None
    accounts = [(row.code, row.cents) for row in earned_and_spent(first=first, last=last)]
    country = cooperative_here().country
    sales = sales_cents(accounts, country)
    if not sales:
        return None
    return sales if base is Base.TURNOVER else value_added_cents(accounts, country)


def told_by_months(period: Period, base: Base) -> int | None:
    """What the co-op in scope shared of it month by month; None unless every month says it."""
    rows = Contribution.objects.filter(cooperative_id=required(), month__in=period.months)
    return _sum_of(latest(rows), period, base)


def told_by_months_of_all(period: Period, base: Base) -> dict[int, int]:
    """By co-op, where every month says it. In the federation's scope."""
    by_member: dict[int, list[Contribution]] = {}
    for row in contributions_of(period.months):
        by_member.setdefault(row.owner, []).append(row)
    sums = {key: _sum_of(rows, period, base) for key, rows in by_member.items()}
    return {key: cents for key, cents in sums.items() if cents is not None}


def own_base(period: Period) -> DuesBase | None:
    """The version of the co-op in scope that counts."""
    rows = DuesBase.objects.filter(cooperative_id=required(), period=str(period))
    return rows.order_by("-version").first()


def own_bases() -> dict[str, DuesBase]:
    """By period, the version that counts."""
    rows = DuesBase.objects.filter(cooperative_id=required()).order_by("version")
    return {row.period: row for row in rows}


def bases_of(period: Period) -> dict[int, DuesBase]:
    """By co-op, the version that counts. In the federation's scope."""
    return {member: row for (member, _period), row in bases_in([period]).items()}


def bases_in(periods: Iterable[Period]) -> dict[tuple[int, str], DuesBase]:
    """By co-op and period, the version that counts. In the federation's scope. One query."""
    rows = DuesBase.objects.filter(period__in=[str(one) for one in periods]).order_by("version")
    return {(row.owner, row.period): row for row in rows}


def _sum_of(rows: Iterable[Contribution], period: Period, base: Base) -> int | None:
    told = {row.month: row.figures["values"].get(FIELDS[base]) for row in rows}
    values = [told.get(month) for month in period.months]
    return None if None in values else sum(value for value in values if value is not None)
