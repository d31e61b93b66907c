"""A store's public form: anybody orders, also inside the store's own site; no account, no cookie."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.web.guards import allow, open_to_anyone
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError
from coopplatform.web.idempotency import KeyReused, RequestKey
from coopplatform.web.limits import limited
from coopplatform.web.wording import explain
from deliveries.domain.store_roles import StoreRole
from deliveries.models import OrderRequest, PublicForm, Store
from deliveries.permissions import can_place_order
from deliveries.queries.requests import open_form, public_form_of, request_called, waiting_requests
from deliveries.services.quoting import quote_order
from deliveries.services.requesting import accept_request, ask_for_order, decline_request, set_public_form
from deliveries.web.destination_form import PickupForm
from deliveries.web.order_form import OrderForm
from deliveries.web.store_rooms import live, room, store_here

PER_MINUTE = 30
ANYBODY = Actor.platform("public-form")


def framed_anywhere(view: Any) -> Any:
    """Other sites may show the page inside theirs."""
    return xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(view))


class RequestForm(OrderForm):
    """The store's form, less what a stranger has no business with; `website` is for robots, people do not see it."""

    website = forms.CharField(required=False, max_length=200)

    def __init__(self, store: Store, data: Any = None) -> None:
        super().__init__(store, data)
        for name in ("needs", "proof", "kilos", "customer", "lat", "lon"):
            del self.fields[name]
        self.fields["who"].label = gettext_lazy("Name and phone")
        self.pickup, self.stops = PickupForm(store, {}), []

    def clean(self) -> dict[str, Any]:
        """Customers of the store are nobody's to look up; a robot fills what it finds."""
        cleaned = super().clean()
        if cleaned.get("website"):
            self.add_error(None, _("Leave the hidden field empty."))
        return cleaned | {"needs": [], "proof": [], "kilos": None}


class SettingsForm(forms.Form):
    is_open = forms.BooleanField(label=gettext_lazy("The form is open"), required=False)
    is_automatic = forms.BooleanField(label=gettext_lazy("Order at once, without asking us"), required=False)
    welcome = forms.CharField(label=gettext_lazy("A word at its top"), required=False, max_length=300)


@csrf_exempt
@framed_anywhere
@open_to_anyone
@require_http_methods(["GET", "POST"])
@limited("public-order", per_minute=PER_MINUTE)
def public_order(request: TenantRequest, token: str) -> HttpResponse:
    """Nobody is logged in here, so nothing is there that another site could abuse: no token against forgery."""
    found = open_form(token)
    if found is None:
        raise Http404
    form = RequestForm(found.store, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"public": found, "store": found.store, "form": form}
    if form.is_bound and form.is_valid():
        if "price" in request.POST:
            context["offer"] = _offer(form)
        elif asked := _asked(form, token):
            return redirect("public-request", request.cooperative.slug, asked.token)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "deliveries/public_order.html", context, status=status)


@framed_anywhere
@open_to_anyone
@require_GET
@limited("public-order", per_minute=PER_MINUTE)
def public_request(request: TenantRequest, token: str) -> HttpResponse:
    """What became of it; once it is an order, the way to its tracking page."""
    found = request_called(token)
    if found is None:
        raise Http404
    order = found.order
    tracking = order and reverse("track", args=[request.cooperative.slug, order.delivery.tracking_token])
    response = render(
        request,
        "deliveries/public_request.html",
        {"asked": found, "store": found.store, "tracking": tracking},
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def requests(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """What waits for an answer, and the form's own settings."""
    needed = StoreRole.MANAGER if request.method == "POST" else StoreRole.ORDERS
    place = store_here(request, store_id, needed)
    lively, public = live(place), public_form_of(place.pk)
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=_initial(public))
    if form.is_bound and form.is_valid():
        set_public_form(store_id=place.pk, **form.cleaned_data, by=actor_of(request), at=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("store-requests", request.cooperative.slug, place.pk)
    address = public and reverse("public-order", args=[request.cooperative.slug, public.token])
    context = {
        **room(request, place, "store-requests"),
        "form": form,
        "public": public,
        "public_url": address and request.build_absolute_uri(address),
        "waiting": waiting_requests(place.pk),
        **lively,
    }
    template = "deliveries/requests.html#waiting" if request.htmx else "deliveries/requests.html"
    return render(request, template, context)


@allow(can_place_order)
@require_POST
def decide(request: TenantRequest, store_id: UUID, request_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    common: dict[str, Any] = {
        "store_id": place.pk,
        "request_id": request_id,
        "by": actor_of(request),
        "at": timezone.now(),
    }
    try:
        if "decline" in request.POST:
            decline_request(reason=request.POST.get("reason", ""), **common)
        else:
            asked = accept_request(**common)
            assert asked.order is not None
            messages.success(request, _("Ordered, no. %(number)s.") % {"number": asked.order.number})
    except DomainError as refused:
        if refused.status == 404:
            raise
        messages.error(request, explain(refused))
    return redirect("store-requests", request.cooperative.slug, place.pk)


def _initial(public: PublicForm | None) -> dict[str, Any]:
    if public is None:
        return {}
    return {"is_open": public.is_open, "is_automatic": public.is_automatic, "welcome": public.welcome}


def _offer(form: RequestForm) -> Any:
    at = timezone.now()
    try:
        return quote_order(form.new_orders(at)[0], at=at)
    except DomainError as refused:
        form.refuse(refused)
    return None


def _asked(form: RequestForm, token: str) -> OrderRequest | None:
    at = timezone.now()
    try:
        return ask_for_order(
            form_token=token,
            new=form.new_orders(at)[0],
            by=ANYBODY,
            at=at,
            request_key=RequestKey.of(form.cleaned_data["key"], ANYBODY, form.asked()),
        )
    except KeyReused:
        form.add_error(None, _("This order was already sent. Send again to order once more."))
        form.start_anew()
    except DomainError as refused:
        form.refuse(refused)
    return None
