"""What a store is, as the co-op's administrator writes it down; and its keys to the API."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.domain.sections import ACTIVITIES
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.geo import Point
from coopplatform.web.wording import explain
from deliveries.domain.opening import DAYS, read_spans, written
from deliveries.models import Store
from deliveries.permissions import can_manage_stores
from deliveries.queries.addresses import Place, search
from deliveries.queries.store_keys import key_of, keys_of
from deliveries.services.stores import StoreFacts, change_store, issue_token, open_store, revoke_token
from deliveries.web.basemaps import basemap_url
from deliveries.web.store_rooms import room, store_here

FIELD_OF = {"name": "name", "phone": "phone", "ready_minutes": "ready_minutes", "address": "address"}


class StoreForm(forms.Form):
    """Shape only. The place comes from the search, the pin, or stays what it was while the address does."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=32, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200)
    ready_minutes = forms.IntegerField(label=gettext_lazy("Usually ready in, minutes"), initial=15)
    activity = forms.ChoiceField(
        label=gettext_lazy("Booked as"),
        choices=[(code, gettext_lazy(words)) for code, words in ACTIVITIES.items()],
    )
    is_active = forms.BooleanField(label=gettext_lazy("It orders with us"), required=False, initial=True)
    place = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, store: Store | None = None) -> None:
        super().__init__(data, initial=_initial(store) if store else None)
        self.store = store
        self.suggested: list[Place] = []
        self.point: Point | None = None
        for number, day in enumerate(DAYS):
            spans = store.opening.get(day, ()) if store else ()
            self.fields[day] = forms.CharField(
                label=WEEKDAYS[number], required=False, max_length=100, initial=written(spans)
            )
            self.fields[day].widget.attrs["placeholder"] = "11:00-14:30, 18:30-22:00"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "address" in cleaned:
            self.point = self._point(cleaned)
        return cleaned

    def facts(self) -> StoreFacts:
        """What a valid form says. Raises Invalid for opening hours that are none."""
        told, point = self.cleaned_data, self.point
        assert point is not None
        opening = {day: spans for day in DAYS if (spans := read_spans(told[day], field=day))}
        return StoreFacts(
            name=told["name"],
            address=told["address"],
            point=point,
            phone=told["phone"],
            opening=opening,
            ready_minutes=told["ready_minutes"],
            activity=told["activity"],
            is_active=told["is_active"],
        )

    def days(self) -> list[Any]:
        return [self[day] for day in DAYS]

    def refuse(self, error: DomainError) -> None:
        name = error.field or ""
        self.add_error(FIELD_OF.get(name, name if name in DAYS else None), explain(error))

    def _point(self, cleaned: dict[str, Any]) -> Point | None:
        lat, lon, address = cleaned.get("lat"), cleaned.get("lon"), cleaned["address"]
        if lat is not None and lon is not None:
            return Point(lat, lon)
        if self.store and self.store.address == address:
            return self.store.point
        self.suggested = search(address)
        for place in self.suggested:
            if place.label == cleaned.get("place") or (place.is_exact and not cleaned.get("place")):
                return place.point
        self.add_error("address", _("Which one is it? Choose below, or drop a pin on the map."))
        return None


class KeyForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("What is it for"), max_length=80)


@allow(can_manage_stores)
@require_http_methods(["GET", "POST"])
def new_store(request: TenantRequest) -> HttpResponse:
    form = StoreForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            facts = form.facts()
            made = open_store(
                name=facts.name,
                address=facts.address,
                point=facts.point,
                phone=facts.phone,
                opening=dict(facts.opening),
                activity=facts.activity,
                ready_minutes=facts.ready_minutes,
                is_active=facts.is_active,
                by=actor_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("%(store)s is in. Now bring in who orders there.") % {"store": made})
            return redirect("store-people", request.cooperative.slug, made.pk)
        except DomainError as refused:
            form.refuse(refused)
    return _shown(request, form, None, {})


@allow(can_manage_stores)
@require_http_methods(["GET", "POST"])
def store_settings(request: TenantRequest, store_id: UUID) -> HttpResponse:
    place = store_here(request, store_id)
    form = StoreForm(request.POST if request.method == "POST" else None, store=place)
    if form.is_valid():
        try:
            change_store(store_id=place.pk, facts=form.facts(), by=actor_of(request), at=timezone.now())
            messages.success(request, _("Kept. It holds from the next order on."))
            return redirect("store-settings", request.cooperative.slug, place.pk)
        except DomainError as refused:
            form.refuse(refused)
    return _shown(request, form, place, room(request, place, "store-settings"))


@allow(can_manage_stores)
@require_POST
def new_key(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """A key to the API, shown this once."""
    place = store_here(request, store_id)
    form = KeyForm(request.POST)
    context = room(request, place, "store-settings")
    if form.is_valid():
        label = form.cleaned_data["label"]
        key = issue_token(store_id=place.pk, label=label, by=actor_of(request), at=timezone.now())
        context |= {"fresh_key": key}
    return _shown(request, StoreForm(store=place), place, context | {"key_form": form})


@allow(can_manage_stores)
@require_POST
def revoke_key(request: TenantRequest, store_id: UUID, token_id: UUID) -> HttpResponse:
    place = store_here(request, store_id)
    if key_of(place.pk, token_id) is None:
        raise Http404
    revoke_token(token_id=token_id, by=actor_of(request), at=timezone.now())
    messages.success(request, _("This key opens nothing any more."))
    return redirect("store-settings", request.cooperative.slug, place.pk)


def _initial(store: Store) -> dict[str, Any]:
    names = ("name", "phone", "address", "ready_minutes", "activity", "is_active")
    return {name: getattr(store, name) for name in names}


def _shown(
    request: TenantRequest, form: StoreForm, place: Store | None, context: dict[str, Any]
) -> HttpResponse:
    at = {"stops": [{"kind": "pickup", "at": [place.lon, place.lat]}]} if place else {"stops": []}
    common = {
        "form": form,
        "place": place,
        "tiles": basemap_url(),
        "start": at,
        "key_form": KeyForm(),
        "keys": keys_of(place.pk) if place else [],
    }
    is_wrong = form.is_bound and not form.is_valid()
    response = render(
        request, "deliveries/store_settings.html", common | context, status=422 if is_wrong else 200
    )
    response["Cache-Control"] = "no-store"
    return response
