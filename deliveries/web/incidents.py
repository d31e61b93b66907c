"""Incidents on pages: the dispatchers' list with its filters in the address, and each with all that was said of it."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.domain.roles import Role
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.journal.reading import here
from deliveries.domain.incidents import LONGEST_REASON, LONGEST_TEXT, REASONS, IncidentSaid, Priority
from deliveries.domain.store_roles import StoreRole
from deliveries.models import Incident, Order
from deliveries.permissions import can_place_order, can_see_incidents, can_settle_incidents
from deliveries.queries.incidents import (
    ShownIncident,
    SoughtIncidents,
    authors_of_incidents,
    history_of_incident,
    incident_for,
    incidents_like,
    incidents_of,
    offers_of,
    photos_of,
)
from deliveries.queries.prices import price_changes_of
from deliveries.queries.reasons import reasons_of
from deliveries.queries.stores import order_of, stores_of
from deliveries.services.incident_answers import (
    accept_suggestion,
    cancel_for,
    change_price_for,
    reject_suggestion,
    reschedule_for,
)
from deliveries.services.incidents import (
    close_incident,
    comment_incident,
    open_incident,
    reopen_incident,
    set_priority,
)
from deliveries.web.incident_words import (
    PRIORITIES,
    choices_of,
    decided,
    reason_words,
    suggested_lines,
)
from deliveries.web.store_rooms import room, store_here
from members.queries.roster import everyone
from members.web.forms import amount_field, done

STATES = (("open", gettext_lazy("Open")), ("closed", gettext_lazy("Closed")), ("all", gettext_lazy("All")))
MINUTES = "%Y-%m-%dT%H:%M"


class FilterForm(forms.Form):
    """What is not understood is left out: an address somebody typed still shows incidents."""

    state = forms.ChoiceField(choices=STATES, required=False)
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("Any")), *((p.value, words) for p, words in PRIORITIES.items())],
    )
    store = forms.TypedChoiceField(label=gettext_lazy("Store"), required=False, coerce=UUID, empty_value=None)
    courier = forms.TypedChoiceField(
        label=gettext_lazy("Courier"), required=False, coerce=UUID, empty_value=None
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=LONGEST_REASON)
    author = forms.ChoiceField(label=gettext_lazy("Reported by"), required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=10_000, widget=forms.HiddenInput)

    def __init__(self, request: TenantRequest) -> None:
        super().__init__(request.GET)
        anyone = ("", _("Any"))
        stores = [(str(store.pk), store.name) for store in stores_of(request.access)]
        couriers = [(str(one.courier_id), one.name) for one in everyone()]
        authors = sorted(authors_of_incidents().items(), key=lambda pair: pair[1].casefold())
        for name, choices in (("store", stores), ("courier", couriers), ("author", authors)):
            self.fields[name].choices = [anyone, *choices]  # type: ignore[attr-defined]
        reasons = [("", _("Any")), *((code, reason_words(code)) for code in REASONS)]
        self.fields["reason"].widget = forms.Select(choices=reasons)

    def sought(self) -> SoughtIncidents:
        self.is_valid()
        told = self.cleaned_data
        return SoughtIncidents(
            state=told.get("state") or "open",
            priority=told.get("priority"),
            store_id=told.get("store"),
            courier_id=told.get("courier"),
            reason=told.get("reason", ""),
            author=told.get("author", ""),
            page=told.get("page") or 1,
        )


class CommentForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Comment"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3})
    )


class WordForm(forms.Form):
    """A word to go with it."""

    words = forms.CharField(label=gettext_lazy("A word"), max_length=LONGEST_TEXT, required=False)


class PriorityForm(forms.Form):
    priority = forms.TypedChoiceField(
        label=gettext_lazy("Priority"),
        coerce=lambda value: Priority(int(value)),
        choices=[(p.value, words) for p, words in PRIORITIES.items()],
    )


class TimesForm(forms.Form):
    ready_at = forms.DateTimeField(
        label=gettext_lazy("To be picked up from"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
        input_formats=[MINUTES],
    )
    promised_at = forms.DateTimeField(
        label=gettext_lazy("Handed over by"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=MINUTES),
        input_formats=[MINUTES],
    )


class PriceForm(forms.Form):
    """A price by hand, without VAT, with its name on the quote and why."""

    name = forms.CharField(label=gettext_lazy("Name on the price"), max_length=80)
    amount = amount_field(gettext_lazy("Price without VAT"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200)


class NewIncidentForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("What is the problem?"))
    description = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, store_id: UUID, data: Any = None) -> None:
        super().__init__(data)
        choices = choices_of(reasons_of([store_id])[store_id])
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose…")),
            *((one.code, one.words) for one in choices),
        ]


@allow(can_settle_incidents)
@require_GET
def incidents(request: TenantRequest) -> HttpResponse:
    """What went wrong: open ones by priority first."""
    place = here()
    form = FilterForm(request)
    sought = form.sought()
    found = incidents_like(sought)
    kept = {name: request.GET.get(name, "") for name in form.fields if name not in ("page", "state")}
    context = {
        "form": form,
        "sought": sought,
        "rows": [_row(one) for one in found.rows],
        "states": [
            {"label": label, "is_current": state == sought.state, "query": _query(kept | {"state": state})}
            for state, label in STATES
        ],
        "next": _query(kept | {"state": sought.state, "page": sought.page + 1}) if found.has_more else "",
        "previous": _query(kept | {"state": sought.state, "page": sought.page - 1})
        if sought.page > 1
        else "",
        "live_url": f"/ws/c/{request.cooperative.slug}/all/",
        "live_after": place,
    }
    template = "deliveries/incidents.html#list" if request.htmx else "deliveries/incidents.html"
    return render(request, template, context)


@allow(can_see_incidents)
@require_GET
def incident(request: TenantRequest, incident_id: UUID) -> HttpResponse:
    """One incident with its history, photos, and what can be done about it."""
    return _page(request, _found(request, incident_id))


@allow(can_see_incidents)
@require_POST
def comment(request: TenantRequest, incident_id: UUID) -> HttpResponse:
    """Who may see it may say something."""
    shown = _found(request, incident_id)
    form = CommentForm(request.POST)
    by, at = actor_of(request), timezone.now()
    if form.is_valid() and done(
        form,
        lambda: comment_incident(
            incident_id=shown.incident.pk, words=form.cleaned_data["words"], by=by, at=at
        ),
    ):
        return redirect("incident", request.cooperative.slug, shown.incident.pk)
    return _page(request, shown, status=422, comment=form)


@allow(can_settle_incidents)
@require_POST
def act(request: TenantRequest, incident_id: UUID, action: str) -> HttpResponse:
    """What a dispatcher does about it."""
    if action not in ACTIONS:
        raise Http404
    shown = _found(request, incident_id)
    make, service, said = ACTIONS[action]
    form, by, at = make(request.POST), actor_of(request), timezone.now()
    if form.is_valid() and done(
        form, lambda: service(incident_id=shown.incident.pk, by=by, at=at, **_given(form.cleaned_data))
    ):
        messages.success(request, str(said))
        return redirect("incident", request.cooperative.slug, shown.incident.pk)
    return _page(request, shown, status=422, **{action: form})


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def order_incident(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """A store, or a dispatcher, says what is wrong with an order."""
    place = store_here(request, store_id, StoreRole.ORDERS)
    order = order_of(place.pk, order_id)
    if order is None:
        raise Http404
    form = NewIncidentForm(place.pk, request.POST if request.method == "POST" else None)
    by, at = actor_of(request), timezone.now()
    if form.is_valid() and (made := done(form, lambda: _opened(order, form, by=by, at=at))):
        messages.success(request, _("Kept; the dispatcher has been told."))
        return redirect("incident", request.cooperative.slug, made.pk)
    context = {**room(request, place, "store-orders"), "form": form, "order": order}
    status = 422 if form.is_bound else 200
    return render(request, "deliveries/order_incident.html", context, status=status)


def rows_of(order: Order) -> list[dict[str, Any]]:
    """An order's incidents, for its page."""
    return [_row(one) for one in incidents_of(order)]


