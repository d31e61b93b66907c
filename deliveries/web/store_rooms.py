"""What the pages of a store have in common: which store it is, and who may do what there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperatives.queries.here import cooperative_here
from cooperatives.web.requests import TenantRequest
from coopplatform.journal.reading import here
from deliveries.domain.store_roles import StoreRole, roles_with
from deliveries.models import Store
from deliveries.permissions import can_manage_prices, can_manage_stores
from deliveries.queries.stores import role_in, store_for

ROOMS = (
    ("store", gettext_lazy("New order"), StoreRole.ORDERS),
    ("store-orders", gettext_lazy("Orders"), StoreRole.VIEWER),
    ("store-book", gettext_lazy("Address book"), StoreRole.ORDERS),
    ("store-recurrences", gettext_lazy("Standing orders"), StoreRole.ORDERS),
    ("store-imports", gettext_lazy("Import"), StoreRole.ORDERS),
    ("store-requests", gettext_lazy("Public form"), StoreRole.ORDERS),
    ("store-people", gettext_lazy("People"), StoreRole.MANAGER),
)


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    label: Any
    url: str


def store_here(request: TenantRequest, store_id: UUID, needed: StoreRole = StoreRole.VIEWER) -> Store:
    """The store, if the person may do that there; else nobody learns that it exists."""
    found = store_for(request.access, store_id, needed)
    if found is None:
        raise Http404
    return found


def room(request: TenantRequest, store: Store, name: str) -> dict[str, Any]:
    """The context every page of a store stands on: its rooms, and the one we are in."""
    role, slug = role_in(request.access, store.pk), request.cooperative.slug
    rooms = [
        Room(url_name, label, reverse(url_name, args=[slug, store.pk]))
        for url_name, label, needed in ROOMS
        if role in roles_with(needed)
    ]
    if can_manage_prices.test(request.access):
        prices = reverse("store-prices", args=[slug, store.pk])
        rooms.append(Room("store-prices", _("Prices and slots"), prices))
        rooms.append(Room("store-notices", _("Notices"), reverse("store-notices", args=[slug, store.pk])))
        rooms.append(Room("store-reasons", _("Reasons"), reverse("store-reasons", args=[slug, store.pk])))
    if can_manage_stores.test(request.access):
        rooms.append(Room("store-settings", _("Settings"), reverse("store-settings", args=[slug, store.pk])))
    return {"store": store, "rooms": rooms, "room": name, "can_order": role in roles_with(StoreRole.ORDERS)}


def live(store: Store) -> dict[str, Any]:
    """Asked before the page is read, so that what happens meanwhile is told again rather than missed."""
    return {"live_url": f"/ws/c/{cooperative_here().slug}/store:{store.pk}/", "live_after": here()}
