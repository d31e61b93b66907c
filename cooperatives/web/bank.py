"""The bank: its statements, what each movement settles, and its balance against the books'."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cooperatives.adapters.camt import LARGEST_BYTES
from cooperatives.domain.bank import Item
from cooperatives.domain.charts import Role, chart_for
from cooperatives.domain.sections import ACTIVITIES
from cooperatives.models import BankAccount, BankLine
from cooperatives.permissions import can_keep_books, can_read_books
from cooperatives.queries.bank import (
    bank_accounts,
    bank_line,
    bank_lines,
    matched_lines,
    open_items,
    reconciliation,
    suggestions,
)
from cooperatives.queries.books import accounts
from cooperatives.queries.third_parties import third_party_names
from cooperatives.services.banking import (
    add_bank_account,
    book_bank_line,
    import_statements,
    match_bank_line,
    unmatch_bank_line,
)
from cooperatives.web.fields import AccountInput, refuse
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt

MOST_ITEMS = 200


class FileForm(forms.Form):
    """A statement from the bank."""

    file = forms.FileField(
        label=gettext_lazy("Statement (CAMT.053, XML)"), widget=forms.FileInput({"accept": ".xml,text/xml"})
    )

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This file is larger than a bank statement: 5 MB at most."))
        return sent


class BankAccountForm(forms.Form):
    """An account at a bank, and the account of the chart for it."""

    iban = forms.CharField(label="IBAN", max_length=60)
    name = forms.CharField(label=gettext_lazy("Bank"), max_length=80)
    account_code = forms.CharField(
        label=gettext_lazy("Account in the books"), max_length=12, widget=AccountInput
    )


class BookForm(forms.Form):
    """The other side of a movement that nothing in the books waits for."""

    account_code = forms.CharField(label=gettext_lazy("Account"), max_length=12, widget=AccountInput)
    label = forms.CharField(label=gettext_lazy("Words"), max_length=200, required=False)
    section = forms.CharField(
        label=gettext_lazy("Section"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"list": "sections", "autocomplete": "off"}),
    )
    auxiliary = forms.CharField(
        label=gettext_lazy("Third party"),
        max_length=24,
        required=False,
        widget=forms.TextInput({"list": "parties", "autocomplete": "off"}),
    )


class ItemsForm(forms.Form):
    """Open lines, and the account for what is left of the movement."""

    items = forms.MultipleChoiceField(label=gettext_lazy("Open lines"), required=False)
    rest_code = forms.CharField(
        label=gettext_lazy("Account for the rest"), max_length=12, required=False, widget=AccountInput
    )

    def __init__(self, *args: Any, items: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(item.id), item.label) for item in items]


@allow(can_read_books)
def bank(request: TenantRequest) -> HttpResponse:
    """One of the co-op's bank accounts: what waits, what is matched, and whether the balances agree."""
    return _bank_page(request, FileForm(), _new_account_form(request))


