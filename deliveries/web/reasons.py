"""Which reasons couriers choose from, for the whole co-op or for one store."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.wording import explain
from deliveries.domain.incidents import LONGEST_REASON, REASONS, USUAL, Reason, one_line
from deliveries.permissions import can_set_reasons
from deliveries.queries.reasons import reasons_set
from deliveries.services.reasons import forget_reasons, set_reasons
from deliveries.web.incident_words import reason_words
from deliveries.web.store_rooms import room, store_here

OWN = 8
"""So many lines for reasons of their own."""


@allow(can_set_reasons)
@require_http_methods(["GET", "POST"])
def reasons(request: TenantRequest) -> HttpResponse:
    """The co-op's list."""
    return _page(request, None, {})


@allow(can_set_reasons)
@require_http_methods(["GET", "POST"])
def store_reasons(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """A store's own list, where it has one."""
    place = store_here(request, store_id)
    return _page(request, place.pk, room(request, place, "store-reasons"))


def _page(request: TenantRequest, store_id: UUID | None, context: dict[str, Any]) -> HttpResponse:
    problem, by, at = "", actor_of(request), timezone.now()
    where = ("store-reasons", store_id) if store_id else ("reasons",)
    if request.method == "POST":
        try:
            if "forget" in request.POST:
                forget_reasons(store_id=store_id, by=by, at=at)
            else:
                set_reasons(store_id=store_id, reasons=_chosen(request.POST), by=by, at=at)
            messages.success(request, _("Kept. It holds from the next report on."))
            return redirect(where[0], request.cooperative.slug, *where[1:])
        except DomainError as refused:
            problem = explain(refused)
    set_here = reasons_set(store_id)
    shown = _chosen(request.POST) if problem else set_here or reasons_set(None) or USUAL
    known = {reason.code: reason for reason in shown}
    own = [reason for reason in shown if reason.code not in REASONS]
    context |= {
        "rows": [
            {
                "code": code,
                "words": reason_words(code),
                "is_used": code in known,
                "wants_photo": code in known and known[code].wants_photo,
            }
            for code in REASONS
        ],
        "own": [*own, *[Reason("")] * max(1, OWN - len(own))],
        "longest": LONGEST_REASON,
        "is_set": set_here is not None,
        "problem": problem,
    }
    return render(request, "deliveries/reasons.html", context, status=422 if problem else 200)


def _chosen(told: Any) -> list[Reason]:
    """Ticked ones in the usual order, then those in their own words; each with its box for a photo."""
    used, photos = told.getlist("used"), told.getlist("photo")
    ticked = [Reason(code, code in photos) for code in REASONS if code in used]
    words = [one_line(text) for text in told.getlist("own")]
    own = [Reason(text, f"own-{place}" in photos) for place, text in enumerate(words) if text]
    return [*ticked, *own]
