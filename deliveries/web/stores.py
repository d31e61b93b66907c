"""Rosa's first page: a new order, its price before it is sent, and those on their way."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.idempotency import KeyReused, RequestKey
from deliveries.domain.store_roles import StoreRole
from deliveries.models import Order, Store
from deliveries.permissions import can_manage_prices, can_manage_stores, can_place_order
from deliveries.queries.addresses import search
from deliveries.queries.stores import order_of, orders_of, recipients_like, stores_of
from deliveries.services.consigning import place_consignment, quote_consignment
from deliveries.services.ordering import place_order
from deliveries.services.quoting import PROMISE_SLACK, NewOrder, Offer
from deliveries.web.basemaps import basemap_url
from deliveries.web.order_form import OrderForm
from deliveries.web.progress import coming
from deliveries.web.store_rooms import live, room, store_here


@allow(can_place_order)
@require_GET
def stores(request: TenantRequest) -> HttpResponse:
    """The store of the person who has one; the choice for the others."""
    mine = stores_of(request.access)
    can_manage = can_manage_stores.test(request.access)
    if len(mine) == 1 and not can_manage:
        return redirect("store", request.cooperative.slug, mine[0].pk)
    context = {
        "stores": mine,
        "can_manage": can_manage,
        "can_price": can_manage_prices.test(request.access),
    }
    return render(request, "deliveries/stores.html", context)


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def store(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """A new order, or one `?again=`, and those on their way; who only looks sees those."""
    place = store_here(request, store_id, StoreRole.VIEWER if request.method == "GET" else StoreRole.ORDERS)
    if request.method == "GET":
        if request.GET.get("part") == "orders":
            return render(request, "deliveries/store.html#orders", _page(request, place))
        form = OrderForm(place, again=_again(request, place), is_office=_is_office(request))
        return render(request, "deliveries/store.html", _page(request, place) | {"form": form})
    form = OrderForm(place, request.POST, is_office=_is_office(request))
    order = _placed(request, form) if form.is_valid() else None
    if order is not None:
        return _to(request, reverse("order", args=[request.cooperative.slug, place.pk, order.pk]))
    template = "deliveries/store.html#form" if request.htmx else "deliveries/store.html"
    context = _page(request, place) | {"form": form, "offer": _offer(form)}
    return render(request, template, context, status=422)


@allow(can_place_order)
@require_POST
def quote(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """Price and arrival of what is typed so far; nothing is written."""
    place = store_here(request, store_id, StoreRole.ORDERS)
    form = OrderForm(place, request.POST, is_office=_is_office(request))
    context = _page(request, place) | {"form": form, "is_fragment": bool(request.htmx)}
    context["offer"] = _offer(form, is_told=True)
    template = "deliveries/store.html#offer" if request.htmx else "deliveries/store.html"
    return render(request, template, context)


@allow(can_place_order)
@require_GET
def customers(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """The store's customers that a few letters or digits may mean."""
    place = store_here(request, store_id, StoreRole.ORDERS)
    found = [
        {
            "recipient": recipient,
            "floor": recipient.instructions.partition("\n")[0],
            "note": recipient.instructions.partition("\n")[2],
        }
        for recipient in recipients_like(place.pk, request.GET.get("who", ""))
    ]
    return render(request, "deliveries/parts/customers.html", {"customers": found})


@allow(can_place_order)
@require_GET
def addresses(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """Addresses that what is typed may mean; none is said too."""
    store_here(request, store_id, StoreRole.ORDERS)
    text = request.GET.get("address", "").strip()
    context = {"places": search(text), "is_unknown": len(text) >= 5}
    return render(request, "deliveries/parts/addresses.html", context)


def _is_office(request: TenantRequest) -> bool:
    return bool(can_manage_prices.test(request.access))


def _again(request: TenantRequest, place: Store) -> Order | None:
    try:
        return order_of(place.pk, UUID(request.GET["again"])) if "again" in request.GET else None
    except ValueError:
        return None


def _placed(request: HttpRequest, form: OrderForm) -> Order | None:
    """The first of what was ordered, or None with the form's errors filled."""
    by, at = actor_of(request), timezone.now()
    try:
        key = RequestKey.of(form.cleaned_data["key"], by, form.asked())
        asked = form.new_orders(at)
        if len(asked) == 1:
            return place_order(new=asked[0], by=by, at=at, request_key=key)
        return place_consignment(stops=asked, by=by, at=at, request_key=key)[0]
    except KeyReused:
        form.add_error(None, _("This order was already sent. Send again to order once more."))
        form.start_anew()
    except DomainError as refused:
        form.refuse(refused)
    return None


def _offer(form: OrderForm, *, is_told: bool = False) -> dict[str, Any] | None:
    """The price of what is typed; why there is none stands in the form, where it `is_told`."""
    if not form.is_valid():
        return None
    at = timezone.now()
    try:
        asked = form.new_orders(at)
        return _shown(asked, quote_consignment(asked, at=at))
    except DomainError as refused:
        if is_told:
            form.refuse(refused)
    return None


def _shown(asked: Sequence[NewOrder], offers: Sequence[Offer]) -> dict[str, Any]:
    """`expected_at` is when we think, `promised_at` when we promise."""
    rows = [
        {
            "name": new.to.name,
            "pickup": new.pickup.name if new.pickup else "",
            "ready_at": new.ready_at,
            "quote": offer.quote,
            "is_estimated": offer.is_estimated,
            "expected_at": max(new.opens_at, offer.promised_at - PROMISE_SLACK),
            "promised_at": offer.promised_at,
        }
        for new, offer in zip(asked, offers, strict=True)
    ]
    return rows[0] | {"rows": rows, "total_cents": sum(offer.quote.total_cents for offer in offers)}


def _page(request: TenantRequest, place: Store) -> dict[str, Any]:
    context = live(place)
    return {
        **room(request, place, "store"),
        "running": coming(orders_of(place.pk, is_open=True)),
        "tiles": basemap_url(),
        "can_manage": can_manage_stores.test(request.access),
        "start": {"stops": [{"kind": "pickup", "at": [place.lon, place.lat]}]},
        **context,
    }


def _to(request: TenantRequest, url: str) -> HttpResponse:
    """Onwards, for a script as for a form."""
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else redirect(url)
