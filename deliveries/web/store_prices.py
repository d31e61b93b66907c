"""A store's prices, packages and time slots; the days on which nobody rides."""

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import Invalid
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from deliveries.domain.slots import MOST_DAYS, SlotTerms
from deliveries.models import SlotPlan, Store
from deliveries.permissions import can_manage_prices
from deliveries.queries.packages import package_types, package_types_of
from deliveries.queries.price_books import rule_sets
from deliveries.queries.slots import choices_for, closed_days, closed_days_of_all, slot_plans_of
from deliveries.queries.stores import store_for, stores_of
from deliveries.services.slot_plans import (
    SlotPlanSaid,
    close_day,
    delete_slot_plan,
    open_day,
    save_slot_plan,
)
from deliveries.services.store_prices import set_store_prices
from members.web.forms import day_field, done, posted

SHOWN_SLOTS = 12


class StorePricesForm(forms.Form):
    rule_set = forms.TypedChoiceField(
        label=gettext_lazy("Price list"), required=False, coerce=UUID, empty_value=None
    )
    packages = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Packages this store sends"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )
    are_packages_required = forms.BooleanField(
        label=gettext_lazy("Each order says its packages"), required=False
    )
    is_weight_required = forms.BooleanField(label=gettext_lazy("Each order says its weight"), required=False)

    def __init__(self, store: Store, data: Any = None) -> None:
        super().__init__(
            data,
            initial={
                "rule_set": store.rule_set_id,
                "packages": [kind.pk for kind in package_types_of(store)],
                "are_packages_required": store.are_packages_required,
                "is_weight_required": store.is_weight_required,
            },
        )
        sets = [(str(found.pk), found.name) for found in rule_sets()]
        kinds = [(str(kind.pk), f"{kind.code}, {kind.name}") for kind in package_types()]
        for name, choices in (
            ("rule_set", [("", _("The charter’s tariff")), *sets]),
            ("packages", kinds),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class SlotForm(forms.Form):
    """A store's slots; hours and days as people count them."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    opening = forms.CharField(
        label=gettext_lazy("Slots"),
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=gettext_lazy("A line for the same days: Mo-Sa 10:00-11:00,11:00-12:00"),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Offered for so many days, today included"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=2,
    )
    notice_hours = forms.DecimalField(
        label=gettext_lazy("Notice before a slot begins, hours"),
        min_value=0,
        max_digits=5,
        decimal_places=2,
        localize=True,
        initial=1,
    )
    cutoff = forms.TimeField(
        label=gettext_lazy("For today, order before"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    working_days = forms.BooleanField(
        label=gettext_lazy("Not on weekends and public holidays"), required=False
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Orders a slot"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Empty for no limit."),
    )

    def said(self) -> SlotPlanSaid:
        """Raises Invalid."""
        asked = self.cleaned_data
        cutoff = asked["cutoff"]
        terms = SlotTerms(
            opening=tuple(line.strip() for line in asked["opening"].splitlines() if line.strip()),
            days=asked["days"],
            notice=int(asked["notice_hours"] * 60),
            cutoff=cutoff.hour * 60 + cutoff.minute if cutoff else None,
            working_days=asked["working_days"],
        )
        return SlotPlanSaid(asked["name"], terms, asked["capacity"])


class ClosedDayForm(forms.Form):
    day = day_field(gettext_lazy("Day"))
    name = forms.CharField(label=gettext_lazy("Why"), max_length=80, required=False)
    store = forms.TypedChoiceField(label=gettext_lazy("For"), required=False, coerce=UUID, empty_value=None)

    def __init__(self, stores: list[Store], data: Any = None) -> None:
        super().__init__(data)
        self.fields["store"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole co-op")),
            *((str(store.pk), store.name) for store in stores),
        ]


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def store_prices(request: TenantRequest, store_id: UUID) -> HttpResponse:
    """What its orders are priced by and must say; its slots, with the next ones as a customer sees them."""
    store = _store(request, store_id)
    form = StorePricesForm(store, posted(request))
    if form.is_valid():
        asked = form.cleaned_data
        if done(
            form,
            lambda: set_store_prices(
                store_id=store_id,
                rule_set_id=asked["rule_set"],
                package_ids=asked["packages"],
                is_weight_required=asked["is_weight_required"],
                are_packages_required=asked["are_packages_required"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        ):
            messages.success(
                request, _("%(store)s has these prices from the next order on.") % {"store": store.name}
            )
            return redirect("store-prices", request.cooperative.slug, store_id)
    at = timezone.now()
    context = {
        "store": store,
        "form": form,
        "plans": slot_plans_of(store),
        "choices": choices_for(store, at)[:SHOWN_SLOTS],
        "closed": closed_days(store, timezone.localdate(at)),
    }
    return render(request, "deliveries/store_prices.html", context, status=422 if form.is_bound else 200)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def slot_plan_new(request: TenantRequest, store_id: UUID) -> HttpResponse:
    return _slot_page(request, _store(request, store_id), None)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def slot_plan(request: TenantRequest, store_id: UUID, slot_plan_id: UUID) -> HttpResponse:
    store = _store(request, store_id)
    found = next((plan for plan in slot_plans_of(store) if plan.pk == slot_plan_id), None)
    if found is None:
        raise Http404
    return _slot_page(request, store, found)


@allow(can_manage_prices)
@require_POST
def slot_plan_delete(request: TenantRequest, store_id: UUID, slot_plan_id: UUID) -> HttpResponse:
    by = actor_of(request)
    attempt(
        request,
        lambda: delete_slot_plan(store_id=store_id, plan_id=slot_plan_id, by=by, at=timezone.now()),
        said=_("These slots are no longer offered; orders keep theirs."),
    )
    return redirect("store-prices", request.cooperative.slug, store_id)


@allow(can_manage_prices)
@require_http_methods(["GET", "POST"])
def closed(request: TenantRequest) -> HttpResponse:
    """The days ahead on which the co-op, or one store, takes no orders."""
    stores = stores_of(request.access)
    form = ClosedDayForm(stores, posted(request))
    if form.is_valid():
        asked = form.cleaned_data
        if done(
            form,
            lambda: close_day(
                day=asked["day"],
                name=asked["name"],
                store_id=asked["store"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        ):
            return redirect("closed-days", request.cooperative.slug)
    context = {"form": form, "days": closed_days_of_all(timezone.localdate())}
    return render(request, "deliveries/closed_days.html", context, status=422 if form.is_bound else 200)


@allow(can_manage_prices)
@require_POST
def closed_open(request: TenantRequest, closed_day_id: UUID) -> HttpResponse:
    by = actor_of(request)
    attempt(
        request,
        lambda: open_day(closed_day_id=closed_day_id, by=by, at=timezone.now()),
        said=_("Orders are taken for this day again."),
    )
    return redirect("closed-days", request.cooperative.slug)


def _slot_page(request: TenantRequest, store: Store, found: SlotPlan | None) -> HttpResponse:
    form = SlotForm(posted(request), initial=_initial(found) if found else None)
    if form.is_valid() and _kept(request, store, found, form):
        return redirect("store-prices", request.cooperative.slug, store.pk)
    context = {"store": store, "plan": found, "form": form}
    return render(request, "deliveries/slot_plan.html", context, status=422 if form.is_bound else 200)


def _kept(request: TenantRequest, store: Store, found: SlotPlan | None, form: SlotForm) -> bool:
    try:
        save_slot_plan(
            store_id=store.pk,
            said=form.said(),
            plan_id=found.pk if found else None,
            by=actor_of(request),
            at=timezone.now(),
        )
    except Invalid as refused:
        field = {"notice": "notice_hours"}.get(refused.field or "", refused.field or "")
        form.add_error(field if field in form.fields else None, explain(refused))
        return False
    return True


def _initial(found: SlotPlan) -> dict[str, Any]:
    cutoff = found.cutoff_minute
    return {
        "name": found.name,
        "opening": "\n".join(found.opening),
        "days": found.days,
        "notice_hours": found.notice_minutes / 60,
        "cutoff": None if cutoff is None else time(cutoff // 60, cutoff % 60),
        "working_days": found.is_working_days_only,
        "capacity": found.capacity,
    }


def _store(request: TenantRequest, store_id: UUID) -> Store:
    found = store_for(request.access, store_id)
    if found is None:
        raise Http404
    return found
