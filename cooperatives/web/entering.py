"""An entry by hand: its paper, and as many lines as it takes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.domain.journals import GENERAL, NAMES, journal_name
from cooperatives.domain.ledger import DraftLine
from cooperatives.domain.sections import ACTIVITIES
from cooperatives.models import Entry
from cooperatives.permissions import can_keep_books
from cooperatives.queries.books import accounts
from cooperatives.queries.third_parties import third_party_names
from cooperatives.services.entering import enter_entry
from cooperatives.web.fields import AccountInput, AmountField, refuse
from cooperatives.web.guards import allow
from cooperatives.web.periods import DayInput
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.ids import uuid7

LINES_OFFERED, LINES_MORE, MOST_LINES = 4, 4, 200


class EntryForm(forms.Form):
    """The entry's head. `key` makes sending it twice post it once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    journal = forms.ChoiceField(label=gettext_lazy("Journal"), initial=GENERAL)
    posted_on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    label = forms.CharField(label=gettext_lazy("What it is"), max_length=200)
    piece_ref = forms.CharField(
        label=gettext_lazy("Piece"), max_length=80, help_text=gettext_lazy("The number on the paper.")
    )
    piece_on = forms.DateField(
        label=gettext_lazy("Day of the piece"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("The day of the entry, if left empty."),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["journal"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, f"{code} {_(journal_name(code, country))}") for code in NAMES]


class LineForm(forms.Form):
    """One line: on one side."""

    account = forms.CharField(
        label=gettext_lazy("Account"), max_length=12, required=False, widget=AccountInput
    )
    debit = AmountField(label=gettext_lazy("Debit"))
    credit = AmountField(label=gettext_lazy("Credit"))
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

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        debit, credit = cleaned.get("debit"), cleaned.get("credit")
        if debit and credit:
            self.add_error("credit", _("A line is on one side only."))
        if (debit or 0) < 0 or (credit or 0) < 0:
            self.add_error("debit", _("Write a negative amount on the other side."))
        if (debit or credit) and not cleaned.get("account"):
            self.add_error("account", _("On which account?"))
        if cleaned.get("account") and not (debit or credit) and not self.errors:
            self.add_error("debit", _("How much?"))
        return cleaned

    def drafted(self) -> DraftLine | None:
        """The line, or None for a row left empty."""
        found = self.cleaned_data
        if not found.get("account"):
            return None
        cents = (found["debit"] or 0) - (found["credit"] or 0)
        return DraftLine(None, cents, found["auxiliary"], found["section"], code=found["account"])


LineFormSet: Any = formset_factory(LineForm, extra=LINES_OFFERED, max_num=MOST_LINES)


@allow(can_keep_books)
def new_entry(request: TenantRequest) -> HttpResponse:
    """Write it, see it checked, post it."""
    country = request.cooperative.country
    if request.method != "POST":
        form = EntryForm(country=country, initial={"key": uuid7(), "posted_on": timezone.localdate()})
        return _page(request, form, LineFormSet(prefix="line"))
    if "more" in request.POST:
        asked = _with_more_lines(request.POST)
        return _page(
            request, EntryForm(asked, country=country), LineFormSet(asked, prefix="line"), status=200
        )
    form, lines = EntryForm(request.POST, country=country), LineFormSet(request.POST, prefix="line")
    entry = _posted(request, form, lines) if form.is_valid() and lines.is_valid() else None
    if entry is None:
        return _page(request, form, lines, status=422)
    messages.success(request, _("Posted as %(number)s.") % {"number": entry})
    return redirect("books-entry", request.cooperative.slug, entry.pk)


def _posted(request: TenantRequest, form: EntryForm, lines: BaseFormSet) -> Entry | None:
    """The entry, or None with the form's errors filled."""
    drafted = [line for line in (one.drafted() for one in lines) if line]
    head = form.cleaned_data
    try:
        return enter_entry(
            key=str(head["key"]),
            journal=head["journal"],
            label=head["label"],
            lines=drafted,
            posted_on=head["posted_on"],
            piece_ref=head["piece_ref"],
            piece_on=head["piece_on"],
            by=actor_of(request),
            at=timezone.now(),
        )
    except DomainError as refusal:
        refuse(form, refusal)
        return None


def _with_more_lines(sent: QueryDict) -> QueryDict:
    asked = sent.copy()
    known = sent.get("line-TOTAL_FORMS", "")
    total = int(known) if known.isdecimal() and len(known) < 4 else LINES_OFFERED
    asked["line-TOTAL_FORMS"] = str(min(MOST_LINES, total + LINES_MORE))
    return asked


def _page(request: TenantRequest, form: EntryForm, lines: BaseFormSet, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "lines": lines,
        "accounts": accounts(),
        "sections": ACTIVITIES,
        "parties": third_party_names(),
        "is_growing": "more" in request.POST,
        "sums": _sums(lines),
    }
    return render(request, "cooperatives/entry_form.html", context, status=status)


def _sums(lines: BaseFormSet) -> dict[str, int] | None:
    """What was typed on each side so far."""
    if not lines.is_bound:
        return None
    rows = [one.cleaned_data for one in lines if one.is_valid()]
    debit = sum(row.get("debit") or 0 for row in rows)
    credit = sum(row.get("credit") or 0 for row in rows)
    return {"debit_cents": debit, "credit_cents": credit, "left_cents": debit - credit}
