"""The treasurer's surplus: what a year left, where each euro goes, by which article."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cooperatives.queries.books import closed_results
from cooperatives.services.closing import close_year
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from members.models import SurplusYear
from members.permissions import can_adopt_allocation
from members.queries.roster import member_names
from members.queries.surplus import Proposal, adopted, propose_allocation
from members.services.surplus import adopt_allocation
from members.web.bar import places

SWATCHES = {"legal_reserve": "ink", "development": "grey", "work": "money", "interest": "paper"}


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
    years = _years(request)
    if year not in years:
        raise Http404
    today = timezone.localdate()
    kept = adopted(year)
    proposal = None if kept else propose_allocation(year, on=today)
    closed = closed_results()
    context = {
        "year": year,
        "years": years,
        "adopted": kept,
        "proposal": proposal,
        "shared": _shared(kept, proposal),
        "today": today,
        "is_closed": year in closed,
        "result_cents": closed.get(year, proposal.year.result_cents if proposal else 0),
        "currency": request.cooperative.currency,
        "is_scop": request.cooperative.legal_form == "scop",
    }
    return render(request, "members/surplus.html", context)


@require_POST
@allow(can_adopt_allocation)
def close(request: TenantRequest, year: int) -> HttpResponse:
    if year not in _years(request):
        raise Http404
    attempt(
        request,
        lambda: close_year(year=year, by=actor_of(request), at=timezone.now()),
        said=_("The books of %(year)s are closed.") % {"year": year},
    )
    return redirect("surplus-year", request.cooperative.slug, year)


@require_POST
@allow(can_adopt_allocation)
def adopt(request: TenantRequest, year: int) -> HttpResponse:
    if year not in _years(request):
        raise Http404
    attempt(
        request,
        lambda: adopt_allocation(year=year, by=actor_of(request), at=timezone.now()),
        said=_("Adopted. The surplus of %(year)s is shared and in the books.") % {"year": year},
    )
    return redirect("surplus-year", request.cooperative.slug, year)


def _years(request: TenantRequest) -> range:
    """Every year of the co-op, the newest first."""
    return range(timezone.localdate().year, request.cooperative.founded_on.year - 1, -1)


def _shared(kept: SurplusYear | None, proposal: Proposal | None) -> Shared | None:
    if kept is not None:
        return Shared(kept.surplus_cents, _lines(kept.lines, kept.surplus_cents), _parts(kept.parts))
    allocation = proposal.allocation if proposal else None
    if proposal is None or allocation is None:
        return None
    lines = [line.as_json() for line in allocation.lines]
    return Shared(allocation.base_cents, _lines(lines, allocation.base_cents), _parts(proposal.parts))


def _lines(lines: list[dict[str, Any]], total_cents: int) -> list[dict[str, Any]]:
    """With the share of the whole, the paint and the place in the bar of each line."""
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
