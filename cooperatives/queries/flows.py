"""What a period earned and cost, account by account, and what its pay runs owed to whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from cooperatives.domain.charts import KINDS, Kind, Role, chart_for
from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.models import Line
from cooperatives.queries.here import cooperative_here

PAY_RUN = "pay_run:"


@dataclass(frozen=True, slots=True)
class AccountSum:
    """An account's movement in cents, debit positive; `role` is empty for accounts the story has no word for."""

    role: str
    code: str
    name: str
    kind: Kind
    cents: int


def earned_and_spent(*, first: date, last: date) -> list[AccountSum]:
    """Income and expense accounts of a period by code, without the entries that close a year."""
    rows = _sums(_lines(first, last).exclude(entry__source_key__startswith=YEAR_CLOSED))
    country = cooperative_here().country
    found = [
        AccountSum(role, code, name, kind, cents)
        for role, code, name, cents in rows
        if (kind := kind_of(role, code, country)) is not None and cents
    ]
    return [row for row in found if row.kind in (Kind.INCOME, Kind.EXPENSE)]


def owed_by_pay(*, first: date, last: date) -> dict[str, int]:
    """By role, what the pay runs of a period booked, debit positive; reversals count."""
    of_pay = Q(entry__source_key__startswith=PAY_RUN) | Q(entry__source_key__startswith=f"reversal:{PAY_RUN}")
    found: dict[str, int] = {}
    for role, _code, _name, cents in _sums(_lines(first, last).filter(of_pay)):
        found[role] = found.get(role, 0) + cents
    return found


def kind_of(role: str, code: str, country: str) -> Kind | None:
    """What an account is: by its role, else by its country's numbering."""
    return KINDS[Role(role)] if role else chart_for(country).kind_of(code)


def _lines(first: date, last: date) -> QuerySet[Line]:
    return Line.objects.filter(entry__posted_on__range=(first, last))


def _sums(lines: QuerySet[Line]) -> list[tuple[str, str, str, int]]:
    rows = lines.values_list("account__role", "account__code", "account__name").annotate(
        cents=Sum("amount_cents")
    )
    return [(role or "", code, name, cents) for role, code, name, cents in rows.order_by("account__code")]
