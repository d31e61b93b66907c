"""Whom and where, as it is typed: a point comes from the store's customer, the search or a pin, never from the
browser's word."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopplatform.kernel.geo import Point
from deliveries.domain.customers import name_and_phone
from deliveries.domain.packages import MOST_OF_A_TYPE
from deliveries.models import PackageType, Recipient, Store
from deliveries.queries.addresses import Place, search
from deliveries.services.quoting import Destination

OWN_CUSTOMER, PIN = "customer", "pin"


class DestinationForm(forms.Form):
    """Shape only; `found` is where it goes once the form is valid, `suggested` what the address may mean."""

    who = forms.CharField(label=gettext_lazy("Phone or name"), max_length=150)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200)
    floor = forms.CharField(label=gettext_lazy("Floor, code"), max_length=100, required=False)
    note = forms.CharField(label=gettext_lazy("Word for the courier"), max_length=190, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail, to be told when it comes"), max_length=254, required=False
    )
    customer = forms.UUIDField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)

    def __init__(self, store: Store, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.store = store
        self.suggested: list[Place] = []
        self.found: Destination | None = None
        for name in ("who", "address", "floor", "note", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("address") and cleaned.get("who"):
            self.found = self._destination(cleaned)
        return cleaned

    def _destination(self, cleaned: dict[str, Any]) -> Destination | None:
        name, phone = name_and_phone(cleaned["who"])
        said = {
            "name": name[:120],
            "phone": phone[:32],
            "email": cleaned.get("email") or "",
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


class PickupForm(DestinationForm):
    """Where the goods are, when that is not the store; left empty, it is the store."""

    def __init__(self, store: Store, data: Any = None, **more: Any) -> None:
        super().__init__(store, data, prefix="from", **more)
        self.fields["who"].required = self.fields["address"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        who, address = cleaned.get("who"), cleaned.get("address")
        if who and not address:
            self.add_error("address", _("Where are the goods? Leave both empty when they are in your store."))
        elif address and not who:
            self.add_error("who", _("Who hands them over there?"))
        return cleaned


class PackedForm(DestinationForm):
    """With what is carried there: bags, and packages by the store's types, each a field of its own."""

    bags = forms.IntegerField(label=gettext_lazy("Bags"), initial=1)

    def __init__(
        self, store: Store, data: Any = None, *, kinds: Sequence[PackageType] = (), **more: Any
    ) -> None:
        super().__init__(store, data, **more)
        self.kinds = kinds
        for kind in kinds:
            self.fields[f"package-{kind.code}"] = forms.IntegerField(
                label=kind.name,
                required=False,
                min_value=0,
                max_value=MOST_OF_A_TYPE,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "0"}),
            )

    def package_fields(self) -> list[forms.BoundField]:
        return [self[f"package-{kind.code}"] for kind in self.kinds]

    def packages(self) -> tuple[tuple[str, int], ...]:
        """Of a valid form: type and quantity, where there is any."""
        told = ((kind.code, self.cleaned_data[f"package-{kind.code}"] or 0) for kind in self.kinds)
        return tuple((code, count) for code, count in told if count)


class StopForm(PackedForm):
    """One more door or one more pickup in the same order; a row left empty is none."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happens there"),
        choices=[
            ("dropoff", gettext_lazy("Another delivery")),
            ("pickup", gettext_lazy("Another pickup for the same customer")),
        ],
    )

    @property
    def is_pickup(self) -> bool:
        return bool(self.cleaned_data["kind"] == "pickup")
