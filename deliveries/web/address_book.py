"""The store's customers: found, written down, corrected, forgotten."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.wording import explain
from deliveries.domain.customers import name_and_phone
from deliveries.domain.store_roles import StoreRole
from deliveries.models import Recipient, Store
from deliveries.permissions import can_place_order
from deliveries.queries.address_book import book_of, recipient_of
from deliveries.services.address_book import Contact, Entry, forget_recipient, write_recipient
from deliveries.web.destination_form import DestinationForm
from deliveries.web.store_rooms import room, store_here

FIELD_OF = {"name": "who", "phone": "who", "contacts": "others", "address": "address"}


class EntryForm(DestinationForm):
    """A customer, with the other people there and what the store keeps to itself."""

    others = forms.CharField(
        label=gettext_lazy("Other people there, one a line, with their phone"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes of your own, shown to nobody else"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def entry(self) -> Entry:
        assert self.found is not None
        to, cleaned = self.found, self.cleaned_data
        lines = [line.strip() for line in cleaned["others"].splitlines() if line.strip()]
        return Entry(
            name=to.name,
            address=to.address,
            point=to.point,
            phone=to.phone,
            email=to.email,
            instructions=to.instructions,
            notes=cleaned["notes"],
            contacts=[Contact(name[:120], phone[:32]) for name, phone in map(name_and_phone, lines)],
        )


@allow(can_place_order)
@require_GET
def book(request: TenantRequest, store_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    words = request.GET.get("q", "").strip()[:100]
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < len(number) < 6 and int(number) else 1
    found, has_more = book_of(place.pk, words=words, page=page)
    context = {
        **room(request, place, "store-book"),
        "recipients": found,
        "words": words,
        "page": page,
        "has_more": has_more,
    }
    return render(request, "deliveries/address_book.html", context)


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def new_recipient(request: TenantRequest, store_id: UUID) -> HttpResponse:
    return _edited(request, store_here(request, store_id, StoreRole.ORDERS), None)


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def recipient(request: TenantRequest, store_id: UUID, recipient_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    found = recipient_of(place.pk, recipient_id)
    if found is None:
        raise Http404
    return _edited(request, place, found)


@allow(can_place_order)
@require_POST
def forget(request: TenantRequest, store_id: UUID, recipient_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    forget_recipient(store_id=place.pk, recipient_id=recipient_id, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Out of the address book. Past orders keep what they say."))
    return redirect("store-book", request.cooperative.slug, place.pk)


def _edited(request: TenantRequest, place: Store, found: Recipient | None) -> HttpResponse:
    form = EntryForm(
        place, request.POST if request.method == "POST" else None, initial=_as_typed(found) if found else None
    )
    if form.is_valid() and _written(request, place, form, found):
        messages.success(request, _("Kept in the address book."))
        return redirect("store-book", request.cooperative.slug, place.pk)
    context = {**room(request, place, "store-book"), "form": form, "recipient": found}
    return render(request, "deliveries/recipient.html", context, status=422 if form.is_bound else 200)


def _written(request: TenantRequest, place: Store, form: EntryForm, found: Recipient | None) -> bool:
    try:
        write_recipient(
            store_id=place.pk,
            entry=form.entry(),
            recipient_id=found.pk if found else None,
            by=actor_of(request),
            at=timezone.now(),
        )
    except DomainError as refused:
        form.add_error(FIELD_OF.get(refused.field or ""), explain(refused))
        return False
    return True


def _as_typed(found: Recipient) -> dict[str, Any]:
    floor, _newline, note = found.instructions.partition("\n")
    has_phone = found.phone and found.phone != found.name
    return {
        "who": f"{found.name} · {found.phone}" if has_phone else found.name,
        "address": found.address,
        "customer": found.pk,
        "email": found.email,
        "floor": floor,
        "note": note,
        "notes": found.notes,
        "others": "\n".join(f"{one['name']} {one['phone']}".strip() for one in found.contacts),
    }
