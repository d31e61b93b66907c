"""Bruno's board: what waits, the engine's suggestion, and the couriers' lines; every choice can be taken back."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
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
from deliveries.services.dispatching import adopt_plan, adopt_suggestion, withdraw
from deliveries.web.basemaps import basemap_url
from deliveries.web.board_map import board_map
from deliveries.web.board_rows import board_page
from deliveries.web.tap_lines import lines_to_look_at
from members.queries.roster import workers

UNDO_SECONDS = 8


class AssignForm(forms.Form):
    """Who gets what, and whom the dispatcher saw on it. Several deliveries are one ride of waiting orders."""

    courier = forms.UUIDField()
    seen = forms.UUIDField(required=False)
    reason = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        assert isinstance(self.data, QueryDict)
        named = self.data.getlist("delivery")
        if not named or not all(_is_uuid(one) for one in named):
            raise forms.ValidationError("delivery")
        return {**self.cleaned_data, "deliveries": [UUID(one) for one in named]}


@allow(can_see_board)
@require_GET
def board(request: TenantRequest) -> HttpResponse:
    return shown(request)


@allow(can_see_board)
@require_GET
def things(request: TenantRequest) -> HttpResponse:
    """What the map shows now."""
    return JsonResponse(board_map(timezone.now(), by=actor_of(request)))


@allow(can_adopt_plan)
@require_POST
def assign(request: TenantRequest) -> HttpResponse:
    """Give deliveries to a courier, all or none. Whoever was slower is told who has it now."""
    form = AssignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a courier for this order."))
        return shown(request, status=422)
    asked = form.cleaned_data
    delivery_ids, seen = asked["deliveries"], asked["seen"]
    if Delivery.objects.filter(pk__in=delivery_ids).count() < len(set(delivery_ids)):
        raise Http404
    at = timezone.now()
    common = {
        "courier_id": asked["courier"],
        "problem": None if seen else suggestions(at).problem,
        "reason": asked["reason"],
        "by": actor_of(request),
        "at": at,
    }
    try:
        if len(delivery_ids) > 1:
            adopt_suggestion(delivery_ids=delivery_ids, **common)
        else:
            adopt_plan(delivery_id=delivery_ids[0], seen_courier_id=seen, **common)
    except NotAllowedNow as refused:
        messages.error(request, explain(refused))
        return shown(request, status=refused.status)
    return _done(request, delivery_ids, courier_id=asked["courier"], previous_id=seen)


@allow(can_adopt_plan)
@require_POST
def take_back(request: TenantRequest, delivery_id: UUID, courier_id: UUID) -> HttpResponse:
    """It waits again or, undoing a change, goes back to whom it was taken from (`?to=`); so do `?also=`."""
    deliveries = [delivery_id, *(UUID(one) for one in request.GET.getlist("also") if _is_uuid(one))]
    previous = request.GET.get("to", "")
    if Delivery.objects.filter(pk__in=deliveries).count() < len(deliveries) or (
        previous and not _is_uuid(previous)
    ):
        raise Http404
    by, at = actor_of(request), timezone.now()
    try:
        for each in deliveries:
            if previous:
                adopt_plan(
                    delivery_id=each, courier_id=UUID(previous), seen_courier_id=courier_id, by=by, at=at
                )
            else:
                withdraw(delivery_id=each, seen_courier_id=courier_id, by=by, at=at)
    except NotAllowedNow as refused:
        messages.error(request, explain(refused))
        return shown(request, status=refused.status)
    return shown(request) if request.htmx else redirect("board", request.cooperative.slug)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _done(
    request: TenantRequest, delivery_ids: Sequence[UUID], *, courier_id: UUID, previous_id: UUID | None
) -> HttpResponse:
    """The board with the bar that takes it back; without a script, on the page that follows."""
    if not request.htmx:
        query = urlencode({"done": delivery_ids, "to": courier_id, "from": previous_id or ""}, doseq=True)
        return redirect(f"{reverse('board', args=[request.cooperative.slug])}?{query}")
    return shown(request, undo=_undo(request, delivery_ids, courier_id, previous_id))


def _undo(
    request: TenantRequest, delivery_ids: Sequence[UUID], courier_id: UUID, previous_id: UUID | None
) -> dict[str, Any] | None:
    found = Delivery.objects.filter(pk__in=delivery_ids).values_list("order__number", flat=True)
    numbers = ", ".join(str(number) for number in sorted(found))
    named = workers({courier_id})
    if not numbers or not named:
        return None
    first, *also = delivery_ids
    url = reverse("board-take-back", args=[request.cooperative.slug, first, courier_id])
    query = urlencode({"also": also, **({"to": previous_id} if previous_id else {})}, doseq=True)
    return {
        "words": _("No. %(number)s → %(name)s") % {"number": numbers, "name": named[courier_id].name},
        "url": f"{url}?{query}" if query else url,
        "seconds": UNDO_SECONDS,
    }


def _asked_undo(request: TenantRequest) -> dict[str, Any] | None:
    """The undo bar of a page that was redirected to after an assignment."""
    done = [UUID(one) for one in request.GET.getlist("done") if _is_uuid(one)]
    courier, previous = request.GET.get("to", ""), request.GET.get("from", "")
    if not done or not _is_uuid(courier):
        return None
    return _undo(request, done, UUID(courier), UUID(previous) if _is_uuid(previous) else None)


def shown(request: TenantRequest, *, status: int = 200, undo: dict[str, Any] | None = None) -> HttpResponse:
    """The board as it is now: its moving parts for htmx, else the whole page."""
    place = here()
    context = {
        "board": board_page(timezone.now()),
        "looks": lines_to_look_at(),
        "undo": undo or (None if request.htmx else _asked_undo(request)),
        "tiles": basemap_url(),
        "live_url": f"/ws/c/{request.cooperative.slug}/all/",
        "live_after": place,
        "is_fragment": bool(request.htmx),
    }
    template = "deliveries/board.html#fragment" if request.htmx else "deliveries/board.html"
    return render(request, template, context, status=status)
