"""Mutual aid: what we grant other co-ops and are granted, offered, answered, and used."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.means.grants import State
from federation.domain.means.terms import Kind, Side
from federation.permissions import can_answer_grant, can_hand_over, can_offer_grant, can_read_means
from federation.queries.means.grants import SeenGrant, grant_seen, grants_here
from federation.queries.means.partners import possible_partners
from federation.queries.membership import may_take_part
from federation.services.here import require_cooperative
from federation.services.means.granting import accept_grant, decline_grant, offer_grant, revoke_grant
from federation.web.means.client import client_part
from federation.web.means.grant_forms import FORMS, ReasonForm
from federation.web.means.grant_words import KINDS, LIVE, shown
from federation.web.means.handed import lines_of
from federation.web.means.tabs import means_for
from members.web.forms import done

SHOWN = 30


@allow(can_read_means)
@require_safe
def grants(request: TenantRequest) -> HttpResponse:
    """All of it, in plain sentences; what waits for us comes first."""
    require_cooperative()
    found = grants_here(timezone.now())
    live = [one for one in found if one.state in LIVE]
    lines = [line for one in found for line in lines_of(one)]
    context = means_for(request, "grants") | {
        "given": [shown(one) for one in live if one.side is Side.GIVER],
        "taken": [shown(one) for one in live if one.side is Side.TAKER and one.state is not State.OFFERED],
        "offers": [shown(one) for one in live if one.side is Side.TAKER and one.state is State.OFFERED],
        "ended": [shown(one) for one in found if one.state not in LIVE][:SHOWN],
        "waiting": [line for line in lines if line["can_answer"]],
        "under_way": [line for line in lines if line["is_live"] and not line["can_answer"]],
        "may_offer": can_offer_grant.test(request.access),
        "may_answer": can_answer_grant.test(request.access),
        "may_hand_over": can_hand_over.test(request.access),
        "may_take_part": may_take_part(request.cooperative.slug, timezone.localdate()),
    }
    return render(request, "federation/means/grants.html", context)


@allow(can_offer_grant)
@require_http_methods(["GET", "POST"])
def offer(request: TenantRequest, kind: str) -> HttpResponse:
    """The terms of one kind are written down; the other co-op reads the very same."""
    require_cooperative()
    if kind not in {*Kind}:
        raise Http404
    today = timezone.localdate()
    form = FORMS[Kind(kind)](request.POST or None, partners=possible_partners(today), today=today)
    if request.method == "POST" and form.is_valid():
        made = done(form, lambda: offer_grant(terms=form.terms(), by=actor_of(request), at=timezone.now()))
        if made is not None:
            messages.success(request, _("Offered. It is in force once they accept these very terms."))
            return redirect("grant", request.cooperative.slug, made.pk)
    context = means_for(request, "grants") | {
        "form": form,
        "kind": kind,
        "kinds": [(one.value, words) for one, words in KINDS.items()],
    }
    return render(request, "federation/means/grant_offer.html", context, status=422 if form.is_bound else 200)


@allow(can_read_means)
@require_safe
def grant(request: TenantRequest, grant_id: UUID) -> HttpResponse:
    """One grant: its terms, what is left, each use with what it came to."""
    return _page(request, _seen(grant_id), ReasonForm())


@allow(can_answer_grant)
@require_POST
def answer(request: TenantRequest, grant_id: UUID) -> HttpResponse:
    """Accept, decline or revoke."""
    seen = _seen(grant_id)
    facts: dict[str, Any] = {"grant_id": grant_id, "by": actor_of(request), "at": timezone.now()}
    if request.POST.get("do") == "accept":
        sha256 = request.POST.get("sha256", "")
        attempt(
            request,
            lambda: accept_grant(sha256=sha256, **facts),
            said=_("Accepted: it is agreed between you."),
        )
        return redirect("grant", request.cooperative.slug, grant_id)
    form = ReasonForm(request.POST)
    service = decline_grant if request.POST.get("do") == "decline" else revoke_grant
    if form.is_valid() and done(form, lambda: service(reason=form.cleaned_data["reason"], **facts)):
        messages.success(request, _("Said: the other co-op reads why."))
        return redirect("grant", request.cooperative.slug, grant_id)
    return _page(request, seen, form, status=422)


def _seen(grant_id: UUID) -> SeenGrant:
    require_cooperative()
    seen = grant_seen(grant_id, timezone.now())
    if seen is None:
        raise Http404
    return seen


def _page(request: TenantRequest, seen: SeenGrant, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    is_offer = seen.state is State.OFFERED
    may_answer = can_answer_grant.test(request.access)
    context = means_for(request, "grants") | {
        "one": shown(seen),
        "lines": lines_of(seen)[::-1],
        "form": form,
        "may_accept": may_answer and is_offer and seen.side is Side.TAKER and seen.is_whole,
        "may_decline": may_answer and is_offer and seen.side is Side.TAKER,
        "may_revoke": may_answer and seen.state in LIVE and not (is_offer and seen.side is Side.TAKER),
        "may_hand_over": can_hand_over.test(request.access),
        "is_whole": seen.is_whole,
    }
    context |= client_part(request, seen)
    return render(request, "federation/means/grant.html", context, status=status)
