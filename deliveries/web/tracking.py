"""The recipient's page, behind an unguessable link: when it comes, where it is, and no more."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from cooperatives.web.guards import open_to_anyone
from cooperatives.web.requests import TenantRequest
from coopplatform.journal.reading import here
from coopplatform.kernel.geo import Point
from coopplatform.web.limits import limited
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.queries.notices import has_notices
from deliveries.queries.tracking import Tracking, tracking
from deliveries.services.looking import look_by_link
from deliveries.web.basemaps import basemap_url
from deliveries.web.progress import delay_words, expected_at
from deliveries.web.proof_words import how

PER_MINUTE = 120


@open_to_anyone
@require_GET
@limited("track", per_minute=PER_MINUTE)
def track(request: TenantRequest, token: str) -> HttpResponse:
    """Whoever holds the link may look; robots may not, and the link is told to no other site."""
    now_at = here()
    found = tracking(token)
    if found is None:
        raise Http404
    at = timezone.now()
    place = look_by_link(found, at)
    context = {
        "tracking": found,
        "state": _state(found),
        "expected_at": expected_at(found.order, found.pickup, at, found.promise),
        "delay": delay_words(found.promise) if found.order.closed_at is None else "",
        "token": token,
        "can_stop": has_notices(found.order),
        "things": _things(found, place) if place else None,
        "how": found.proof and how(found.proof),
        "tiles": basemap_url(),
        "live_url": f"/ws/c/{request.cooperative.slug}/delivery:{found.delivery_id}/?key={token}",
        "live_after": now_at,
    }
    template = "deliveries/track.html#track" if request.htmx else "deliveries/track.html"
    response = render(request, template, context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_store=True)
    return response


def _state(found: Tracking) -> str:
    """One word for the template: waiting, kitchen, riding, door, delivered, failed or cancelled."""
    match OrderState(found.order.state):
        case OrderState.PICKED_UP:
            return "door" if found.dropoff.state == TaskState.ARRIVED else "riding"
        case OrderState.PLACED:
            return "waiting"
        case OrderState.DISPATCHED:
            return "kitchen"
    return str(found.order.state)


def _things(found: Tracking, place: Point) -> dict[str, Any]:
    """The map's courier and stop."""
    door = found.dropoff.point
    return {
        "couriers": [{"code": found.courier_code, "at": [place.lon, place.lat], "live": True}],
        "stops": [{"kind": "next-dropoff", "at": [door.lon, door.lat]}],
    }
