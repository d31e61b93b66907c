"""What accounts hold and moved by, by code: the ground of every statement."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Max, Q, QuerySet, Sum

from cooperatives.domain.charts import Chart, Role, chart_for
from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.domain.statements import BalanceSheet, Block, balance_sheet, income_statement
from cooperatives.models import Account, CarriedForward, Line
from cooperatives.queries.here import cooperative_here


@dataclass(frozen=True, slots=True)
class Held:
    """What an account, or one auxiliary code of it, holds in cents, debit positive."""

    account_id: UUID
    code: str
    name: str
    auxiliary: str
    cents: int


@dataclass(frozen=True, slots=True)
class TrialRow:
    """An account over a period, in cents: what it began with, its debits and credits, what it ends with."""

    code: str
    name: str
    opening_cents: int
    debit_cents: int
    credit_cents: int

    @property
    def closing_cents(self) -> int:
        return self.opening_cents + self.debit_cents - self.credit_cents

    @property
    def balance_cents(self) -> int:
        return self.debit_cents - self.credit_cents


def moved(first: date, last: date, *, before_closing: bool = False) -> dict[str, int]:
    """By code, what each account moved by, debit positive; `before_closing` leaves out the close of years."""
    rows = _lines(first, last, before_closing=before_closing).values("account__code")
    return {row["account__code"]: row["cents"] for row in rows.annotate(cents=Sum("amount_cents"))}


def balances_at_end(year: int) -> list[Held]:
    """What is not zero at the end of a year, by account and auxiliary code, whatever year was closed last."""
    return _held(_last_closed_before(year), date(year, 12, 31))


def opening(first: date) -> list[Held]:
    """What a period beginning that day begins with, by account and auxiliary code.

    Income and expenses begin each year with nothing: those of a year before that is not closed yet are its result.
    """
    begins = date(first.year, 1, 1)
    closed = _last_closed_before(first.year)
    before = _held(closed, date(first.year - 1, 12, 31))
    chart = chart_for(cooperative_here().country)
    result = sum(held.cents for held in before if chart.is_result(held.code))
    carried = [held for held in before if not chart.is_result(held.code)]
    if result:
        carried.append(_result_account(result))
    since = _by_auxiliary(_lines(begins, first, before_closing=False).exclude(entry__posted_on=first))
    return _together(carried + since)


def trial_rows(first: date, last: date, *, before_closing: bool = False) -> list[TrialRow]:
    """Each account that holds something or moved, by code. Opening, movement and closing each add up to nothing."""
    begun: dict[str, int] = defaultdict(int)
    names: dict[str, str] = {}
    for held in opening(first):
        begun[held.code] += held.cents
        names[held.code] = held.name
    sums: dict[str, tuple[int, int]] = {}
    rows = _lines(first, last, before_closing=before_closing).values("account__code", "account__name")
    for row in rows.annotate(
        debit=Sum("amount_cents", filter=Q(amount_cents__gt=0), default=0),
        credit=Sum("amount_cents", filter=Q(amount_cents__lt=0), default=0),
    ):
        sums[row["account__code"]] = row["debit"], -row["credit"]
        names[row["account__code"]] = row["account__name"]
    return [
        TrialRow(code, names[code], begun.get(code, 0), *sums.get(code, (0, 0)))
        for code in sorted(names)
        if begun.get(code) or code in sums
    ]


def sheet_on(day: date) -> BalanceSheet:
    """The balance sheet at the end of a day, beside that of the end of the year before."""
    now = _balances(day)
    before = _balances(date(day.year - 1, 12, 31))
    return balance_sheet(now, before, _chart())


def income_of(first: date, last: date) -> tuple[Block, ...]:
    """The income statement of a period, beside that of the same days a year earlier."""
    return income_statement(
        moved(first, last, before_closing=True),
        moved(_year_before(first), _year_before(last), before_closing=True),
        _chart(),
    )


def result_cents(first: date, last: date) -> int:
    """What a period earned less what it spent, closed or not: a deficit is negative."""
    chart = _chart()
    return -sum(c for code, c in moved(first, last, before_closing=True).items() if chart.is_result(code))


def _balances(day: date) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    if (day.month, day.day) == (12, 31):
        for held in _held(_last_closed_before(day.year + 1), day):
            found[held.code] += held.cents
        return dict(found)
    begins = date(day.year, 1, 1)
    for held in opening(begins):
        found[held.code] += held.cents
    for code, cents in moved(begins, day).items():
        found[code] += cents
    return dict(found)


def _held(closed: int | None, last: date) -> list[Held]:
    """The snapshot of the year closed last, and the lines after it until a day."""
    held = []
    if closed is not None:
        rows = CarriedForward.objects.filter(year=closed).values_list(
            "account_id", "account__code", "account__name", "auxiliary", "amount_cents"
        )
        held = [Held(*row) for row in rows]
    lines = Line.objects.filter(entry__posted_on__lte=last)
    if closed is not None:
        lines = lines.filter(entry__posted_on__gt=date(closed, 12, 31))
    return _together(held + _by_auxiliary(lines))


def _by_auxiliary(lines: QuerySet[Line]) -> list[Held]:
    rows = (
        lines.values_list("account_id", "account__code", "account__name", "auxiliary")
        .annotate(cents=Sum("amount_cents"))
        .order_by("account__code", "auxiliary")
    )
    return [Held(*row) for row in rows]


def _together(parts: list[Held]) -> list[Held]:
    sums: dict[tuple[str, str], Held] = {}
    for part in parts:
        key = part.code, part.auxiliary
        cents = part.cents + (sums[key].cents if key in sums else 0)
        sums[key] = Held(part.account_id, part.code, part.name, part.auxiliary, cents)
    return [sums[key] for key in sorted(sums) if sums[key].cents]


def _result_account(cents: int) -> Held:
    role = Role.YEAR_LOSS if cents > 0 else Role.YEAR_RESULT
    account = Account.objects.get(role=role)
    return Held(account.pk, account.code, account.name, "", cents)


def _last_closed_before(year: int) -> int | None:
    closed = CarriedForward.objects.filter(year__lt=year).aggregate(last=Max("year"))["last"]
    return int(closed) if closed is not None else None


def _lines(first: date, last: date, *, before_closing: bool) -> QuerySet[Line]:
    lines = Line.objects.filter(entry__posted_on__range=(first, last))
    return lines.exclude(entry__source_key__startswith=YEAR_CLOSED) if before_closing else lines


def _chart() -> Chart:
    return chart_for(cooperative_here().country)


def _year_before(day: date) -> date:
    """The same day a year earlier; the 29th of February has the 28th before it."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
