"""The treasurer's surplus: what a year left, what the law asks, what the assembly decided, how it is paid."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperatives.queries.books import closed_results, entry_of
from cooperatives.services.closing import close_year
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from members.domain.surplus.allocation import ORDER
from members.domain.surplus.terms import facts_of, is_known, law_of
from members.models import SurplusYear
from members.permissions import can_adopt_allocation
from members.queries.roster import member_names
from members.queries.scenarios import Options, options_of
from members.queries.surplus import Proposal, adopted, facts_entered
from members.queries.work_share import parts_to_pay
from members.services.scenarios import enter_facts
from members.services.surplus import adopt_allocation, carry_forward
from members.services.work_share import pay_work_share
from members.web.around import around
from members.web.bar import places
from members.web.forms import day_field, done, month_choices
from members.web.terms_forms import TermsForm, initial_of

SWATCHES = {
    "legal_reserve": "ink",
    "fro": "ink",
    "statutory_reserve": "grey",
    "fro_other": "grey",
    "fep": "tint",
    "development": "grey",
    "work": "money",
    "interest": "paper",
}
MONTHS_AHEAD = 6
LAWS = {
    "scop": gettext_lazy("By the rules of a SCOP, loi 78-763 of 19 July 1978."),
    "scic": gettext_lazy("By the rules of a SCIC, loi 47-1775 of 10 September 1947."),
    "be_sc": gettext_lazy("By the rules of a Belgian SC agréée, CSA and AR of 8 January 1962."),
    "es_trabajo": gettext_lazy(
        "By the rules of a Spanish cooperativa de trabajo, Ley 27/1999; a regional law may differ."
    ),
}
UNKNOWN_LAW = gettext_lazy(
    "Shared by the rules of a French SCOP (loi 78-763), which this co-op's charter follows; the law of its own "
    "legal form is not checked."
)


class FactsForm(TermsForm):
    """What the law of the form asks of the year."""

    note = forms.CharField(label=gettext_lazy("Where it comes from"), max_length=300)


class AdoptForm(forms.Form):
    decided_on = day_field(gettext_lazy("Day of the assembly"), required=False)
    vote = forms.CharField(
        label=gettext_lazy("Result of the vote"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Like: 14 for, 2 against, 1 abstention."),
    )


class PayForm(forms.Form):
    month = forms.TypedChoiceField(label=gettext_lazy("With the pay of"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = month_choices(today, MONTHS_AHEAD)


@dataclass(frozen=True, slots=True)
class Shared:
    """One year's allocation as the page draws it, adopted or proposed."""

    total_cents: int
    lines: list[dict[str, Any]]
    parts: list[dict[str, Any]]


@allow(can_adopt_allocation)
def latest(request: TenantRequest) -> HttpResponse:
    """The year before this one: the newest that can be over."""
    return redirect("surplus-year", request.cooperative.slug, timezone.localdate().year - 1)


@allow(can_adopt_allocation)
def surplus(request: TenantRequest, year: int) -> HttpResponse:
    return _page(request, year, {})


@require_POST
@allow(can_adopt_allocation)
def close(request: TenantRequest, year: int) -> HttpResponse:
    _check(request, year)
    attempt(
        request,
        lambda: close_year(year=year, by=actor_of(request), at=timezone.now()),
        said=_("The books of %(year)s are closed.") % {"year": year},
    )
    return redirect("surplus-year", request.cooperative.slug, year)


