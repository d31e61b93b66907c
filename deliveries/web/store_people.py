"""Who works in a store: brought in by e-mail, each with what they may do."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.wording import explain
from deliveries.domain.store_roles import StoreRole
from deliveries.permissions import can_place_order
from deliveries.queries.store_people import people_of
from deliveries.services.store_people import bring_in, change_store_role, let_go
from deliveries.web.store_rooms import room, store_here

ROLES = (
    (StoreRole.MANAGER.value, gettext_lazy("Runs the store")),
    (StoreRole.ORDERS.value, gettext_lazy("Orders")),
    (StoreRole.VIEWER.value, gettext_lazy("Only looks")),
)


class PersonForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=200)
    role = forms.ChoiceField(
        label=gettext_lazy("What they may do"), choices=ROLES, initial=StoreRole.ORDERS.value
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=ROLES)


@allow(can_place_order)
@require_http_methods(["GET", "POST"])
def store_people(request: TenantRequest, store_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.MANAGER)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            bring_in(
                store_id=place.pk,
                email=told["email"],
                name=told["name"],
                role=StoreRole(told["role"]),
                by=actor_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("%(name)s is in: they log in by a link sent to %(email)s.") % told)
            return redirect("store-people", request.cooperative.slug, place.pk)
        except DomainError as refused:
            form.add_error("email" if refused.field == "email" else None, explain(refused))
    context = {
        **room(request, place, "store-people"),
        "form": form,
        "people": people_of(place.pk),
        "roles": ROLES,
    }
    return render(request, "deliveries/store_people.html", context, status=422 if form.is_bound else 200)


@allow(can_place_order)
@require_POST
def change(request: TenantRequest, store_id: UUID, staff_id: UUID) -> HttpResponse:
    place = store_here(request, store_id, StoreRole.MANAGER)
    form = RoleForm(request.POST)
    try:
        if "let_go" in request.POST:
            let_go(store_id=place.pk, staff_id=staff_id, by=actor_of(request), at=timezone.now())
        elif form.is_valid():
            change_store_role(
                store_id=place.pk,
                staff_id=staff_id,
                role=StoreRole(form.cleaned_data["role"]),
                by=actor_of(request),
                at=timezone.now(),
            )
        else:
            messages.error(request, _("Choose what they may do."))
    except DomainError as refused:
        if refused.status == 404:
            raise
        messages.error(request, explain(refused))
    return redirect("store-people", request.cooperative.slug, place.pk)
