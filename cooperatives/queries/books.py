"""Reading the books."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from uuid import UUID

from django.db.models import Q, Sum

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.models import Account, Entry, Line


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """An account's sums over a period, in cents; `balance_cents` is debit minus credit."""

    code: str
    name: str
    debit_cents: int
    credit_cents: int

    @property
    def balance_cents(self) -> int:
        return self.debit_cents - self.credit_cents


def trial_balance(*, first: date, last: date) -> list[BalanceRow]:
    """One row an account with movements, by code. Debits and credits add up to the same."""
    rows = (
        Line.objects.filter(entry__posted_on__range=(first, last))
        .values("account__code", "account__name")
        .annotate(
            debit=Sum("amount_cents", filter=Q(amount_cents__gt=0), default=0),
            credit=Sum("amount_cents", filter=Q(amount_cents__lt=0), default=0),
        )
        .order_by("account__code")
    )
    return [BalanceRow(r["account__code"], r["account__name"], r["debit"], -r["credit"]) for r in rows]


def balance_cents(*codes: str, first: date, last: date, excluding: str = "") -> int:
    """Debit minus credit of all accounts beginning with one of `codes`."""
    wanted = Q()
    for code in codes:
        wanted |= Q(account__code__startswith=code)
    lines = Line.objects.filter(wanted, entry__posted_on__range=(first, last))
    if excluding:
        lines = lines.exclude(entry__source_key__startswith=excluding)
    return int(lines.aggregate(total=Sum("amount_cents", default=0))["total"])


def entries(
    *, first: date, last: date, account: str = "", journal: str = "", limit: int | None = 100
) -> list[Entry]:
    """The newest entries of a period with their lines, one account's or journal's only if asked."""
    found = Entry.objects.filter(posted_on__range=(first, last))
    if account:
        found = found.filter(lines__account__code=account).distinct()
    if journal:
        found = found.filter(journal=journal)
    return list(found.order_by("-posted_on", "-recorded_at").prefetch_related("lines__account")[:limit])


def entry(entry_id: UUID) -> Entry | None:
    return Entry.objects.filter(pk=entry_id).prefetch_related("lines__account").first()


def entry_of(source_key: str) -> Entry | None:
    """The entry of one fact, like `delivery:<id>`."""
    return Entry.objects.filter(source_key=source_key).prefetch_related("lines__account").first()


def posted_keys(beginning: str) -> set[str]:
    """The facts in the books whose key begins so."""
    return set(Entry.objects.filter(source_key__startswith=beginning).values_list("source_key", flat=True))


def open_lines(source_keys: Collection[str], role: Role) -> list[Line]:
    """The lines of these facts on the account of a role that nothing settles yet."""
    lines = Line.objects.filter(entry__source_key__in=source_keys, account__role=role, matched__isnull=True)
    return list(lines.order_by("entry__posted_on", "id"))


def balances_with(auxiliaries: Collection[str]) -> dict[str, int]:
    """By code, what stands open with these third parties, customers and suppliers together; negative: we owe."""
    lines = Line.objects.filter(account__role__in=(Role.CUSTOMERS, Role.SUPPLIERS), auxiliary__in=auxiliaries)
    rows = lines.values("auxiliary").annotate(cents=Sum("amount_cents")).order_by("auxiliary")
    return {row["auxiliary"]: int(row["cents"]) for row in rows}


def reversal_of(entry: Entry) -> Entry | None:
    """The entry that took it back."""
    return Entry.objects.filter(reverses=entry).first()


def accounts() -> list[Account]:
    """The co-op's chart, by code."""
    return list(Account.objects.order_by("code"))


def account_lines(code: str, *, first: date, last: date) -> list[Line]:
    """An account's lines of a period in the order of their days, with their entries and lettrage."""
    lines = Line.objects.filter(account__code=code, entry__posted_on__range=(first, last))
    return list(
        lines.select_related("entry", "matched__matching").order_by(
            "entry__posted_on", "entry__recorded_at", "id"
        )
    )


def balances_by_role(*, first: date | None = None, last: date, excluding: str = "") -> dict[Role, int]:
    """What each account with a role moved by in a period, debit positive; `excluding` entries of these keys.

    Accounts booked by hand have no role: whole statements are `queries.statements`.
    """
    lines = Line.objects.filter(entry__posted_on__lte=last)
    if first:
        lines = lines.filter(entry__posted_on__gte=first)
    if excluding:
        lines = lines.exclude(entry__source_key__startswith=excluding)
    sums = lines.exclude(account__role="").values("account__role").annotate(cents=Sum("amount_cents"))
    return {Role(row["account__role"]): row["cents"] for row in sums}


def closed_results() -> dict[int, int]:
    """The result of each closed year, in cents: a surplus is positive, a deficit negative."""
    closing = Entry.objects.filter(source_key__startswith=YEAR_CLOSED).annotate(
        result=Sum(
            "lines__amount_cents",
            filter=Q(lines__account__role__in=[Role.YEAR_RESULT, Role.YEAR_LOSS]),
            default=0,
        )
    )
    return {
        int(key.removeprefix(YEAR_CLOSED)): -result
        for key, result in closing.values_list("source_key", "result")
    }


def highest_credit_cents(*roles: Role, last: date) -> int:
    """The most these accounts together ever held on their credit side, day by day, until `last`."""
    moves = (
        Line.objects.filter(account__role__in=roles, entry__posted_on__lte=last)
        .values("entry__posted_on")
        .annotate(cents=Sum("amount_cents"))
        .order_by("entry__posted_on")
    )
    return int(max(accumulate((-row["cents"] for row in moves), initial=0)))
