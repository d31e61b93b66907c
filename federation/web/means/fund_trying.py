"""The simulator on both sides: asked by GET, answered as a picture and a table, without a script."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from federation.domain.means.fund import FundRules
from federation.domain.means.histories import LEAST_COOPERATIVES
from federation.domain.means.simulation import Parameters
from federation.permissions import can_read_means, can_see_means
from federation.queries.means.fund import histories, version_in_force
from federation.services.here import require_cooperative
from federation.services.means.fund_rules import simulation_body
from federation.web.here import of_the_federation
from federation.web.means.fund_forms import SimulationForm
from federation.web.means.fund_showing import shown
from federation.web.means.tabs import means_for
from members.web.forms import done


@allow(can_read_means)
@require_safe
def own(request: TenantRequest) -> HttpResponse:
    require_cooperative()
    return _page(request, "fund")


@allow(can_see_means)
@require_safe
@of_the_federation
def staff(request: TenantRequest) -> HttpResponse:
    return _page(request, "federation-fund")


def _page(request: TenantRequest, tab: str) -> HttpResponse:
    version = version_in_force()
    rules = version.rules if version else FundRules()
    usual = Parameters.read(version.body["parameters"]) if version else Parameters()
    form = SimulationForm(request.GET or None, rules=rules, usual=usual)
    told: dict[str, Any] | None = None
    if not form.is_bound:
        first = {name: field.initial for name, field in form.fields.items()}
        told = _simulated(SimulationForm(first, rules=rules, usual=usual))
    elif form.is_valid():
        told = _simulated(form)
    drawn_from, row = histories()
    context = means_for(request, tab) | {
        "form": form,
        "is_own": tab == "fund",
        "histories": row,
        "n": len(drawn_from.histories),
        "seed": drawn_from.seed,
        "least": LEAST_COOPERATIVES,
    }
    if told is not None:
        context |= shown(told)
    status = 422 if form.is_bound and told is None else 200
    return render(request, "federation/means/fund_simulation.html", context, status=status)


def _simulated(form: SimulationForm) -> dict[str, Any] | None:
    if not form.is_valid():
        return None
    asked = done(form, form.asked)
    return simulation_body(*asked) if asked else None