@require_POST
@allow(can_keep_books)
def upload(request: TenantRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            new = import_statements(
                content=form.cleaned_data["file"].read(), by=actor_of(request), at=timezone.now()
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            said = ngettext("%(count)s movement is new.", "%(count)s movements are new.", new)
            messages.success(request, said % {"count": new} if new else _("Nothing new was in this file."))
            return redirect("books-bank", request.cooperative.slug)
    return _bank_page(request, form, _new_account_form(request), status=422)


@require_POST
@allow(can_keep_books)
def new_bank_account(request: TenantRequest) -> HttpResponse:
    form = BankAccountForm(request.POST)
    if form.is_valid():
        try:
            add_bank_account(**form.cleaned_data, by=actor_of(request), at=timezone.now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The bank account is known: its statements can be read."))
            return redirect("books-bank", request.cooperative.slug)
    return _bank_page(request, FileForm(), form, status=422)


@allow(can_read_books)
def movement(request: TenantRequest, bank_line_id: UUID) -> HttpResponse:
    """One movement: what it may settle, all that is open, or an account by hand."""
    found = _line(bank_line_id)
    return _movement_page(request, found, BookForm(), None)


@require_POST
@allow(can_keep_books)
def match(request: TenantRequest, bank_line_id: UUID) -> HttpResponse:
    """By a suggestion's button (`ids`), or by the lines chosen."""
    found = _line(bank_line_id)
    form = ItemsForm(request.POST, items=open_items(found.bank_account))
    ids = [part for part in request.POST.get("ids", "").split(",") if part]
    if ids or form.is_valid():
        try:
            wanted = {UUID(one) for one in ids or form.cleaned_data["items"]}
            match_bank_line(
                bank_line_id=bank_line_id,
                line_ids=wanted,
                rest_code=request.POST.get("rest_code", "").strip(),
                by=actor_of(request),
                at=timezone.now(),
            )
        except ValueError:
            raise Http404 from None
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Matched."))
            return redirect("books-bank", request.cooperative.slug)
    return _movement_page(request, found, BookForm(), form, status=422)


@require_POST
@allow(can_keep_books)
def book(request: TenantRequest, bank_line_id: UUID) -> HttpResponse:
    found = _line(bank_line_id)
    form = BookForm(request.POST)
    if form.is_valid():
        try:
            book_bank_line(
                bank_line_id=bank_line_id, **form.cleaned_data, by=actor_of(request), at=timezone.now()
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Booked."))
            return redirect("books-bank", request.cooperative.slug)
    return _movement_page(request, found, form, None, status=422)


@require_POST
@allow(can_keep_books)
def unmatch(request: TenantRequest, bank_line_id: UUID) -> HttpResponse:
    _line(bank_line_id)
    attempt(
        request,
        lambda: unmatch_bank_line(bank_line_id=bank_line_id, by=actor_of(request), at=timezone.now()),
        said=_("The matching is undone; what was posted for it is taken back."),
    )
    return redirect("books-bank-line", request.cooperative.slug, bank_line_id)


def _line(bank_line_id: UUID) -> BankLine:
    found = bank_line(bank_line_id)
    if found is None:
        raise Http404
    return found


def _new_account_form(request: TenantRequest) -> BankAccountForm:
    code = chart_for(request.cooperative.country).code(Role.BANK)
    return BankAccountForm(initial={"account_code": code})


def _bank_page(
    request: TenantRequest, file_form: FileForm, account_form: BankAccountForm, status: int = 200
) -> HttpResponse:
    known = bank_accounts()
    shown = _chosen(known, request.GET.get("account", ""))
    context: dict[str, Any] = {
        "known": known,
        "shown": shown,
        "file_form": file_form,
        "account_form": account_form,
        "accounts": accounts(),
    }
    if shown:
        waiting = bank_lines(shown.pk, is_matched=False)
        best = suggestions(shown, waiting)
        context |= {
            "balance": reconciliation(shown),
            "waiting": [(line, next(iter(best[line.pk]), None)) for line in waiting],
            "matched": bank_lines(shown.pk, is_matched=True),
        }
    return render(request, "cooperatives/bank.html", context, status=status)


def _chosen(known: list[BankAccount], asked: str) -> BankAccount | None:
    return next((one for one in known if one.account.code == asked), next(iter(known), None))


def _movement_page(
    request: TenantRequest,
    found: BankLine,
    book_form: BookForm,
    items_form: ItemsForm | None,
    status: int = 200,
) -> HttpResponse:
    matching = getattr(found, "matching", None)
    names = third_party_names()
    context: dict[str, Any] = {
        "line": found,
        "matching": matching,
        "book_form": book_form,
        "accounts": accounts(),
        "sections": ACTIVITIES,
        "parties": names,
    }
    if matching:
        context["settled"] = matched_lines(matching)
    else:
        search = request.GET.get("search", "").strip().casefold()
        items = [item for item in open_items(found.bank_account) if _fits(item, search, names)]
        chosen = set(items_form.data.getlist("items")) if items_form else set()  # type: ignore[attr-defined]
        context |= {
            "suggestions": suggestions(found.bank_account, [found])[found.pk],
            "items_form": items_form or ItemsForm(items=items),
            "items": [(item, names.get(item.auxiliary, item.auxiliary)) for item in items[:MOST_ITEMS]],
            "chosen": chosen,
            "is_cut": len(items) > MOST_ITEMS,
            "most": MOST_ITEMS,
            "search": search,
        }
    return render(request, "cooperatives/bank_line.html", context, status=status)


def _fits(item: Item, search: str, names: dict[str, str]) -> bool:
    told = f"{item.label} {item.piece} {item.code} {item.auxiliary} {names.get(item.auxiliary, '')}"
    return search in told.casefold()