def _opened(order: Order, form: forms.Form, *, by: Any, at: Any) -> Incident:
    said = IncidentSaid(form.cleaned_data["reason"], form.cleaned_data["description"].strip())
    return open_incident(order_id=order.pk, said=said, by=by, at=at)


def _given(told: Mapping[str, Any]) -> dict[str, Any]:
    """A form's values as the service's arguments: an amount becomes cents."""
    given = dict(told)
    if "amount" in given:
        given["cents"] = int((given.pop("amount") * 100).to_integral_value())
    return given


def _found(request: TenantRequest, incident_id: UUID) -> ShownIncident:
    found = incident_for(request.access, incident_id)
    if found is None:
        raise Http404
    return found


def _page(request: TenantRequest, shown: ShownIncident, *, status: int = 200, **forms: Any) -> HttpResponse:
    incident, order = shown.incident, shown.incident.order
    order = order_of(order.store_id, order.pk) or order
    offers = offers_of([order.store_id])[order.store_id]
    slug, access = request.cooperative.slug, request.access
    place = here()
    context = {
        "shown": shown,
        "incident": incident,
        "order": order,
        "reason": reason_words(incident.reason),
        "priority": PRIORITIES[Priority(incident.priority)],
        "decided": decided(incident),
        "suggested": suggested_lines(incident.suggested, offers),
        "history": history_of_incident(incident),
        "photos": [photo for photo in photos_of(incident) if photo.received_at],
        "awaited": [photo for photo in photos_of(incident) if not photo.received_at],
        "changes": price_changes_of(order),
        "can_settle": can_settle_incidents.test(access),
        "can_see_photos": bool(access.roles & {Role.DISPATCHER, Role.COOP_ADMIN, Role.STORE_STAFF}),
        "is_movable": order.state in ("placed", "dispatched"),
        "order_url": reverse("order", args=[slug, order.store_id, order.pk])
        if can_place_order.test(access)
        else "",
        "forms": _forms(incident, order) | forms,
        "opened": next(iter(forms), ""),
        "refused": [words for form in forms.values() for words in form.non_field_errors()],
        "live_url": f"/ws/c/{slug}/order:{order.pk}/" if can_place_order.test(access) else "",
        "live_after": place,
    }
    return render(request, "deliveries/incident.html", context, status=status)


