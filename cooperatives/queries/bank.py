"""What the bank says and what the books say of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min, Q, QuerySet, Sum

from cooperatives.domain.bank import Item, Movement, OpenItems, Suggestion, waiting_codes
from cooperatives.domain.charts import chart_for
from cooperatives.models import BankAccount, BankLine, BankStatement, Line, Matching
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.third_parties import third_party_names

MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """At the day of the newest statement, in cents: the bank's balance and the books', and what parts them.

    What the books hold from before the first statement is taken to be in the balance that one begins with.
    """

    bank_account: BankAccount
    statement: BankStatement | None
    bank_cents: int
    book_cents: int
    unmatched_cents: int
    unmatched: int
    not_at_bank_cents: int

    @property
    def unexplained_cents(self) -> int:
        """Nothing, once every movement since the first statement is read and the books began with its balance."""
        return self.bank_cents - self.book_cents - self.unmatched_cents + self.not_at_bank_cents


def booked_on(bank_line_id: UUID) -> date | None:
    """The day of a movement; None for one there is not."""
    return BankLine.objects.filter(pk=bank_line_id).values_list("booked_on", flat=True).first()


def bank_accounts() -> list[BankAccount]:
    """The co-op's bank accounts with the account of the chart that stands for each, by code."""
    return list(BankAccount.objects.select_related("account").order_by("account__code"))


def reconciliation(bank_account: BankAccount) -> Reconciliation:
    """The newest statement's balance against the account's."""
    statements = BankStatement.objects.filter(bank_account=bank_account)
    statement = statements.order_by("-last_on", "-id").first()
    begun = statements.aggregate(first=Min("first_on"))["first"]
    lines = Line.objects.filter(account_id=bank_account.account_id)
    if statement:
        lines = lines.filter(entry__posted_on__lte=statement.last_on)
    waiting = BankLine.objects.filter(bank_account=bank_account, matching__isnull=True)
    open_lines = lines.filter(matched__isnull=True)
    if begun:
        open_lines = open_lines.filter(entry__posted_on__gte=begun)
    return Reconciliation(
        bank_account,
        statement,
        statement.closing_cents if statement else 0,
        _sum(lines),
        _sum(waiting),
        waiting.count(),
        _sum(open_lines),
    )


def bank_lines(bank_account_id: UUID, *, is_matched: bool | None = None) -> list[BankLine]:
    """The newest movements, with what they were matched with."""
    found = BankLine.objects.filter(bank_account_id=bank_account_id)
    if is_matched is not None:
        found = found.filter(matching__isnull=not is_matched)
    return list(found.select_related("matching__entry").order_by("-booked_on", "-position")[:MOST_LINES])


def bank_line(bank_line_id: UUID) -> BankLine | None:
    return (
        BankLine.objects.filter(pk=bank_line_id)
        .select_related("bank_account__account", "statement", "matching__entry")
        .first()
    )


def matched_lines(matching: Matching) -> list[Line]:
    """The lines of the books in a matching, with their entry and account."""
    return list(
        Line.objects.filter(matched__matching=matching)
        .select_related("entry", "account")
        .order_by("entry__posted_on", "id")
    )


def open_items(bank_account: BankAccount, *, ids: Collection[UUID] | None = None) -> list[Item]:
    """Lines nothing settles yet: of third parties, and on the bank's own account. By day; only `ids` if given."""
    at_bank = Q(account_id=bank_account.account_id)
    found: QuerySet[Line] = Line.objects.filter(_third_parties() | at_bank, matched__isnull=True)
    if ids is not None:
        found = found.filter(pk__in=ids)
    return [
        Item(
            line.pk,
            line.account.code,
            line.auxiliary,
            line.amount_cents,
            line.entry.posted_on,
            line.entry.piece_ref,
            line.entry.label,
            line.account_id == bank_account.account_id,
            line.label,
        )
        for line in found.select_related("entry", "account").order_by("entry__posted_on", "id")
    ]


def suggestions(bank_account: BankAccount, lines: Collection[BankLine]) -> dict[UUID, list[Suggestion]]:
    """For each of these movements, the lines it may settle, the surest first."""
    arranged = OpenItems(open_items(bank_account), third_party_names())
    return {line.pk: arranged.suggest(movement_of(line)) for line in lines}


def movement_of(line: BankLine) -> Movement:
    return Movement(line.amount_cents, line.booked_on, line.name, f"{line.reference} {line.text}")


def _third_parties() -> Q:
    """On an account that waits for money."""
    codes, except_for = waiting_codes(chart_for(cooperative_here().country))
    wanted, others = Q(pk__in=[]), Q(pk__in=[])
    for code in codes:
        wanted |= Q(account__code__startswith=code)
    for code in except_for:
        others |= Q(account__code__startswith=code)
    return wanted & ~others


def _sum(rows: QuerySet) -> int:
    return int(rows.aggregate(cents=Sum("amount_cents", default=0))["cents"])
