"""The alternatives for a year's surplus side by side, before the assembly votes; everyone sees their own part."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from members.domain.surplus.allocation import ORDER
from members.domain.surplus.terms import choices_of, law_of
from members.models import SurplusScenario
from members.permissions import can_draft_scenario, can_read_surplus
from members.queries.roster import worker_of
from members.queries.scenarios import Alternative, Options, options_of, scenario_here, usual_choices
from members.queries.surplus import adopted
from members.services.scenarios import LONGEST_NAME, choose_scenario, draft_scenario, withdraw_scenario
from members.web.around import around
from members.web.bar import places
from members.web.forms import done, posted
from members.web.surplus import SWATCHES, years_of
from members.web.terms_forms import TermsForm, initial_of

LETTERS = "ABCD"


class ScenarioForm(TermsForm):
    """A name, and what the statutes leave to the assembly."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, help_text=gettext_lazy("Like: A. Prudent")
    )


@allow(can_read_surplus)
@require_http_methods(["GET", "POST"])
def options(request: TenantRequest, year: int) -> HttpResponse:
    """The table; the treasurer drafts and changes (`?edit=`) alternatives below it."""
    may_draft = can_draft_scenario.test(request.access)
    if year not in years_of(request) or (request.method == "POST" and not may_draft):
        raise Http404
    seen = options_of(year, on=timezone.localdate())
    edited = _edited(request, year)
    form = _form(request, seen, edited)
    if may_draft and form.is_bound and form.is_valid():
        drafted = done(
            form,
            lambda: draft_scenario(
                year=year,
                name=form.cleaned_data["name"],
                choices=form.stated(),
                scenario_id=edited.pk if edited else None,
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if drafted:
            messages.success(request, _("Kept: %(name)s.") % {"name": drafted.name})
            return redirect("surplus-options", request.cooperative.slug, year)
    worker = worker_of(request.user.pk)
    context = {
        **around(request, year),
        "year": year,
        "years": years_of(request),
        "options": seen,
        "columns": [_column(one) for one in seen.alternatives],
        "rows": [_row(seen, code) for code in seen.codes],
        "own": _own(seen, str(worker.courier_id)) if worker else None,
        "form": form,
        "edited": edited,
        "may_draft": may_draft,
        "adopted": adopted(year),
        "entitled": sum(person.is_entitled for person in seen.ground.people),
        "today": timezone.localdate(),
        "currency": request.cooperative.currency,
    }
    return render(request, "members/surplus_options.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_draft_scenario)
def choose(request: TenantRequest, scenario_id: UUID) -> HttpResponse:
    scenario = _found(scenario_id)
    attempt(
        request,
        lambda: choose_scenario(scenario_id=scenario_id, by=actor_of(request), at=timezone.now()),
        said=_("Proposed to the vote: %(name)s.") % {"name": scenario.name},
    )
    return redirect("surplus-options", request.cooperative.slug, scenario.year)


@require_POST
@allow(can_draft_scenario)
def withdraw(request: TenantRequest, scenario_id: UUID) -> HttpResponse:
    scenario = _found(scenario_id)
    attempt(
        request,
        lambda: withdraw_scenario(scenario_id=scenario_id, by=actor_of(request), at=timezone.now()),
        said=_("Removed: %(name)s.") % {"name": scenario.name},
    )
    return redirect("surplus-options", request.cooperative.slug, scenario.year)


def _found(scenario_id: UUID) -> SurplusScenario:
    scenario = scenario_here(scenario_id)
    if scenario is None:
        raise Http404
    return scenario


def _edited(request: TenantRequest, year: int) -> SurplusScenario | None:
    try:
        scenario = scenario_here(UUID(request.GET.get("edit", "")))
    except ValueError:
        return None
    return scenario if scenario and scenario.year == year else None


def _form(request: TenantRequest, seen: Options, edited: SurplusScenario | None) -> ScenarioForm:
    form = seen.ground.legal_form
    terms = choices_of(form)
    begun = edited.choices if edited else usual_choices(seen.ground)
    name = edited.name if edited else f"{LETTERS[len(seen.alternatives) % len(LETTERS)]}. "
    return ScenarioForm(
        posted(request), terms=terms, law=law_of(form), initial={"name": name, **initial_of(terms, begun)}
    )


def _column(one: Alternative) -> dict[str, Any]:
    """An alternative's head: its name and the whole as a bar."""
    found = one.proposal.allocation.lines if one.proposal.allocation else ()
    lines = sorted(found, key=lambda line: ORDER.index(line.code))
    drawn = places([line.cents for line in lines])
    return {
        "scenario": one.scenario,
        "problem": None if one.proposal.allocation else one.proposal.obstacle,
        "bar": [
            {**place, "paint": SWATCHES[line.code]}
            for line, place in zip(lines, drawn, strict=True)
            if line.cents
        ],
    }


def _row(seen: Options, code: str) -> dict[str, Any]:
    """One line of the law across all alternatives."""
    first = next(line for one in seen.alternatives if (line := one.line(code)))
    base = seen.ground.year.base_cents
    return {
        "code": code,
        "label": first.label,
        "article": first.article,
        "paint": SWATCHES[code],
        "cells": [
            {
                "line": line,
                "share": line.cents / base if line and base else 0,
                "hourly_cents": one.proposal.work_share_of_an_hour_cents if code == "work" else 0,
                "is_chosen": one.scenario.is_chosen,
            }
            for one in seen.alternatives
            for line in (one.line(code),)
        ],
    }


def _own(seen: Options, person_id: str) -> dict[str, Any] | None:
    """The reader's own part of each alternative, and the hours it comes from."""
    person = next((one for one in seen.ground.people if one.id == person_id), None)
    if person is None:
        return None
    parts = [(one, one.part_of(person_id)) for one in seen.alternatives]
    return {
        "person": person,
        "all_seconds": sum(one.seconds for one in seen.ground.people if one.is_entitled),
        "cells": [
            {
                "cents": part.work_cents + part.interest_cents if part else 0,
                "part": part,
                "is_chosen": one.scenario.is_chosen,
            }
            for one, part in parts
        ],
    }
