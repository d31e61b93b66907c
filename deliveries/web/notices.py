"""Who is told what by which way, what text messages came to; and the recipient's button to be told no more."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow, open_to_anyone
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.actor import Actor
from coopplatform.web.limits import limited
from deliveries.adapters.sms import is_set_up
from deliveries.domain.notices import OFFERED, Audience, Channel, NoticeKind, Way
from deliveries.models import Order
from deliveries.permissions import can_set_reasons
from deliveries.queries.notices import Told, notices_of, notices_set, sms_by_month
from deliveries.services.notices import set_notices, stop_notices
from deliveries.web.store_rooms import room, store_here
from members.web.forms import done, posted

PER_MINUTE = 10
KINDS = {
    NoticeKind.ON_THE_WAY: gettext_lazy("It is on its way"),
    NoticeKind.SOON: gettext_lazy("It arrives in a few minutes"),
    NoticeKind.DELIVERED: gettext_lazy("It is delivered"),
    NoticeKind.DELAYED: gettext_lazy("It comes later than promised"),
    NoticeKind.FAILED: gettext_lazy("It could not be delivered"),
    NoticeKind.INCIDENT: gettext_lazy("A problem was reported"),
    NoticeKind.CANCELLED: gettext_lazy("It is cancelled"),
}
AUDIENCES = {Audience.RECIPIENT: gettext_lazy("Recipient"), Audience.STORE: gettext_lazy("Store")}
CHANNELS = {Channel.SMS: gettext_lazy("SMS"), Channel.EMAIL: gettext_lazy("e-mail")}
COLUMNS = [(audience, channel) for audience in Audience for channel in Channel]


class NoticesForm(forms.Form):
    """The boxes are drawn by hand, as a table."""

    ways = forms.MultipleChoiceField(
        label=gettext_lazy("Notices"), required=False, choices=[(str(way), str(way)) for way in OFFERED]
    )
    phone = forms.CharField(
        label=gettext_lazy("The store's phone for notices"), max_length=32, required=False
    )
    email = forms.EmailField(
        label=gettext_lazy("The store's e-mail for notices"), max_length=254, required=False
    )


@allow(can_set_reasons)
@require_http_methods(["GET", "POST"])
def notice_settings(request: TenantRequest) -> HttpResponse:
    """Of all stores that have no settings of their own."""
    return _page(request, None, {})


@allow(can_set_reasons)
@require_http_methods(["GET", "POST"])
def store_notices(request: TenantRequest, store_id: UUID) -> HttpResponse:
    place = store_here(request, store_id)
    return _page(request, place.pk, room(request, place, "store-notices"))


@open_to_anyone
@require_http_methods(["GET", "POST"])
@limited("track-stop", per_minute=PER_MINUTE)
def track_stop(request: TenantRequest, token: str) -> HttpResponse:
    """Whoever holds the link is the recipient; twice is once. Only looked at, it leads to the page with the button."""
    if request.method == "GET":
        return redirect("track", request.cooperative.slug, token)
    stop_notices(tracking_token=token, by=Actor.platform("tracking"), at=timezone.now())
    messages.success(request, _("You will get no more messages about deliveries from here."))
    return redirect("track", request.cooperative.slug, token)


def shown_notices(order: Order) -> list[dict[str, Any]]:
    """What was told of an order, in words."""
    return [
        {
            "notice": notice,
            "kind": KINDS[NoticeKind(notice.kind)],
            "audience": AUDIENCES[Audience(notice.audience)],
            "channel": CHANNELS[Channel(notice.channel)],
        }
        for notice in notices_of(order)
    ]


def _page(request: TenantRequest, store_id: UUID | None, context: dict[str, Any]) -> HttpResponse:
    here = notices_set(store_id)
    told = here or notices_set(None) or Told()
    initial = {"phone": told.phone, "email": told.email} if here else {}
    form = NoticesForm(posted(request), initial=initial)
    if form.is_valid() and done(form, lambda: _set(request, store_id, form.cleaned_data)):
        messages.success(request, _("Kept. It holds from the next event on."))
        where = ("store-notices", store_id) if store_id else ("notices",)
        return redirect(where[0], request.cooperative.slug, *where[1:])
    chosen = set(request.POST.getlist("ways")) if form.is_bound else {str(way) for way in told.ways}
    context |= {
        "form": form,
        "columns": [f"{AUDIENCES[audience]}, {CHANNELS[channel]}" for audience, channel in COLUMNS],
        "rows": [_row(kind, chosen, store_id) for kind in NoticeKind],
        "has_sms": is_set_up(),
        "is_set": here is not None,
        "months": sms_by_month(timezone.now(), store_id),
    }
    return render(request, "deliveries/notices.html", context, status=422 if form.is_bound else 200)


def _set(request: TenantRequest, store_id: UUID | None, told: dict[str, Any]) -> Any:
    return set_notices(
        store_id=store_id,
        ways=[Way.parse(text) for text in told["ways"]],
        phone=told["phone"],
        email=told["email"],
        by=actor_of(request),
        at=timezone.now(),
    )


def _row(kind: NoticeKind, chosen: set[str], store_id: UUID | None) -> dict[str, Any]:
    """Only a store's own page knows its e-mail."""
    ways = [Way(kind, audience, channel) for audience, channel in COLUMNS]
    return {
        "label": KINDS[kind],
        "boxes": [
            {
                "value": str(way),
                "is_offered": way in OFFERED
                and (store_id is not None or way.audience != Audience.STORE or way.channel != Channel.EMAIL),
                "is_on": str(way) in chosen,
                "label": f"{KINDS[kind]}: {AUDIENCES[way.audience]}, {CHANNELS[way.channel]}",
            }
            for way in ways
        ],
    }
