"""The federation's side of the accounts of exits: drawn up, confirmed by a second person, instalments noted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cooperatives.models import Cooperative
from cooperatives.queries.directory import cooperatives_called
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.means.fund_aftermath import MOST_INSTALMENTS
from federation.models import ExitSettlement
from federation.permissions import (
    can_call_dues,
    can_confirm_settlement,
    can_propose_settlement,
    can_see_means,
)
from federation.queries.means.leaving import settlement_called, standing_of, standing_with, who_left
from federation.queries.means.leaving_account import account_of
from federation.services.means.leaving.paying import note_instalment
from federation.services.means.leaving.proposing import confirm_settlement, propose_settlement
from federation.web.here import of_the_federation
from federation.web.means.leaving_shown import SHAPES, MovedForm, account_context, standing_context
from federation.web.means.tabs import means_for
from members.web.forms import day_field, done

A_MONTH = timedelta(days=30)


class PlanForm(forms.Form):
    instalments = forms.IntegerField(
        label=gettext_lazy("In how many monthly parts"), min_value=1, max_value=MOST_INSTALMENTS, initial=1
    )
    first_on = day_field(gettext_lazy("The first is due on"))
    words = forms.CharField(
        label=gettext_lazy("What you say to it"),
        help_text=gettext_lazy("Needed where the co-op contested the one before."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


@allow(can_see_means)
@require_safe
@of_the_federation
def accounts(request: TenantRequest) -> HttpResponse:
    """Every co-op whose exit is decided, with how far its account is."""
    today = timezone.localdate()
    rows = [
        (
            one,
            SHAPES[one.state] if one.state else "waiting",
            standing_context(one, today, {}, may_note=False)["state_word"]
            or (_("to draw up") if one.has_left(today) else _("belongs until its last day")),
        )
        for one in who_left()
    ]
    context = means_for(request, "federation-leaving") | {"rows": rows}
    return render(request, "federation/means/federation_leaving.html", context)


@allow(can_see_means)
@require_safe
@of_the_federation
def account(request: TenantRequest, member: str) -> HttpResponse:
    return _page(request, _called(member))


@allow(can_see_means)
@require_safe
@of_the_federation
def earlier(request: TenantRequest, settlement_id: UUID) -> HttpResponse:
    """The account of an exit a co-op came back from, with its own plan while that runs."""
    return _earlier_page(request, _agreed(settlement_id))


@require_POST
@allow(can_propose_settlement)
@of_the_federation
def propose(request: TenantRequest, member: str) -> HttpResponse:
    """Drawn up as everything stands now."""
    found, form = _called(member), PlanForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: propose_settlement(slug=member, **form.cleaned_data, by=actor_of(request), at=timezone.now()),
    ):
        messages.success(request, _("Drawn up: the co-op reads it, and signs it or says what is wrong."))
        return redirect("federation-leaving-account", request.cooperative.slug, member)
    return _page(request, found, status=422, plan_form=form)


@require_POST
@allow(can_confirm_settlement)
@of_the_federation
def confirm(request: TenantRequest, settlement_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: confirm_settlement(settlement_id=settlement_id, by=actor_of(request), at=timezone.now()),
        said=_("Confirmed and booked: both sides have the same account."),
    )
    return _back(request, settlement_id)


@require_POST
@allow(can_call_dues)
@of_the_federation
def note(request: TenantRequest, settlement_id: UUID) -> HttpResponse:
    """An instalment that came in, or was paid."""
    row, form = _drawn_up(settlement_id), MovedForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: note_instalment(
            settlement_id=settlement_id, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("Noted and booked."))
        return _back(request, settlement_id)
    if _is_earlier(row):
        return _earlier_page(request, row, status=422, moved_form=form)
    return _page(request, row.member, status=422, moved_form=form)


def _back(request: TenantRequest, settlement_id: UUID) -> HttpResponse:
    row = _drawn_up(settlement_id)
    if _is_earlier(row):
        return redirect("federation-leaving-earlier", request.cooperative.slug, row.pk)
    return redirect("federation-leaving-account", request.cooperative.slug, row.member.slug)


def _drawn_up(settlement_id: UUID) -> ExitSettlement:
    row = settlement_called(settlement_id)
    if row is None:
        raise Http404
    return row


def _agreed(settlement_id: UUID) -> ExitSettlement:
    row = _drawn_up(settlement_id)
    if getattr(row, "agreed", None) is None:
        raise Http404
    return row


def _is_earlier(row: ExitSettlement) -> bool:
    """Whether the member's account is of another exit by now, or settled."""
    now = standing_of(row.member)
    return now is None or now.transition.pk != row.transition_id


def _called(slug: str) -> Cooperative:
    found = cooperatives_called([slug]).get(slug)
    if found is None or standing_of(found) is None:
        raise Http404
    return found


def _page(
    request: TenantRequest,
    member: Cooperative,
    *,
    status: int = 200,
    plan_form: PlanForm | None = None,
    moved_form: MovedForm | None = None,
) -> HttpResponse:
    today, standing = timezone.localdate(), standing_of(member)
    assert standing is not None
    noted = {one.instalment: one.paid_on for one in standing.payments}
    may_note, row = can_call_dues.test(request.access), standing.row
    context: dict[str, Any] = means_for(request, "federation-leaving")
    context |= standing_context(standing, today, noted, may_note=may_note)
    shown = row.read.account if row else account_of(member, standing.last_day)
    may_propose = can_propose_settlement.test(request.access) and standing.has_left(today)
    context |= account_context(shown, here=request.cooperative.slug, earlier="federation-leaving-earlier") | {
        "member": member,
        "last_day": standing.last_day,
        "has_left": standing.has_left(today),
        "plan_form": plan_form or PlanForm(initial={"first_on": today + A_MONTH})
        if may_propose and standing.agreed is None
        else None,
        "may_confirm": can_confirm_settlement.test(request.access),
        "is_own_proposal": row is not None and row.proposed_by_id == request.user.pk,
        "moved_form": moved_form,
        "is_own": False,
    }
    return render(request, "federation/means/federation_leaving_account.html", context, status=status)


def _earlier_page(
    request: TenantRequest, row: ExitSettlement, *, status: int = 200, moved_form: MovedForm | None = None
) -> HttpResponse:
    standing, here = standing_with(row), request.cooperative.slug
    noted = {one.instalment: one.paid_on for one in standing.payments}
    context: dict[str, Any] = means_for(request, "federation-leaving")
    context |= standing_context(
        standing, timezone.localdate(), noted, may_note=can_call_dues.test(request.access)
    )
    context |= account_context(row.read.account, here=here, earlier="federation-leaving-earlier") | {
        "name": row.member.name,
        "back": reverse("federation-leaving-account", args=[here, row.member.slug])
        if standing_of(row.member)
        else reverse("federation-leaving", args=[here]),
        "to_note": reverse("federation-leaving-note", args=[here, row.pk]),
        "moved_form": moved_form,
        "is_own": False,
    }
    return render(request, "federation/means/leaving_earlier.html", context, status=status)