def _forms(incident: Incident, order: Order) -> dict[str, forms.Form]:
    times = {
        "ready_at": timezone.localtime(order.ready_at),
        "promised_at": timezone.localtime(order.promised_at),
    }
    return {
        "comment": CommentForm(),
        "priority": PriorityForm(initial={"priority": incident.priority}),
        "accept": WordForm(),
        "reject": WordForm(),
        "price": PriceForm(),
        "reschedule": TimesForm(initial=times),
        "close": WordForm(),
        "reopen": WordForm(),
    }


def _row(shown: ShownIncident) -> dict[str, Any]:
    incident = shown.incident
    status, words = decided(incident)
    return {
        "shown": shown,
        "incident": incident,
        "reason": reason_words(incident.reason),
        "priority": PRIORITIES[Priority(incident.priority)],
        "status": status,
        "words": words,
    }


def _query(values: Mapping[str, object]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})


ACTIONS: dict[str, tuple[Callable[..., forms.Form], Callable[..., Any], Any]] = {
    "accept": (WordForm, accept_suggestion, gettext_lazy("Accepted. The courier is told.")),
    "reject": (WordForm, reject_suggestion, gettext_lazy("Turned down. The courier is told.")),
    "priority": (PriorityForm, set_priority, gettext_lazy("Kept.")),
    "price": (PriceForm, change_price_for, gettext_lazy("The order has its new price.")),
    "reschedule": (TimesForm, reschedule_for, gettext_lazy("The order has its new time.")),
    "cancel": (forms.Form, cancel_for, gettext_lazy("The order is cancelled.")),
    "close": (WordForm, close_incident, gettext_lazy("Closed.")),
    "reopen": (WordForm, reopen_incident, gettext_lazy("Open again.")),
}
