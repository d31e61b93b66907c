"""Trial balance, general ledger, balance sheet and income statement, each with its CSV."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.domain.fec import letters
from cooperatives.domain.statements import Block
from cooperatives.models import Line
from cooperatives.permissions import can_read_books
from cooperatives.queries.books import account_lines, accounts
from cooperatives.queries.statements import income_of, opening, result_cents, sheet_on, trial_rows
from cooperatives.web.guards import allow
from cooperatives.web.periods import PeriodForm, day_of, period_of, years_of
from cooperatives.web.requests import TenantRequest
from coopplatform.web.tables import csv_file, units

MOST_LINES = 300


class TrialForm(PeriodForm):
    """A period, before or after the close of its years."""

    closing = forms.ChoiceField(
        label=gettext_lazy("Close of the year"),
        required=False,
        choices=[("", gettext_lazy("left out")), ("with", gettext_lazy("included"))],
    )


class LedgerForm(PeriodForm):
    """A period and an account."""

    account = forms.ChoiceField(label=gettext_lazy("Account"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(account.code, str(account)) for account in accounts()]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line with what the account holds after it, and the letters that settle it."""

    line: Line
    balance_cents: int
    letters: str


@allow(can_read_books)
def trial(request: TenantRequest) -> HttpResponse:
    form, first, last = period_of(request, TrialForm)
    rows = trial_rows(first, last, before_closing=request.GET.get("closing") != "with")
    if "csv" in request.GET:
        return csv_file(
            f"trial-balance-{first}-{last}.csv",
            ("account", "name", "opening", "debit", "credit", "closing"),
            [
                (
                    r.code,
                    r.name,
                    *map(units, (r.opening_cents, r.debit_cents, r.credit_cents, r.closing_cents)),
                )
                for r in rows
            ],
        )
    context = {
        "form": form,
        "rows": rows,
        "debit_cents": sum(row.debit_cents for row in rows),
        "credit_cents": sum(row.credit_cents for row in rows),
        "first": first,
        "last": last,
        "query": _csv_query(request),
    }
    return render(request, "cooperatives/trial.html", context, status=422 if form.errors else 200)


@allow(can_read_books)
def ledger(request: TenantRequest) -> HttpResponse:
    """One account's lines with its balance after each."""
    form, first, last = period_of(request, LedgerForm)
    known = {account.code: account for account in accounts()}
    account = known.get(request.GET.get("account", ""))
    rows: list[LedgerRow] = []
    begun = 0
    if account:
        begun = sum(held.cents for held in opening(first) if held.code == account.code)
        lines = account_lines(account.code, first=first, last=last)
        balances = accumulate((line.amount_cents for line in lines), initial=begun)
        rows = [
            LedgerRow(line, balance, _letters(line))
            for line, balance in zip(lines, list(balances)[1:], strict=True)
        ]
        if "csv" in request.GET:
            return _ledger_csv(account.code, begun, rows)
    context = {
        "form": form,
        "account": account,
        "begun_cents": begun,
        "rows": rows[-MOST_LINES:],
        "is_cut": len(rows) > MOST_LINES,
        "most": MOST_LINES,
        "ended_cents": rows[-1].balance_cents if rows else begun,
        "first": first,
        "last": last,
        "query": _csv_query(request),
    }
    return render(request, "cooperatives/ledger.html", context, status=422 if form.errors else 200)


@allow(can_read_books)
def sheet(request: TenantRequest) -> HttpResponse:
    form, day = day_of(request)
    found = sheet_on(day)
    if "csv" in request.GET:
        return _blocks_csv(f"balance-sheet-{day}.csv", (found.assets, found.funds))
    context = {
        "form": form,
        "sheet": found,
        "sides": (found.assets, found.funds),
        "day": day,
        "years": years_of(request.cooperative.founded_on),
        "query": _csv_query(request),
    }
    return render(request, "cooperatives/sheet.html", context, status=422 if form.errors else 200)


@allow(can_read_books)
def income(request: TenantRequest) -> HttpResponse:
    form, first, last = period_of(request)
    blocks = income_of(first, last)
    if "csv" in request.GET:
        return _blocks_csv(f"income-{first}-{last}.csv", blocks)
    context = {
        "form": form,
        "blocks": blocks,
        "result_cents": result_cents(first, last),
        "before_cents": sum(block.before_cents for block in blocks),
        "first": first,
        "last": last,
        "years": years_of(request.cooperative.founded_on),
        "query": _csv_query(request),
    }
    return render(request, "cooperatives/income.html", context, status=422 if form.errors else 200)


def _letters(line: Line) -> str:
    matched = getattr(line, "matched", None)
    return letters(matched.matching.number) if matched else ""


def _ledger_csv(code: str, begun: int, rows: list[LedgerRow]) -> HttpResponse:
    head = (
        "date",
        "entry",
        "piece",
        "label",
        "auxiliary",
        "section",
        "letters",
        "debit",
        "credit",
        "balance",
    )
    cells = [
        (
            row.line.entry.posted_on, row.line.entry, row.line.entry.piece, row.line.entry.label,
            row.line.auxiliary, row.line.section, row.letters,
            units(row.line.debit_cents), units(row.line.credit_cents), units(row.balance_cents),
        )
        for row in rows
    ]  # fmt: skip
    return csv_file(f"ledger-{code}.csv", head, [("", "", "", "", "", "", "", "", "", units(begun)), *cells])


def _blocks_csv(name: str, blocks: tuple[Block, ...]) -> HttpResponse:
    rows = [
        (_(block.label), _(row.label), units(row.cents), units(row.before_cents), " ".join(row.codes))
        for block in blocks
        for row in block.rows
    ]
    return csv_file(name, ("part", "heading", "amount", "year before", "accounts"), rows)


def _csv_query(request: TenantRequest) -> str:
    """The page's own address with `csv`."""
    asked = request.GET.copy()
    asked["csv"] = "1"
    return asked.urlencode()
