"""Bruno's board: what waits, the engine's suggestion, and the couriers' lines; every choice can be taken back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.journal.reading import here
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.web.wording import explain
from deliveries.models import Delivery
from deliveries.permissions import can_adopt_plan, can_see_board
from deliveries.queries.suggestions import suggestions
from deliveries.services.dispatching import adopt_plan, withdraw
from deliveries.web.basemaps import basemap_url
from deliveries.web.board_map import board_map
from deliveries.web.board_rows import board_page
from members.queries.roster import workers

UNDO_SECONDS = 8


class AssignForm(forms.Form):
    """Who gets what, and whom the dispatcher saw on it."""

    delivery = forms.UUIDField()
    courier = forms.UUIDField()
    seen = forms.UUIDField(required=False)
    reason = forms.CharField(required=False, max_length=200)


@allow(can_see_board)
@require_GET
def board(request: TenantRequest) -> HttpResponse:
    return _shown(request)


@allow(can_see_board)
@require_GET
def things(request: TenantRequest) -> HttpResponse:
    """What the map shows now."""
    return JsonResponse(board_map(timezone.now()))


@allow(can_adopt_plan)
@require_POST
def assign(request: TenantRequest) -> HttpResponse:
    """Give a delivery to a courier. Whoever was slower is told whom it has now."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a courier for this order."))
        return _shown(request, status=422)
    asked = form.cleaned_data
    order_id = _order_id(asked["delivery"])
    at = timezone.now()
    try:
        adopt_plan(
            delivery_id=asked["delivery"],
            courier_id=asked["courier"],
            seen_courier_id=asked["seen"],
            suggestion=None if asked["seen"] else suggestions(at).for_order(order_id),
            reason=asked["reason"],
            by=actor_of(request),
            at=at,
        )
    except NotAllowedNow as refused:
        messages.error(request, explain(refused))
        return _shown(request, status=refused.status)
    return _done(
        request, delivery_id=asked["delivery"], courier_id=asked["courier"], previous_id=asked["seen"]
    )


@allow(can_adopt_plan)
@require_POST
def take_back(request: TenantRequest, delivery_id: UUID, courier_id: UUID) -> HttpResponse:
    """It waits again or, undoing a change, goes back to whom it was taken from (`?to=`)."""
    _order_id(delivery_id)
    by, at = actor_of(request), timezone.now()
    try:
        if previous := request.GET.get("to"):
            adopt_plan(
                delivery_id=delivery_id,
                courier_id=UUID(previous),
                seen_courier_id=courier_id,
                by=by,
                at=at,
            )
        else:
            withdraw(delivery_id=delivery_id, seen_courier_id=courier_id, by=by, at=at)
    except NotAllowedNow as refused:
        messages.error(request, explain(refused))
        return _shown(request, status=refused.status)
    except ValueError as nonsense:
        raise Http404 from nonsense
    return _shown(request) if request.htmx else redirect("board", request.cooperative.slug)


def _order_id(delivery_id: UUID) -> UUID:
    found = Delivery.objects.filter(pk=delivery_id).values_list("order_id", flat=True).first()
    if found is None:
        raise Http404
    return UUID(str(found))


def _done(
    request: TenantRequest, *, delivery_id: UUID, courier_id: UUID, previous_id: UUID | None
) -> HttpResponse:
    """The board with the bar that takes it back; without a script, on the page that follows."""
    if not request.htmx:
        query = urlencode({"done": delivery_id, "to": courier_id, "from": previous_id or ""})
        return redirect(f"{reverse('board', args=[request.cooperative.slug])}?{query}")
    return _shown(request, undo=_undo(request, delivery_id, courier_id, previous_id))


def _undo(
    request: TenantRequest, delivery_id: UUID, courier_id: UUID, previous_id: UUID | None
) -> dict[str, Any]:
    number = Delivery.objects.values_list("order__number", flat=True).get(pk=delivery_id)
    name = workers({courier_id})[courier_id].name
    url = reverse("board-take-back", args=[request.cooperative.slug, delivery_id, courier_id])
    return {
        "words": _("No. %(number)s → %(name)s") % {"number": number, "name": name},
        "url": f"{url}?to={previous_id}" if previous_id else url,
        "seconds": UNDO_SECONDS,
    }


def _asked_undo(request: TenantRequest) -> dict[str, Any] | None:
    """The undo bar of a page that was redirected to after an assignment."""
    try:
        delivery_id, courier_id = UUID(request.GET["done"]), UUID(request.GET["to"])
        previous = request.GET.get("from")
        return _undo(request, delivery_id, courier_id, UUID(previous) if previous else None)
    except (KeyError, ValueError, Delivery.DoesNotExist):
        return None


def _shown(request: TenantRequest, *, status: int = 200, undo: dict[str, Any] | None = None) -> HttpResponse:
    place = here()
    context = {
        "board": board_page(timezone.now()),
        "undo": undo or (None if request.htmx else _asked_undo(request)),
        "tiles": basemap_url(),
        "live_url": f"/ws/c/{request.cooperative.slug}/all/",
        "live_after": place,
        "is_fragment": bool(request.htmx),
    }
    template = "deliveries/board.html#fragment" if request.htmx else "deliveries/board.html"
    return render(request, template, context, status=status)