@require_POST
@allow(can_adopt_allocation)
def facts(request: TenantRequest, year: int) -> HttpResponse:
    _check(request, year)
    form = _facts_form(request, year, bound=True)
    if form.is_valid() and done(
        form,
        lambda: enter_facts(
            year=year,
            figures=form.stated(),
            note=form.cleaned_data["note"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Kept for this year."))
        return redirect("surplus-year", request.cooperative.slug, year)
    return _page(request, year, {"facts_form": form})


@require_POST
@allow(can_adopt_allocation)
def adopt(request: TenantRequest, year: int) -> HttpResponse:
    _check(request, year)
    form = AdoptForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: adopt_allocation(
            year=year,
            decided_on=form.cleaned_data["decided_on"],
            vote=form.cleaned_data["vote"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(
            request, _("Adopted. The surplus of %(year)s is shared and in the books.") % {"year": year}
        )
        return redirect("surplus-year", request.cooperative.slug, year)
    return _page(request, year, {"adopt_form": form})


@require_POST
@allow(can_adopt_allocation)
def carry(request: TenantRequest, year: int) -> HttpResponse:
    _check(request, year)
    attempt(
        request,
        lambda: carry_forward(year=year, by=actor_of(request), at=timezone.now()),
        said=_("Carried forward: the next surpluses make it good first."),
    )
    return redirect("surplus-year", request.cooperative.slug, year)


@require_POST
@allow(can_adopt_allocation)
def pay(request: TenantRequest, year: int) -> HttpResponse:
    _check(request, year)
    form = PayForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        entered = done(
            form,
            lambda: pay_work_share(
                year=year, month=form.cleaned_data["month"], by=actor_of(request), at=timezone.now()
            ),
        )
        if entered is not None:
            messages.success(
                request, _("Entered in the month's pay: %(count)s parts.") % {"count": len(entered)}
            )
            return redirect("surplus-year", request.cooperative.slug, year)
    return _page(request, year, {"pay_form": form})


def years_of(request: TenantRequest) -> range:
    """Every year of the co-op, the newest first."""
    return range(timezone.localdate().year, request.cooperative.founded_on.year - 1, -1)


def _check(request: TenantRequest, year: int) -> None:
    if year not in years_of(request):
        raise Http404


def _page(request: TenantRequest, year: int, refused: dict[str, forms.Form]) -> HttpResponse:
    """The year; `refused` are forms that were sent and not accepted, shown again with the reason."""
    _check(request, year)
    today, legal_form = timezone.localdate(), request.cooperative.legal_form
    kept, closed = adopted(year), closed_results()
    options = None if kept else options_of(year, on=today)
    proposal = _proposal(options)
    context = {
        **around(request, year),
        "year": year,
        "years": years_of(request),
        "adopted": kept,
        "proposal": proposal,
        "options": options,
        "shared": _shared(kept, proposal),
        "today": today,
        "is_closed": year in closed,
        "result_cents": closed.get(year, proposal.year.result_cents if proposal else 0),
        "is_carried": entry_of(f"carried:{year}") is not None,
        "currency": request.cooperative.currency,
        "law": LAWS[law_of(legal_form)] if is_known(legal_form) else UNKNOWN_LAW,
        "facts": facts_entered(year),
        "facts_form": _facts_form(request, year) if facts_of(legal_form) and not kept else None,
        "adopt_form": AdoptForm(initial={"decided_on": today}),
        "pay_form": PayForm(today=today),
        "to_pay": parts_to_pay(kept, month=today) if kept else [],
        **refused,
    }
    return render(request, "members/surplus.html", context, status=422 if refused else 200)


def _proposal(options: Options | None) -> Proposal | None:
    """The alternative proposed to the vote, else what the statutes give."""
    if options is None:
        return None
    return options.chosen.proposal if options.chosen else options.ground.propose()


def _facts_form(request: TenantRequest, year: int, *, bound: bool = False) -> FactsForm:
    legal_form, entered = request.cooperative.legal_form, facts_entered(year)
    terms = facts_of(legal_form)
    begun = {"note": entered.note, **initial_of(terms, entered.figures)} if entered else {}
    return FactsForm(request.POST if bound else None, terms=terms, law=law_of(legal_form), initial=begun)


def _shared(kept: SurplusYear | None, proposal: Proposal | None) -> Shared | None:
    if kept is not None:
        return Shared(kept.surplus_cents, _lines(kept.lines, kept.surplus_cents), _parts(kept.parts))
    allocation = proposal.allocation if proposal else None
    if proposal is None or allocation is None:
        return None
    lines = [line.as_json() for line in allocation.lines]
    return Shared(allocation.base_cents, _lines(lines, allocation.base_cents), _parts(proposal.parts))


def _lines(lines: list[dict[str, Any]], total_cents: int) -> list[dict[str, Any]]:
    """As the law lists them, with the share of the whole, the paint and the place in the bar of each line."""
    lines = sorted(lines, key=lambda line: ORDER.index(line["code"]))
    return [
        {**line, **place, "share": line["cents"] / total_cents, "paint": SWATCHES[line["code"]]}
        for line, place in zip(lines, places([line["cents"] for line in lines]), strict=True)
    ]


def _parts(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By name, with the sum of work and interest."""
    names = member_names({part["person_id"] for part in parts})
    named = [
        {
            **part,
            "name": names.get(part["person_id"], ""),
            "cents": part["work_cents"] + part["interest_cents"],
        }
        for part in parts
    ]
    return sorted(named, key=lambda part: part["name"])
