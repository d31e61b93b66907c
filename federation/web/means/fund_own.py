"""A co-op's side of the fund: its rules and balance, our contribution, our warning lights, what we ask."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.queries.directory import the_federation
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_claims import check_asking
from federation.domain.means.fund_figures import Figures, contribution_of
from federation.permissions import can_ask_fund, can_read_means, can_share_base
from federation.queries.means.fund import version_in_force
from federation.queries.means.fund_own import (
    asking,
    computed,
    owed_if_we_left,
    own_bases,
    own_calls,
    own_claims,
    own_lights,
)
from federation.services.here import require_cooperative
from federation.services.means.fund_asking import BASE_FIELDS, ask_fund, share_base
from federation.services.means.fund_booking import book_own_side
from federation.web.means.fund_forms import ClaimForm, FiguresForm
from federation.web.means.fund_showing import claim_shown, lights_shown, of_everybody, version_shown
from federation.web.means.tabs import means_for
from members.web.forms import done, posted

ASKED_OF = {
    Purpose.SOLIDARITY: ("turnover_cents", "result_cents", "loss_years", "losses_cents", "highest_capital_cents"),
    Purpose.GUARANTEE: (
        "turnover_cents", "unpaid_cents", "cash_cents", "spent_cents", "wages_owed_cents", "weekly_wages_cents",
    ),
}  # fmt: skip


@allow(can_read_means)
@require_safe
def fund(request: TenantRequest) -> HttpResponse:
    require_cooperative()
    today = timezone.localdate()
    context = means_for(request, "fund") | of_everybody(_currency(request))
    version, last = context["version"], today.year - 1
    bases = {base.year: base for base in reversed(own_bases())}
    told = computed(last)
    figures = bases[last].year_figures if last in bases else Figures.read(told) if told else None
    context |= {
        "last_year": last,
        "bases": [bases[year] for year in sorted(bases, reverse=True)],
        "dues": contribution_of(version.rules, figures) if version and figures else (),
        "is_shared": last in bases,
        "calls": own_calls(),
        "lights": lights_shown(own_lights(version.rules, today)) if version else [],
        "claims": [claim_shown(one, today) for one in own_claims()],
        "owed": owed_if_we_left(version.rules, today) if version else 0,
        "may_share": can_share_base.test(request.access) and version is not None,
        "asks": _asks(today) if version and can_ask_fund.test(request.access) else [],
        "may_book": can_share_base.test(request.access),
    }
    return render(request, "federation/means/fund.html", context)


@allow(can_share_base)
@require_http_methods(["GET", "POST"])
def share(request: TenantRequest) -> HttpResponse:
    """What leaves is on the page before it leaves."""
    require_cooperative()
    year = timezone.localdate().year - 1
    form = FiguresForm(posted(request), names=BASE_FIELDS, booked=computed(year))
    if form.is_valid() and done(
        form,
        lambda: share_base(year=year, declared=form.declared(), by=actor_of(request), at=timezone.now()),
    ):
        messages.success(request, _("Shared: the federation can call the contribution now."))
        return redirect("fund", request.cooperative.slug)
    context = means_for(request, "fund") | {"form": form, "year": year, "is_booked": bool(form.booked)}
    return render(request, "federation/means/fund_share.html", context, status=422 if form.is_bound else 200)


@allow(can_ask_fund)
@require_http_methods(["GET", "POST"])
def ask(request: TenantRequest) -> HttpResponse:
    """A claim for a purpose, filled in with what the books say."""
    require_cooperative()
    today = timezone.localdate()
    wanted = request.POST.get("purpose") or request.GET.get("purpose")
    purpose = Purpose.GUARANTEE if wanted == Purpose.GUARANTEE else Purpose.SOLIDARITY
    before = asking(purpose, today)
    booked = computed(before.year, until=today if purpose is Purpose.GUARANTEE else None)
    form = ClaimForm(posted(request), names=ASKED_OF[purpose], booked=booked)
    if form.is_valid() and done(
        form,
        lambda: ask_fund(
            purpose=purpose,
            declared=form.declared(),
            words=form.cleaned_data["words"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Asked: two people of the federation decide, and you read how."))
        return redirect("fund", request.cooperative.slug)
    version = version_in_force()
    context = means_for(request, "fund") | {
        "form": form,
        "purpose": purpose,
        "is_guarantee": purpose is Purpose.GUARANTEE,
        "year": before.year,
        "has_rules": version is not None,
    }
    return render(request, "federation/means/fund_ask.html", context, status=422 if form.is_bound else 200)


@allow(can_read_means)
@require_safe
def version(request: TenantRequest, fund_version_id: UUID) -> HttpResponse:
    """What was put to the vote, with the curve as voters saw it."""
    require_cooperative()
    found = version_shown(fund_version_id)
    if found is None:
        raise Http404
    context = means_for(request, "fund") | found | {"is_own": True}
    return render(request, "federation/means/fund_version.html", context)


@allow(can_share_base)
@require_POST
def book(request: TenantRequest) -> HttpResponse:
    require_cooperative()
    attempt(
        request,
        lambda: book_own_side(by=actor_of(request), at=timezone.now()),
        said=_("Your books hold your side of the fund."),
    )
    return redirect("fund", request.cooperative.slug)


def _asks(today: Any) -> list[tuple[str, str, str]]:
    """Each purpose with its word for the button, or why it is not open to us now."""
    version = version_in_force()
    assert version is not None
    found = []
    words = {
        Purpose.SOLIDARITY: _("Ask for help with a loss"),
        Purpose.GUARANTEE: _("Ask for the guarantee of wages"),
    }
    for purpose, label in words.items():
        try:
            check_asking(version.rules, purpose, asking(purpose, today).asking, on=today)
        except DomainError as refusal:
            found.append((str(purpose), label, explain(refusal)))
        else:
            found.append((str(purpose), label, ""))
    return found


def _currency(request: TenantRequest) -> str:
    house = the_federation()
    return house.currency if house else request.cooperative.currency
