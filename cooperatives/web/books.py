"""The books: a period's trial balance, its entries with the fact behind each, and both as CSV."""

import csv
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperatives.models import Entry
from cooperatives.permissions import can_read_books
from cooperatives.queries.books import BalanceRow, entries, entry_of, trial_balance
from cooperatives.web.facts import Fact, fact_of
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest

MOST_ENTRIES = 100


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """What is looked at: a period, perhaps one account; it lives in the address."""

    first = forms.DateField(label=_("From"), widget=DayInput)
    last = forms.DateField(label=_("To"), widget=DayInput)
    account = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The period ends before it begins."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with the sum it moves and the fact behind it."""

    entry: Entry
    cents: int
    fact: Fact | None


@allow(can_read_books)
def books(request: TenantRequest) -> HttpResponse:
    """The trial balance and the newest entries; `?fact=` shows one fact's entry alone."""
    if fact := request.GET.get("fact"):
        found = entry_of(fact)
        shown = _shown([found] if found else [], request.cooperative.slug)
        return render(
            request,
            "cooperatives/entry.html",
            {"fact": fact, "entries": shown},
            status=200 if found else 404,
        )
    form, first, last, account = _period(request)
    rows = trial_balance(first=first, last=last)
    context = {
        "form": form,
        "rows": rows,
        "debit_cents": sum(row.debit_cents for row in rows),
        "credit_cents": sum(row.credit_cents for row in rows),
        "account": next((row for row in rows if row.code == account), None),
        "entries": _shown(_entries(first, last, account), request.cooperative.slug),
        "most": MOST_ENTRIES,
        "first": first,
        "last": last,
        "query": request.GET.urlencode(),
    }
    return render(request, "cooperatives/books.html", context, status=422 if form.errors else 200)


@allow(can_read_books)
def balance_csv(request: TenantRequest) -> HttpResponse:
    """The trial balance on screen."""
    _form, first, last, _account = _period(request)
    rows = [_balance_cells(row) for row in trial_balance(first=first, last=last)]
    return _csv(f"balance-{first}-{last}.csv", ("account", "name", "debit", "credit", "balance"), rows)


@allow(can_read_books)
def entries_csv(request: TenantRequest) -> HttpResponse:
    """The entries on screen, a line each; amounts with a decimal point."""
    _form, first, last, account = _period(request)
    head = ("journal", "number", "date", "label", "account", "name", "debit", "credit", "fact")
    rows = [
        (
            entry.journal, entry.number, entry.posted_on, entry.label, line.account.code, line.account.name,
            _units(line.debit_cents), _units(line.credit_cents), entry.source_key,
        )
        for entry in _entries(first, last, account)
        for line in entry.lines.all()
    ]  # fmt: skip
    return _csv(f"entries-{first}-{last}.csv", head, rows)


def _period(request: HttpRequest) -> tuple[PeriodForm, date, date, str]:
    """The period asked for; this year when none, or none that makes sense, is."""
    today = timezone.localdate()
    first, last = today.replace(month=1, day=1), today
    asked = request.GET if "first" in request.GET else None
    form = PeriodForm(
        asked, initial={"first": first, "last": last, "account": request.GET.get("account", "")}
    )
    if form.is_bound and form.is_valid():
        return form, form.cleaned_data["first"], form.cleaned_data["last"], form.cleaned_data["account"]
    return form, first, last, request.GET.get("account", "")


def _entries(first: date, last: date, account: str) -> list[Entry]:
    return entries(first=first, last=last, account=account, limit=MOST_ENTRIES)


def _shown(found: list[Entry], slug: str) -> list[Shown]:
    return [
        Shown(entry, sum(line.debit_cents for line in entry.lines.all()), fact_of(entry.source_key, slug))
        for entry in found
    ]


def _balance_cells(row: BalanceRow) -> tuple[str, ...]:
    return row.code, row.name, _units(row.debit_cents), _units(row.credit_cents), _units(row.balance_cents)


def _units(cents: int) -> str:
    """Cents as units with a point: 1234 is 12.34."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _csv(name: str, head: tuple[str, ...], rows: list[Any]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(response, lineterminator="\n")
    table.writerow(head)
    table.writerows([[_safe(cell) for cell in row] for row in rows])
    return response


def _safe(cell: Any) -> Any:
    """A spreadsheet must not read a name as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+@" and cell else cell
