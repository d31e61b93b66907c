"""A store's orders, with their filters in the address, and each to be ordered again."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.web.templatetags.look import money, status, when
from deliveries.domain.lifecycle import OrderState
from deliveries.permissions import can_place_order
from deliveries.queries.order_history import Listed, Sought, history_of
from deliveries.web.progress import where_it_is
from deliveries.web.store_rooms import room, store_here

STATES = (
    ("", _("All")),
    (OrderState.PLACED, _("Waiting")),
    (OrderState.DISPATCHED, _("With a courier")),
    (OrderState.PICKED_UP, _("On its way")),
    (OrderState.DELIVERED, _("Delivered")),
    (OrderState.FAILED, _("Not delivered")),
    (OrderState.CANCELLED, _("Cancelled")),
)


class FilterForm(forms.Form):
    """What is not understood is left out: an address somebody typed still shows orders."""

    q = forms.CharField(label=_("Name, address, phone or number"), required=False, max_length=100)
    state = forms.ChoiceField(choices=STATES, required=False)
    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", label=_("Month"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000)

    def sought(self) -> Sought:
        self.is_valid()
        told = self.cleaned_data
        month = told.get("month")
        return Sought(
            words=told.get("q", "").strip(),
            state=told.get("state", ""),
            month=date.fromisoformat(f"{month}-01") if month else None,
            page=told.get("page") or 1,
        )


@allow(can_place_order)
@require_GET
def orders(request: TenantRequest, store_id: UUID) -> HttpResponse:
    place = store_here(request, store_id)
    form = FilterForm(request.GET)
    form.fields["month"].widget.attrs["type"] = "month"
    sought = form.sought()
    found = history_of(place.pk, sought)
    again = gettext("Order again, no. %(number)s")
    kept = {"q": sought.words, "month": f"{sought.month:%Y-%m}" if sought.month else ""}
    context = {
        **room(request, place, "store-orders"),
        "form": form,
        "rows": [_row(one, again) for one in found.orders],
        "sought": sought,
        "states": [
            {"label": label, "is_current": state == sought.state, "query": _query(kept | {"state": state})}
            for state, label in STATES
        ],
        "next": _query(kept | {"state": sought.state, "page": sought.page + 1}) if found.has_more else "",
        "previous": _query(kept | {"state": sought.state, "page": sought.page - 1})
        if sought.page > 1
        else "",
        "total_cents": sum(one.total_cents for one in found.orders),
        "currency": found.orders[0].currency if found.orders else "",
    }
    return render(request, "deliveries/order_history.html", context)


def _row(one: Listed, again: str) -> dict[str, object]:
    """A line with its marks written: the list is the page a store looks at most."""
    words, kind = where_it_is(
        one.state,
        one.pickup_state,
        one.courier or one.carried_by,
        one.failure,
        is_relayed=one.relayed_at is not None,
    )
    return {
        "id": str(one.id),
        "number": str(one.number),
        "placed": when(one.placed_at, "short"),
        "recipient": one.recipient,
        "address": one.address,
        "status": status(kind, words),
        "price": money(one.total_cents, one.currency),
        "again": again % {"number": one.number},
    }


def _query(values: Mapping[str, object]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})
