"""What Rosa types: who, where, how many bags, ready when. The domain says what it means."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.geo import Point
from coopplatform.kernel.ids import uuid7
from coopplatform.web.wording import explain
from deliveries.domain.customers import name_and_phone
from deliveries.domain.proof import Method, Need
from deliveries.models import Recipient, Store
from deliveries.queries.addresses import Place, search
from deliveries.services.quoting import Destination, NewOrder

READY_MINUTES = (10, 15, 20, 30)
OWN_CUSTOMER, PIN = "customer", "pin"
FIELD_OF = {"ready_at": "ready_in", "address": "address", "bags": "bags"}
ASKED_MORE = (
    (Need.CODE, gettext_lazy("The customer's code")),
    (Need.SIGNATURE, gettext_lazy("A signature")),
    (Need.PHOTO, gettext_lazy("A photo")),
)


class OrderForm(forms.Form):
    """Shape only; a point comes from the store's customer, the search or a pin, never from the browser's word."""

    who = forms.CharField(label=gettext_lazy("Phone or name"), max_length=150)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200)
    floor = forms.CharField(label=gettext_lazy("Floor, code"), max_length=100, required=False)
    bags = forms.IntegerField(label=gettext_lazy("Bags"), initial=1)
    ready_in = forms.TypedChoiceField(
        label=gettext_lazy("Ready in"),
        choices=[(minutes, f"{minutes} min") for minutes in READY_MINUTES],
        coerce=int,
        widget=forms.RadioSelect,
    )
    ready_time = forms.TimeField(
        label=gettext_lazy("Or ready today at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    note = forms.CharField(label=gettext_lazy("Word for the courier"), max_length=190, required=False)
    proof = forms.MultipleChoiceField(
        label=gettext_lazy("This time the courier also asks for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    customer = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, store: Store, data: Any = None) -> None:
        ready_in = min(READY_MINUTES, key=lambda minutes: abs(minutes - store.ready_minutes))
        super().__init__(data, initial={"key": str(uuid7()), "ready_in": ready_in})
        self.store = store
        self.suggested: list[Place] = []
        self.found: Destination | None = None
        for name in ("who", "address", "floor", "note"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        proof = self.fields["proof"]
        assert isinstance(proof, forms.MultipleChoiceField)
        proof.choices = [
            (need.value, words) for need, words in ASKED_MORE if need not in _always_asked(store)
        ]
        self.fields["bags"].widget.attrs |= {"inputmode": "numeric", "min": 1}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "address" in cleaned and "who" in cleaned:
            self.found = self._destination(cleaned)
        return cleaned

    def new_order(self, at: datetime) -> NewOrder:
        """What a valid form asks for. `at` is the moment it was sent."""
        assert self.found is not None
        cleaned = self.cleaned_data
        return NewOrder(
            store_id=self.store.pk,
            to=self.found,
            ready_at=self._ready_at(at),
            bags=cleaned["bags"],
            proof=tuple(cleaned["proof"]),
        )

    def asked(self) -> dict[str, Any]:
        """As it was typed, to know a repeated request from another one."""
        asked = {name: self.data.get(name, "") for name in self.fields}
        return asked | {"proof": sorted(self["proof"].data or [])}

    def refuse(self, error: DomainError) -> None:
        """Show what the domain says at the field it is about."""
        field = FIELD_OF.get(error.field or "")
        if field == "ready_in" and self.cleaned_data.get("ready_time"):
            field = "ready_time"
        self.add_error(field, explain(error))

    def start_anew(self) -> None:
        """Another key: what is sent next is another order."""
        self.data = self.asked() | {"key": str(uuid7())}

    def _ready_at(self, at: datetime) -> datetime:
        chosen = self.cleaned_data["ready_time"]
        if chosen is None:
            return at + timedelta(minutes=self.cleaned_data["ready_in"])
        return timezone.localtime(at).replace(hour=chosen.hour, minute=chosen.minute, second=0, microsecond=0)

    def _destination(self, cleaned: dict[str, Any]) -> Destination | None:
        name, phone = name_and_phone(cleaned["who"])
        said = {
            "name": name[:120],
            "phone": phone[:32],
            "instructions": f"{cleaned.get('floor', '')}\n{cleaned.get('note', '')}".rstrip(),
        }
        address = cleaned["address"]
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if lat is not None and lon is not None:
            return Destination(**said, address=address, point=Point(lat, lon), geocoder=PIN)
        if (known := self._customer(cleaned.get("customer"))) and known.address == address:
            return Destination(
                **said, address=address, point=Point(known.lat, known.lon), geocoder=OWN_CUSTOMER
            )
        place = self._place(address, cleaned.get("place") or "")
        if place is None:
            return None
        line = place.label if place.is_exact else address
        return Destination(
            **said, address=line, point=place.point, geocoder=place.geocoder, licence=place.licence
        )

    def _customer(self, customer_id: UUID | None) -> Recipient | None:
        return self.store.recipients.filter(pk=customer_id).first() if customer_id else None

    def _place(self, address: str, chosen: str) -> Place | None:
        self.suggested = search(address)
        for place in self.suggested:
            if place.label == chosen or (place.is_exact and not chosen):
                return place
        if self.suggested:
            self.add_error("address", _("Which one is it? Choose below, or drop a pin on the map."))
        else:
            self.add_error("address", _("We do not know this address. Correct it, or drop a pin on the map."))
        return None


def _always_asked(store: Store) -> frozenset[Need]:
    return store.proof_rules.needs[Method.PERSON]
