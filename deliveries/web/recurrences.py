"""Standing orders: what comes back, on which days, and each day to be skipped or seen."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.wording import explain
from deliveries.domain.recurrence import DAYS, Rule, interval_of, last_day_of, weekdays_of, weekly
from deliveries.domain.store_roles import StoreRole
from deliveries.models import Order
from deliveries.permissions import can_place_order
from deliveries.queries.recurrences import recurrence_of, recurrences_of
from deliveries.queries.stores import order_of
from deliveries.services.asking_again import as_asked
from deliveries.services.recurring import (
    end_recurrence,
    pause_recurrence,
    resume_recurrence,
    set_up_recurrence,
    skip_day,
    unskip_day,
)
from deliveries.web.store_rooms import room, store_here

FIELD_OF = {"name": "name", "days": "days", "every": "every", "rule": "rule"}


class RecurrenceForm(forms.Form):
    """Days of the week in plain boxes; a rule of RFC 5545 for those who need more."""

    name = forms.CharField(label=gettext_lazy("What is it called"), max_length=120)
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On these days"),
        required=False,
        choices=[(day, WEEKDAYS[number]) for number, day in enumerate(DAYS)],
        widget=forms.CheckboxSelectMultiple,
    )
    every = forms.IntegerField(label=gettext_lazy("Every so many weeks"), initial=1)
    ready_time = forms.TimeField(
        label=gettext_lazy("Ready at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    starts_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    rule = forms.CharField(
        label=gettext_lazy("Or a rule (RRULE)"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("For example FREQ=MONTHLY;BYDAY=1MO: the first Monday of each month."),
    )

    def rrule(self) -> str:
        """Raises Invalid without a day."""
        told = self.cleaned_data
        return str(told["rule"]).upper() or weekly(told["days"], every=told["every"], until=told["until"])


@allow(can_place_order)
@require_GET
def recurrences(request: TenantRequest, store_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.ORDERS)
    standing = recurrences_of(place.pk, timezone.now())
    context = {
        **room(request, place, "store-recurrences"),
        "standing": [{"facts": one, "words": in_words(one.rule)} for one in standing],
    }
    return render(request, "deliveries/recurrences.html", context)


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def repeat(request: TenantRequest, store_id: UUID, order_id: UUID) -> HttpResponse:
    """An order that was placed becomes one that comes back."""
    place = store_here(request, store_id, StoreRole.ORDERS)
    order = order_of(place.pk, order_id)
    if order is None:
        raise Http404
    form = RecurrenceForm(request.POST or None, initial=_initial(order))
    if form.is_valid() and _set_up(request, form, order):
        messages.success(request, _("Set up. It is ordered a day ahead, each time; you can skip any day."))
        return redirect("store-recurrences", request.cooperative.slug, place.pk)
    context = {
        **room(request, place, "store-recurrences"),
        "form": form,
        "order": order,
        "to": as_asked(order).to,
    }
    return render(request, "deliveries/recurrence_form.html", context, status=422 if form.is_bound else 200)


@allow(can_place_order)
@require_POST
def change(request: TenantRequest, store_id: UUID, recurrence_id: UUID) -> HttpResponse:
    """Pause, resume or give up; skip a day or take it up again."""
    place = store_here(request, store_id, StoreRole.ORDERS)
    if recurrence_of(place.pk, recurrence_id) is None:
        raise Http404
    common: dict[str, Any] = {
        "recurrence_id": recurrence_id,
        "by": actor_of(request),
        "at": timezone.now(),
    }
    match request.POST.get("what"), _day(request.POST.get("day", "")):
        case "pause", None:
            pause_recurrence(**common)
        case "resume", None:
            resume_recurrence(**common)
        case "end", None:
            end_recurrence(**common)
        case "skip", date() as day:
            skip_day(day=day, **common)
        case "unskip", date() as day:
            unskip_day(day=day, **common)
        case _:
            raise Http404
    return redirect("store-recurrences", request.cooperative.slug, place.pk)


def in_words(rule: Rule) -> str:
    """`every week: Monday, Thursday`; a rule without words as it stands."""
    days = weekdays_of(rule)
    if not days:
        return rule.text
    weeks = interval_of(rule)
    said = ngettext("every week: %(days)s", "every %(n)s weeks: %(days)s", weeks)
    words = said % {"n": weeks, "days": ", ".join(str(WEEKDAYS[day]) for day in days)}
    last = last_day_of(rule)
    return (
        words if last is None else _("%(rule)s, until %(day)s") % {"rule": words, "day": f"{last:%d.%m.%Y}"}
    )


def _initial(order: Order) -> dict[str, Any]:
    ready = timezone.localtime(order.ready_at)
    to = as_asked(order).to
    return {
        "name": to.name,
        "days": [DAYS[ready.weekday()]],
        "ready_time": ready.time().replace(second=0, microsecond=0),
        "starts_on": timezone.localdate() + timedelta(days=1),
    }


def _set_up(request: TenantRequest, form: RecurrenceForm, order: Order) -> bool:
    told = form.cleaned_data
    try:
        set_up_recurrence(
            name=told["name"],
            rule=form.rrule(),
            starts_on=told["starts_on"],
            ready_time=told["ready_time"],
            new=as_asked(order),
            by=actor_of(request),
            at=timezone.now(),
        )
    except DomainError as refused:
        form.add_error(FIELD_OF.get(refused.field or ""), explain(refused))
        return False
    return True


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Http404 from error
