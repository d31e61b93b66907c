"""Proof of delivery on pages: what a store asks, what is amiss, and the pictures themselves."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.journal.reading import here
from deliveries.domain.proof import OFFERED, Method, Need, ProofRules
from deliveries.models import Order
from deliveries.permissions import can_manage_stores, can_see_proofs, can_settle_proofs
from deliveries.queries.proofs import Handover, handover_of, incomplete_handovers, order_shown_on, picture_for
from deliveries.queries.stores import store_for
from deliveries.services.proof_rules import set_proof_rules
from deliveries.services.proofs import settle_proof
from deliveries.web.proof_words import METHODS, NEEDS, amiss, how

LOOKED_BACK = timedelta(days=7)
KEPT_BY_BROWSER_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class ShownHandover:
    """A handover with its words."""

    facts: Handover
    how: str
    amiss: list[str]


class ProofForm(forms.Form):
    """Which ways are allowed beside the person, and what each asks."""

    allowed = forms.MultipleChoiceField(
        label=gettext_lazy("Allowed"),
        required=False,
        choices=[(method.value, METHODS[method]) for method in Method if method != Method.PERSON],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, rules: ProofRules) -> None:
        super().__init__(data, initial=_initial(rules))
        for method in Method:
            self.fields[method.value] = forms.MultipleChoiceField(
                label=METHODS[method],
                required=False,
                choices=[(need.value, NEEDS[need]) for need in Need if need in OFFERED[method]],
                widget=forms.CheckboxSelectMultiple,
            )

    def rules(self) -> ProofRules:
        chosen = [Method.PERSON, *(Method(value) for value in self.cleaned_data["allowed"])]
        return ProofRules(
            {method: frozenset(Need(need) for need in self.cleaned_data[method.value]) for method in chosen}
        )

    def ways(self) -> list[tuple[Any, Any]]:
        """For each way, its box among the allowed (None for the person) and its needs."""
        allowed = {box.data["value"]: box for box in self["allowed"]}
        return [(allowed.get(method.value), self[method.value]) for method in Method]


def shown_handover(order: Order) -> ShownHandover | None:
    found = handover_of(order)
    return None if found is None else ShownHandover(found, how(found.proof), amiss(found))


@allow(can_manage_stores)
@require_http_methods(["GET", "POST"])
def store_proof(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """What couriers ask at the door for this store's orders."""
    place = store_for(request.access, store_id)
    if place is None:
        raise Http404
    form = ProofForm(request.POST if request.method == "POST" else None, rules=place.proof_rules)
    if form.is_valid():
        set_proof_rules(store_id=place.pk, rules=form.rules(), by=actor_of(request), at=timezone.now())
        messages.success(request, _("Kept. It holds from the next delivery on."))
        return redirect("store-proof", request.cooperative.slug, place.pk)
    context = {"store": place, "form": form}
    return render(request, "deliveries/store_proof.html", context, status=422 if form.is_bound else 200)


@allow(can_settle_proofs)
@require_GET
def proofs(request: TenantRequest) -> HttpResponse:
    """Deliveries of the last days where something that was asked is not there."""
    place, at = here(), timezone.now()
    found = incomplete_handovers(at - LOOKED_BACK, at)
    context = {
        "handovers": [ShownHandover(handover, how(handover.proof), amiss(handover)) for handover in found],
        "days": LOOKED_BACK.days,
        "live_url": f"/ws/c/{request.cooperative.slug}/all/",
        "live_after": place,
    }
    return render(
        request, "deliveries/proofs.html#list" if request.htmx else "deliveries/proofs.html", context
    )


@allow(can_settle_proofs)
@require_POST
def settle(request: TenantRequest, proof_id: UUID) -> HttpResponse:
    """The dispatcher has looked at it."""
    settle_proof(proof_id=proof_id, by=actor_of(request), at=timezone.now())
    return redirect("proofs", request.cooperative.slug)


@allow(can_see_proofs)
@require_GET
def picture(request: TenantRequest, file_id: UUID) -> HttpResponse:
    """A photo or signature, for those of its store and those who run the co-op."""
    found = picture_for(request.access, file_id)
    order = order_shown_on(found) if found else None
    if found is None or found.image is None or order is None:
        raise Http404
    number = order.number
    response = HttpResponse(bytes(found.image), content_type="image/webp")
    response["Content-Disposition"] = f'inline; filename="{number}-{found.kind}.webp"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=KEPT_BY_BROWSER_SECONDS)
    return response


def _initial(rules: ProofRules) -> dict[str, list[str]]:
    return {
        "allowed": [method.value for method in rules.needs],
        **{method.value: [need.value for need in needs] for method, needs in rules.needs.items()},
    }
