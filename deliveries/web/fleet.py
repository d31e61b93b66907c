"""Hubs, bikes and other vehicles, as a co-op's admin keeps them."""

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
from coopplatform.kernel.errors import DomainError
from coopplatform.web.wording import explain
from deliveries.domain.loads import EQUIPMENT, MOST_GRAMS, MOST_LITRES, Capacity
from deliveries.domain.vehicles import DRIVES, KINDS, USUAL, Counted, Drive, Kind, counts_as, told
from deliveries.models import Bike, Hub
from deliveries.permissions import can_manage_fleet
from deliveries.queries.addresses import Place, best
from deliveries.queries.fleet import bike_called, bikes_here, hubs_here
from deliveries.services.fleet import MIDNIGHT, add_bike, open_hub, retire_bike, say_what_drives
from members.queries.roster import everyone, workers
from members.web.forms import done, posted

KIND_CHOICES = [(one.value, gettext_lazy(KINDS[one])) for one in Kind]
DRIVE_CHOICES = [(one.value, gettext_lazy(DRIVES[one])) for one in Drive]


class HubForm(forms.Form):
    """A hub is where its address is found; nobody types degrees."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200)
    opens = forms.TimeField(
        label=gettext_lazy("Opens"), initial=time(7), widget=forms.TimeInput({"type": "time"})
    )
    closes = forms.TimeField(
        label=gettext_lazy("Closes, 00:00 for midnight"),
        initial=time(0),
        widget=forms.TimeInput({"type": "time"}),
    )

    place: Place | None = None

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="hub_%s")

    def clean_address(self) -> str:
        self.place = best(self.cleaned_data["address"])
        if self.place is None:
            raise forms.ValidationError(_("We do not know this address. Give street and number."))
        return self.place.label


class BikeForm(forms.Form):
    """What a bike carries, in the units one reads on a scale."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=40)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KIND_CHOICES)
    drive = forms.ChoiceField(label=gettext_lazy("What drives it"), choices=DRIVE_CHOICES, initial=USUAL)
    hub = forms.TypedChoiceField(label=gettext_lazy("Hub"), coerce=UUID)
    bags = forms.IntegerField(label=gettext_lazy("Bags"), min_value=1, max_value=200, initial=12)
    kilos = forms.IntegerField(
        label=gettext_lazy("Kilos"), min_value=1, max_value=MOST_GRAMS // 1000, initial=80
    )
    litres = forms.IntegerField(label=gettext_lazy("Litres"), min_value=1, max_value=MOST_LITRES, initial=300)
    equipment = forms.MultipleChoiceField(
        label=gettext_lazy("Equipment"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rider = forms.TypedChoiceField(
        label=gettext_lazy("Who usually rides it"), required=False, coerce=UUID, empty_value=None
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        riders = [(str(c.courier_id), f"{c.code} {c.name}") for c in everyone()]
        choices: dict[str, list[tuple[str, Any]]] = {
            "hub": [(str(hub.pk), hub.name) for hub in hubs_here()],
            "rider": [("", _("Nobody in particular")), *riders],
            "equipment": [(code, _(words)) for code, words in EQUIPMENT.items()],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]


class DriveForm(forms.Form):
    """What kind of vehicle it is, and what drives it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KIND_CHOICES)
    drive = forms.ChoiceField(label=gettext_lazy("What drives it"), choices=DRIVE_CHOICES)


@allow(can_manage_fleet)
@require_http_methods(["GET", "POST"])
def fleet(request: TenantRequest) -> HttpResponse:
    """The fleet, and what joins it: a hub or a bike, by the button that was pressed."""
    data = request.POST if request.method == "POST" else None
    is_hub = data is not None and data.get("what") == "hub"
    hub_form, bike_form = HubForm(data if is_hub else None), BikeForm(None if is_hub else data)
    if data is not None and (_opened(request, hub_form) if is_hub else _added(request, bike_form)):
        return redirect("fleet", request.cooperative.slug)
    bikes = bikes_here()
    context = {
        "hubs": hubs_here(),
        "bikes": [
            (bike, _(KINDS[Kind(bike.kind)]), _(DRIVES[Drive(bike.drive)]), _is_motor(bike)) for bike in bikes
        ],
        "riders": workers({bike.rider_id for bike in bikes if bike.rider_id}),
        "hub_form": hub_form,
        "bike_form": bike_form,
    }
    return render(request, "deliveries/fleet.html", context, status=200 if data is None else 422)


@allow(can_manage_fleet)
@require_http_methods(["GET", "POST"])
def vehicle(request: TenantRequest, bike_id: UUID) -> HttpResponse:
    """What drives one of them: set, with what it counts as."""
    bike = bike_called(bike_id)
    if bike is None:
        raise Http404
    form = DriveForm(posted(request), initial={"kind": bike.kind, "drive": bike.drive})
    if form.is_valid() and done(
        form,
        lambda: say_what_drives(
            bike_id=bike_id, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(
            request, _("%(bike)s: what is brought with it counts so from now on.") % {"bike": bike}
        )
        return redirect("fleet", request.cooperative.slug)
    context = {"bike": bike, "form": form, "is_motor": _is_motor(bike)}
    return render(request, "deliveries/vehicle.html", context, status=422 if form.errors else 200)


@allow(can_manage_fleet)
@require_POST
def retire(request: TenantRequest, bike_id: UUID) -> HttpResponse:
    """The bike rides no more; plans that name it keep their history."""
    bike = retire_bike(bike_id=bike_id, by=actor_of(request))
    messages.success(request, _("%(bike)s is out of the fleet.") % {"bike": bike.name})
    return redirect("fleet", request.cooperative.slug)


def _opened(request: TenantRequest, form: HubForm) -> Hub | None:
    if not form.is_valid() or form.place is None:
        return None
    asked = form.cleaned_data
    try:
        return open_hub(
            name=asked["name"],
            address=asked["address"],
            point=form.place.point,
            opens_minute=_minute(asked["opens"]),
            closes_minute=_minute(asked["closes"]) or MIDNIGHT,
            by=actor_of(request),
        )
    except DomainError as refused:
        form.add_error({"closes_minute": "closes"}.get(refused.field or "", "name"), explain(refused))
        return None


def _added(request: TenantRequest, form: BikeForm) -> Bike | None:
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    try:
        return add_bike(
            hub_id=asked["hub"],
            name=asked["name"],
            kind=asked["kind"],
            drive=asked["drive"],
            capacity=Capacity(asked["bags"], 1000 * asked["kilos"], asked["litres"]),
            equipment=asked["equipment"],
            rider_id=asked["rider"],
            by=actor_of(request),
        )
    except DomainError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, explain(refused))
        return None


def _is_motor(bike: Bike) -> bool:
    return counts_as(told(bike.kind, bike.drive)) is Counted.MOTOR


def _minute(moment: time) -> int:
    return 60 * moment.hour + moment.minute
