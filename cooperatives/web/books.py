"""The books: a period's trial balance, its entries with the fact behind each, and both as CSV."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperatives.domain.journals import NAMES, journal_name
from cooperatives.domain.sections import section_name
from cooperatives.models import Entry, Line
from cooperatives.permissions import can_keep_books, can_read_books
from cooperatives.queries.books import BalanceRow, entries, entry, entry_of, reversal_of, trial_balance
from cooperatives.queries.third_parties import third_party_names
from cooperatives.services.ledger import reverse_entry
from cooperatives.web.facts import Fact, fact_of
from cooperatives.web.guards import allow
from cooperatives.web.periods import PeriodForm, period_of
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from coopplatform.web.tables import csv_file, units

MOST_ENTRIES = 100


class EntriesForm(PeriodForm):
    """What is looked at: a period, perhaps one account or one journal; it lives in the address."""

    account = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    journal = forms.ChoiceField(
        label=gettext_lazy("Journal"),
        required=False,
        choices=[("", gettext_lazy("All journals")), *((code, code) for code in NAMES)],
    )


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
        return _entry_page(request, found, fact=fact)
    form, first, last = period_of(request, EntriesForm)
    account, journal = _asked(form, request)
    rows = trial_balance(first=first, last=last)
    context = {
        "form": form,
        "rows": rows,
        "debit_cents": sum(row.debit_cents for row in rows),
        "credit_cents": sum(row.credit_cents for row in rows),
        "account": next((row for row in rows if row.code == account), None),
        "journal": journal,
        "journal_name": journal_name(journal, request.cooperative.country),
        "entries": _shown(
            entries(first=first, last=last, account=account, journal=journal, limit=MOST_ENTRIES),
            request.cooperative.slug,
        ),
        "most": MOST_ENTRIES,
        "first": first,
        "last": last,
        "query": request.GET.urlencode(),
    }
    return render(request, "cooperatives/books.html", context, status=422 if form.errors else 200)


@allow(can_read_books)
def one_entry(request: TenantRequest, entry_id: UUID) -> HttpResponse:
    """One entry with its paper, its fact, and what took it back."""
    found = entry(entry_id)
    if found is None:
        raise Http404
    return _entry_page(request, found)


@require_POST
@allow(can_keep_books)
def reverse(request: TenantRequest, entry_id: UUID) -> HttpResponse:
    """Take an entry back, today."""
    attempt(
        request,
        lambda: reverse_entry(
            entry_id=entry_id, posted_on=timezone.localdate(), by=actor_of(request), at=timezone.now()
        ),
        said=_("Taken back by its mirror; both stay in the books."),
    )
    return redirect("books-entry", request.cooperative.slug, entry_id)


@allow(can_read_books)
def balance_csv(request: TenantRequest) -> HttpResponse:
    """The trial balance on screen."""
    _form, first, last = period_of(request, EntriesForm)
    rows = [_balance_cells(row) for row in trial_balance(first=first, last=last)]
    return csv_file(f"balance-{first}-{last}.csv", ("account", "name", "debit", "credit", "balance"), rows)


@allow(can_read_books)
def entries_csv(request: TenantRequest) -> HttpResponse:
    """Every entry of the period, account and journal on screen, a line each; amounts with a decimal point."""
    form, first, last = period_of(request, EntriesForm)
    account, journal = _asked(form, request)
    head = (
        "journal", "number", "date", "label", "account", "name", "debit", "credit", "fact",
        "piece", "piece date", "auxiliary", "section", "line",
    )  # fmt: skip
    rows = [
        (
            entry.journal, entry.number, entry.posted_on, entry.label, line.account.code, line.account.name,
            units(line.debit_cents), units(line.credit_cents), entry.source_key,
            entry.piece, entry.piece_day, line.auxiliary, line.section, line.label,
        )
        for entry in entries(first=first, last=last, account=account, journal=journal, limit=None)
        for line in entry.lines.all()
    ]  # fmt: skip
    return csv_file(f"entries-{first}-{last}.csv", head, rows)


def _entry_page(request: TenantRequest, found: Entry | None, *, fact: str = "") -> HttpResponse:
    names = third_party_names() if found and any(line.auxiliary for line in found.lines.all()) else {}
    lines = sorted(found.lines.all(), key=_debits_first) if found else []
    context = {
        "fact": fact,
        "entry": found,
        "lines": [(line, names.get(line.auxiliary, ""), section_name(line.section)) for line in lines],
        "shown": _shown([found], request.cooperative.slug)[0] if found else None,
        "journal_name": journal_name(found.journal, request.cooperative.country) if found else "",
        "reversal": reversal_of(found) if found else None,
        "may_keep": can_keep_books.test(request.access),
        "today": timezone.localdate(),
    }
    return render(request, "cooperatives/entry.html", context, status=200 if found else 404)


def _debits_first(line: Line) -> tuple[bool, str]:
    return line.amount_cents < 0, line.account.code


def _asked(form: EntriesForm, request: TenantRequest) -> tuple[str, str]:
    """The account and the journal looked at, of a form that was sent or of a bare address."""
    if form.is_bound:
        cleaned: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
        return cleaned.get("account", ""), cleaned.get("journal", "")
    return request.GET.get("account", "")[:12], request.GET.get("journal", "")[:4]


def _shown(found: list[Entry], slug: str) -> list[Shown]:
    return [
        Shown(entry, sum(line.debit_cents for line in entry.lines.all()), fact_of(entry.source_key, slug))
        for entry in found
    ]


def _balance_cells(row: BalanceRow) -> tuple[object, ...]:
    return row.code, row.name, units(row.debit_cents), units(row.credit_cents), units(row.balance_cents)
