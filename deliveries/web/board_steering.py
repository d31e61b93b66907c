"""Bruno steers the engine: asks why, keeps an order for someone, rules someone out, stops the whole of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError, NotAllowedNow
from coopplatform.web.wording import explain
from deliveries.models import Delivery
from deliveries.permissions import can_adopt_plan, can_see_board, can_stop_automatic
from deliveries.services.automatic import resume_automatic, stop_automatic
from deliveries.services.board_orders import relay_on_board
from deliveries.services.steering import pin_order, rule_in, rule_out, unpin_order
from deliveries.services.taps import see_tap
from deliveries.web.board import shown
from deliveries.web.board_why import why_panel
from deliveries.web.proofs import shown_handover
from deliveries.web.tap_lines import lines_of


class SteerForm(forms.Form):
    """An order's delivery, the courier meant, and why."""

    delivery = forms.UUIDField()
    courier = forms.UUIDField(required=False)
    reason = forms.CharField(required=False, max_length=200)


class HubForm(forms.Form):
    """Where an order changes hands."""

    hub = forms.UUIDField()


@allow(can_see_board)
@require_GET
def why(request: TenantRequest, order_id: UUID) -> HttpResponse:
    """The order's reasons: a panel in the board, a page of its own without a script."""
    panel = why_panel(order_id, timezone.now())
    if panel is None:
        raise Http404
    template = "deliveries/parts/board_why.html" if request.htmx else "deliveries/board_why.html"
    context = {
        "why": panel,
        "taps": lines_of(panel.facts.pickup.delivery_id),
        "handover": shown_handover(panel.facts.order),
    }
    return render(request, template, context)


@allow(can_see_board)
@require_POST
def see(request: TenantRequest, tap_id: UUID) -> HttpResponse:
    """The dispatcher has looked at a tap that could not count."""
    see_tap(tap_id=tap_id, by=actor_of(request), at=timezone.now())
    return shown(request)


@allow(can_adopt_plan)
@require_POST
def pin(request: TenantRequest) -> HttpResponse:
    return _steered(request, lambda asked, by: pin_order(**asked, by=by, at=timezone.now()))


@allow(can_adopt_plan)
@require_POST
def unpin(request: TenantRequest) -> HttpResponse:
    return _steered(
        request, lambda asked, by: unpin_order(delivery_id=asked["delivery_id"], by=by, at=timezone.now())
    )


@allow(can_adopt_plan)
@require_POST
def refuse(request: TenantRequest) -> HttpResponse:
    """Not this courier for this order."""
    return _steered(request, lambda asked, by: rule_out(**asked, by=by, at=timezone.now()))


@allow(can_adopt_plan)
@require_POST
def allow_again(request: TenantRequest) -> HttpResponse:
    def think_again(asked: dict[str, Any], by: Any) -> None:
        rule_in(delivery_id=asked["delivery_id"], courier_id=asked["courier_id"], by=by, at=timezone.now())

    return _steered(request, think_again)


@allow(can_adopt_plan)
@require_POST
def relay(request: TenantRequest, order_id: UUID) -> HttpResponse:
    """Who carries it brings it to a hub, from where it waits for another."""
    if not Delivery.objects.filter(order=order_id).exists():
        raise Http404
    form = HubForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a hub."))
        return shown(request, status=422)
    try:
        relay_on_board(
            order_id=order_id, hub_id=form.cleaned_data["hub"], by=actor_of(request), at=timezone.now()
        )
    except DomainError as refused:
        messages.error(request, explain(refused))
        return shown(request, status=refused.status)
    return _back(request)


@allow(can_stop_automatic)
@require_POST
def automatic(request: TenantRequest) -> HttpResponse:
    """Stop the engine from acting by itself, or let it go on."""
    by, at = actor_of(request), timezone.now()
    if request.POST.get("turn") == "resume":
        resume_automatic(by=by, at=at)
    else:
        stop_automatic(reason=request.POST.get("reason", ""), by=by, at=at)
    return _back(request)


def _steered(request: TenantRequest, act: Callable[[dict[str, Any], Any], Any]) -> HttpResponse:
    form = SteerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a courier for this order."))
        return shown(request, status=422)
    asked = form.cleaned_data
    if not Delivery.objects.filter(pk=asked["delivery"]).exists():
        raise Http404
    named = {"delivery_id": asked["delivery"], "courier_id": asked["courier"], "reason": asked["reason"]}
    try:
        act(named, actor_of(request))
    except NotAllowedNow as refused:
        messages.error(request, explain(refused))
        return shown(request, status=refused.status)
    return _back(request)


def _back(request: TenantRequest) -> HttpResponse:
    return shown(request) if request.htmx else redirect("board-list", request.cooperative.slug)
