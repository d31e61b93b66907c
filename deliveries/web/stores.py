"""Rosa's pages: a new order, its price before it is sent, then its progress."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.queries.here import cooperative_here
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.journal.reading import here
from coopplatform.kernel.errors import DomainError
from coopplatform.web.idempotency import KeyReused, RequestKey
from deliveries.models import Order, Store
from deliveries.permissions import (
    can_cancel_order,
    can_manage_prices,
    can_manage_stores,
    can_place_order,
    can_see_board,
)
from deliveries.queries.addresses import search
from deliveries.queries.proofs import code_for_customer
from deliveries.queries.stores import order_of, orders_of, recipients_like, store_for, stores_of
from deliveries.services.ordering import cancel_order, confirm_ready, place_order
from deliveries.services.quoting import PROMISE_SLACK, Offer, quote_order
from deliveries.web.basemaps import basemap_url
from deliveries.web.order_form import OrderForm
from deliveries.web.progress import progress_of, progresses
from deliveries.web.proofs import shown_handover
from deliveries.web.tap_lines import lines_of


@allow(can_place_order)
@require_GET
def stores(request: TenantRequest) -> HttpResponse:
    """The store of the person who has one; the choice for the others."""
    mine = stores_of(request.access)
    if len(mine) == 1:
        return redirect("store", request.cooperative.slug, mine[0].pk)
    context = {
        "stores": mine,
        "can_manage": can_manage_stores.test(request.access),
        "can_price": can_manage_prices.test(request.access),
    }
    return render(request, "deliveries/stores.html", context)


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def store(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """A new order, and those on their way."""
    place = _store(request, store_id)
    if request.method == "GET":
        if request.GET.get("part") == "orders":
            return render(request, "deliveries/store.html#orders", _page(request, place))
        return render(request, "deliveries/store.html", _page(request, place) | {"form": OrderForm(place)})
    form = OrderForm(place, request.POST)
    order = _placed(request, form) if form.is_valid() else None
    if order is not None:
        return _to(request, reverse("order", args=[request.cooperative.slug, place.pk, order.pk]))
    template = "deliveries/store.html#form" if request.htmx else "deliveries/store.html"
    return render(
        request, template, _page(request, place) | {"form": form, "offer": _offer(form)}, status=422
    )


@allow(can_place_order)
@require_POST
def quote(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """Price and arrival of what is typed so far; nothing is written."""
    place = _store(request, store_id)
    form = OrderForm(place, request.POST)
    context = _page(request, place) | {"form": form, "offer": None, "is_fragment": bool(request.htmx)}
    if form.is_valid():
        at = timezone.now()
        try:
            context["offer"] = _shown(quote_order(form.new_order(at), at=at), form)
        except DomainError as refused:
            form.refuse(refused)
    return render(
        request, "deliveries/store.html#offer" if request.htmx else "deliveries/store.html", context
    )


@allow(can_place_order)
@require_GET
def customers(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """The store's customers that a few letters or digits may mean."""
    place = _store(request, store_id)
    found = [
        {"recipient": recipient, "floor": recipient.instructions.partition("\n")[0]}
        for recipient in recipients_like(place.pk, request.GET.get("who", ""))
    ]
    return render(request, "deliveries/parts/customers.html", {"customers": found})


@allow(can_place_order)
@require_GET
def addresses(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """Addresses that what is typed may mean; none is said too."""
    _store(request, store_id)
    text = request.GET.get("address", "").strip()
    context = {"places": search(text), "is_unknown": len(text) >= 5}
    return render(request, "deliveries/parts/addresses.html", context)


@allow(can_place_order)
@require_GET
def order(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """The order on its line, with its price."""
    place = _store(request, store_id)
    live = _live(place)
    shown = _order(place, order_id)
    tracking = reverse("track", args=[request.cooperative.slug, shown.delivery.tracking_token])
    context = {
        "store": place,
        "progress": progress_of(shown),
        "store_url": reverse("store", args=[request.cooperative.slug, place.pk]),
        "tracking_url": request.build_absolute_uri(tracking),
        "handover": shown_handover(shown),
        "code": code_for_customer(shown),
        "taps": lines_of(shown.delivery.pk) if can_see_board.test(request.access) else [],
        **live,
    }
    template = "deliveries/order.html#progress" if request.htmx else "deliveries/order.html"
    return render(request, template, context)


@allow(can_place_order)
@require_POST
def ready(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """The kitchen has it ready."""
    shown = _order(_store(request, store_id), order_id)
    confirm_ready(order_id=shown.pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("No. %(number)s is ready: the courier sees it.") % {"number": shown.number})
    return redirect("order", request.cooperative.slug, store_id, shown.pk)


@allow(can_cancel_order)
@require_POST
def cancel(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """Free until the pickup."""
    shown = _order(_store(request, store_id), order_id)
    cancel_order(order_id=shown.pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("No. %(number)s is cancelled, free of charge.") % {"number": shown.number})
    return redirect("order", request.cooperative.slug, store_id, shown.pk)


def _store(request: TenantRequest, store_id: UUID) -> Store:
    found = store_for(request.access, store_id)
    if found is None:
        raise Http404
    return found


def _order(place: Store, order_id: UUID) -> Order:
    found = order_of(place.pk, order_id)
    if found is None:
        raise Http404
    return found


def _placed(request: HttpRequest, form: OrderForm) -> Order | None:
    """The order, or None with the form's errors filled."""
    by, at = actor_of(request), timezone.now()
    try:
        key = RequestKey.of(form.cleaned_data["key"], by, form.asked())
        return place_order(new=form.new_order(at), by=by, at=at, request_key=key)
    except KeyReused:
        form.add_error(None, _("This order was already sent. Send again to order once more."))
        form.start_anew()
    except DomainError as refused:
        form.refuse(refused)
    return None


def _offer(form: OrderForm) -> dict[str, Any] | None:
    """The price beside a form that could not be sent, when there is one."""
    if not form.is_valid():
        return None
    at = timezone.now()
    try:
        return _shown(quote_order(form.new_order(at), at=at), form)
    except DomainError:
        return None


def _shown(offer: Offer, form: OrderForm) -> dict[str, Any]:
    """`expected_at` is when we think, `promised_at` when we promise."""
    return {
        "ready_at": form.new_order(timezone.now()).ready_at,
        "quote": offer.quote,
        "is_estimated": offer.is_estimated,
        "expected_at": offer.promised_at - PROMISE_SLACK,
        "promised_at": offer.promised_at,
    }


def _page(request: TenantRequest, place: Store) -> dict[str, Any]:
    live = _live(place)
    return {
        "store": place,
        "running": progresses(orders_of(place.pk, is_open=True)),
        "tiles": basemap_url(),
        "can_manage": can_manage_stores.test(request.access),
        "start": {"stops": [{"kind": "pickup", "at": [place.lon, place.lat]}]},
        **live,
    }


def _live(place: Store) -> dict[str, Any]:
    """Asked before the page is read, so that what happens meanwhile is told again rather than missed."""
    return {
        "live_url": f"/ws/c/{cooperative_here().slug}/store:{place.pk}/",
        "live_after": here(),
    }


def _to(request: TenantRequest, url: str) -> HttpResponse:
    """Onwards, for a script as for a form."""
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)
