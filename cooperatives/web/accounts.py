"""The chart of accounts, and the third parties behind auxiliary codes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cooperatives.domain.charts import Chart, Kind, chart_for
from cooperatives.models import Account
from cooperatives.permissions import can_keep_books, can_read_books
from cooperatives.queries.books import accounts
from cooperatives.queries.third_parties import third_parties
from cooperatives.services.accounts import complete_chart, name_third_party, open_account
from cooperatives.web.fields import refuse
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.countries import CountryField
from coopplatform.web.tables import csv_file

KINDS = {
    Kind.ASSET: gettext_lazy("Asset"),
    Kind.LIABILITY: gettext_lazy("Liability"),
    Kind.EQUITY: gettext_lazy("Equity"),
    Kind.INCOME: gettext_lazy("Income"),
    Kind.EXPENSE: gettext_lazy("Expense"),
}


class AccountForm(forms.Form):
    """A new account."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=gettext_lazy("Its first digits say what kind of account it is."),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)


class PartyForm(forms.Form):
    """A third party, its code, and where it is."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=40, help_text=gettext_lazy("Like F-VELO."))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("So that what is bought nearby can be counted."),
    )
    country = CountryField(label=gettext_lazy("Country"), required=False)


@allow(can_read_books)
def chart(request: TenantRequest) -> HttpResponse:
    """Every account by class, and the third parties."""
    if "csv" in request.GET:
        rows = [(account.code, account.name, account.role) for account in accounts()]
        return csv_file("accounts.csv", ("account", "name", "role"), rows)
    return _page(request, AccountForm(), _party_form(request))


@require_POST
@allow(can_keep_books)
def new_account(request: TenantRequest) -> HttpResponse:
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            opened = open_account(**form.cleaned_data, by=actor_of(request), at=timezone.now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Account %(account)s is open.") % {"account": opened})
            return redirect("books-accounts", request.cooperative.slug)
    return _page(request, form, _party_form(request), status=422)


@require_POST
@allow(can_keep_books)
def new_party(request: TenantRequest) -> HttpResponse:
    form = PartyForm(request.POST)
    if form.is_valid():
        try:
            party = name_third_party(**form.cleaned_data, by=actor_of(request), at=timezone.now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("%(party)s is among the third parties.") % {"party": party})
            return redirect("books-accounts", request.cooperative.slug)
    return _page(request, AccountForm(), form, status=422)


@require_POST
@allow(can_keep_books)
def complete(request: TenantRequest) -> HttpResponse:
    """Open what the country's chart has gained since the co-op was founded."""
    opened = complete_chart(by=actor_of(request), at=timezone.now())
    said = ngettext("%(count)s account was opened.", "%(count)s accounts were opened.", opened)
    messages.success(request, said % {"count": opened})
    return redirect("books-accounts", request.cooperative.slug)


def _page(
    request: TenantRequest, account_form: AccountForm, party_form: PartyForm, status: int = 200
) -> HttpResponse:
    country = chart_for(request.cooperative.country)
    known = accounts()
    context = {
        "classes": _classes(known, country),
        "source": country.source,
        "account_form": account_form,
        "party_form": party_form,
        "parties": third_parties(),
        "missing": len(country.accounts) - len({a.code for a in known} & {a.code for a in country.accounts}),
    }
    return render(request, "cooperatives/accounts.html", context, status=status)


def _party_form(request: TenantRequest) -> PartyForm:
    """Empty, or with what is known of `?party=`, to be completed."""
    known = next((one for one in third_parties() if one.code == request.GET.get("party")), None)
    country = known.country if known and known.country else request.cooperative.country
    said = {"code": known.code, "name": known.name, "postcode": known.postcode} if known else {}
    return PartyForm(initial={**said, "country": country})


def _classes(known: list[Account], country: Chart) -> list[dict[str, Any]]:
    """The accounts by the first digit of their code, each with its kind in a word."""
    found: dict[str, list[dict[str, Any]]] = {}
    for account in known:
        kind = country.kind_of(account.code)
        found.setdefault(account.code[0], []).append(
            {"account": account, "kind": KINDS[kind] if kind else ""}
        )
    return [{"digit": digit, "rows": rows} for digit, rows in sorted(found.items())]
