"""Hand-overs on their pages: what leaves is shown before it does; what comes is taken on, or declined with a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import Invalid
from coopplatform.web.doing import attempt
from deliveries.queries.elsewhere import sendable
from federation.domain.means.letters import Letter
from federation.domain.means.terms import Kind, Side
from federation.domain.means.uses import UseState, UseStep
from federation.permissions import can_hand_over
from federation.queries.means.grants import SeenGrant, SeenUse, in_force, letter_of
from federation.queries.means.orders import order_links
from federation.services.here import require_cooperative
from federation.services.means.handing_over import hand_over as hand_order_over
from federation.services.means.handing_over import take_back, what_leaves
from federation.services.means.taking_over import decline_handover, take_on
from federation.web.means.grant_words import price_of, shown_use
from federation.web.means.tabs import means_for


@allow(can_hand_over)
@require_http_methods(["GET", "POST"])
def hand_over(request: TenantRequest, order_id: UUID) -> HttpResponse:
    """What would leave, to whom, at which price; nothing goes before the button is pressed."""
    require_cooperative()
    now, order = timezone.now(), sendable(order_id)
    if order is None:
        raise Http404
    choices = in_force(Kind.RELAY, Side.GIVER, now)
    if request.method == "POST":
        chosen = next((one for one in choices if str(one.grant.pk) == request.POST.get("grant")), None)
        if chosen is None:
            messages.error(request, _("Choose a grant that is in force."))
        elif attempt(
            request,
            lambda: hand_order_over(
                order_id=order_id, grant_id=chosen.grant.pk, by=actor_of(request), at=now
            ),
            said=_("No. %(number)s waits for %(partner)s now, and is out of your dispatch.")
            % {"number": order.number, "partner": chosen.partner},
        ):
            return redirect("grants", request.cooperative.slug)
        return redirect("hand-over", request.cooperative.slug, order_id)
    context = means_for(request, "grants") | {
        "order": order,
        "letter": letter_shown(what_leaves(order)),
        "choices": [
            {
                "id": one.grant.pk,
                "partner": one.partner,
                "cents": one.terms.tariff.of_delivery(order.metres),
                "currency": one.terms.currency,
                "price": price_of(one.terms, one.grant.cooperative.name, one.grant.member.name),
                "last": one.terms.valid_until,
            }
            for one in choices
        ],
        "order_url": reverse("order", args=[request.cooperative.slug, order.store_id, order.order_id]),
    }
    return render(request, "federation/means/hand_over.html", context)


@allow(can_hand_over)
@require_POST
def use(request: TenantRequest, use_id: UUID) -> HttpResponse:
    """Take it on, decline it, or take it back."""
    require_cooperative()
    reason = request.POST.get("reason", "")
    facts: dict[str, Any] = {"use_id": use_id, "by": actor_of(request), "at": timezone.now()}
    match request.POST.get("do"):
        case "take":
            attempt(
                request, lambda: take_on(**facts), said=_("Taken on: it waits for a courier on your board.")
            )
        case "decline":
            attempt(
                request,
                lambda: decline_handover(reason=reason, **facts),
                said=_("Declined: it waits with the other co-op again."),
            )
        case "back":
            attempt(
                request,
                lambda: take_back(reason=reason, **facts),
                said=_("Taken back: it waits for one of your couriers."),
            )
        case _other:
            raise Http404
    return redirect("grants", request.cooperative.slug)


def lines_of(seen: SeenGrant) -> list[dict[str, Any]]:
    """Each use of a grant as its line shows it, with what we may do with it."""
    links = order_links([one.use.pk for one in seen.uses])
    return [_line(seen, one, links) for one in seen.uses]


def _line(seen: SeenGrant, use: SeenUse, links: dict[UUID, Any]) -> dict[str, Any]:
    link = links.get(use.use.pk)
    began_it = seen.terms.used_by is seen.side
    is_relay = seen.terms.kind is Kind.RELAY
    is_open = use.state in (UseState.ASKED, UseState.TAKEN)
    booked = bool(link and (link.booked_at or (link.is_ours_to_carry and link.told == UseStep.DONE)))
    return shown_use(seen, use, booked=booked) | {
        "partner": seen.partner,
        "grant_id": seen.grant.pk,
        "is_live": use.is_live,
        "is_ours": began_it,
        "can_answer": is_relay and not began_it and use.state is UseState.ASKED,
        "can_take_back": is_relay and began_it and is_open,
        "letter": _letter(use),
        "order_id": link.order if link else None,
    }


def _letter(use: SeenUse) -> dict[str, Any] | None:
    try:
        return letter_shown(Letter.from_json(letter_of(use.use)))
    except Invalid:
        return None


def letter_shown(letter: Letter) -> dict[str, Any]:
    """With its times as moments."""
    moments = ("ready_at", "opens_at", "promised_at")
    return letter.as_json() | {name: datetime.fromisoformat(getattr(letter, name)) for name in moments}
