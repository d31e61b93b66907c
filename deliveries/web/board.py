"""Bruno's board: the live page, and a plain list without a script, where one can assign and take back."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
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
from deliveries.models import Delay, Delivery
from deliveries.permissions import can_adopt_plan, can_see_board
from deliveries.queries.groups import move_made
from deliveries.queries.suggestions import suggestions
from deliveries.services.dispatching import adopt_plan, adopt_suggestion, withdraw
from deliveries.web.basemaps import basemap_url
from deliveries.web.board_json import embedded, state_now
from deliveries.web.board_notices import board_notices
from deliveries.web.board_rows import board_page
from deliveries.web.board_texts import board_texts, board_urls
from deliveries.web.board_words import words_of
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
    """The live board with what is on it now; its script follows from there (`board_data`)."""
    slug, state = request.cooperative.slug, state_now()
    context = {
        "tiles": basemap_url(),
        "urls": board_urls(slug),
        "words": board_texts(),
        "reasons": list(Delay.Reason.choices),
        "zone": request.cooperative.timezone,
        "live_url": f"/ws/c/{slug}/all/",
        "live_after": state["place"],
        "state": embedded(state, "board-state"),
    }
    return render(request, "deliveries/board.html", context)


@allow(can_see_board)
@require_GET
def board_list(request: TenantRequest) -> HttpResponse:
    """The board as a list."""
    return shown(request)


@allow(can_see_board)
@require_GET
def notices(request: TenantRequest) -> HttpResponse:
    """What else the dispatcher should look at: taps kept, proofs missing, tours of the day, dispatch by itself."""
    return render(request, "deliveries/parts/board_notices.html", board_notices(timezone.now()))


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
    return shown(request) if request.htmx else redirect("board-list", request.cooperative.slug)


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
        return redirect(f"{reverse('board-list', args=[request.cooperative.slug])}?{query}")
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
    moved = request.GET.get("moved", "")
    if _is_uuid(moved) and (row := move_made(UUID(moved), str(actor_of(request)))):
        url = reverse("board-list-undo", args=[request.cooperative.slug])
        return {"words": words_of(row), "url": url, "seconds": UNDO_SECONDS}
    done = [UUID(one) for one in request.GET.getlist("done") if _is_uuid(one)]
    courier, previous = request.GET.get("to", ""), request.GET.get("from", "")
    if not done or not _is_uuid(courier):
        return None
    return _undo(request, done, UUID(courier), UUID(previous) if _is_uuid(previous) else None)


def shown(request: TenantRequest, *, status: int = 200, undo: dict[str, Any] | None = None) -> HttpResponse:
    """The board as it is now: its moving parts for htmx, else the whole page."""
    if request.htmx and request.htmx.target == "notices":
        return notices(request)
    place = here()
    context = {
        "board": board_page(timezone.now()),
        "looks": lines_to_look_at(),
        "undo": undo or (None if request.htmx else _asked_undo(request)),
        "live_url": f"/ws/c/{request.cooperative.slug}/all/",
        "live_after": place,
        "is_fragment": bool(request.htmx),
    }
    template = "deliveries/board_list.html#fragment" if request.htmx else "deliveries/board_list.html"
    return render(request, template, context, status=status)
