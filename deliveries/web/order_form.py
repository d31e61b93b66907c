"""What Rosa types: who, where, how many bags, ready when; and, folded away, all that a rarer order needs."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopplatform.kernel.errors import DomainError, Invalid
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.time import TimeWindow
from coopplatform.web.wording import explain
from deliveries.domain.loads import EQUIPMENT
from deliveries.domain.pricing import HandPrice
from deliveries.domain.proof import Method, Need
from deliveries.domain.wall_time import moment, window
from deliveries.models import Order, Store
from deliveries.queries.packages import package_types_of
from deliveries.queries.price_books import supplements_of
from deliveries.queries.slots import SlotChoice, choices_for, slot_chosen
from deliveries.queries.stores import recipient_at
from deliveries.services.asking_again import as_asked
from deliveries.services.consigning import MOST_STOPS, StopRefused
from deliveries.services.quoting import HANDOVER, Destination, NewOrder
from deliveries.web.destination_form import DestinationForm, PackedForm, PickupForm, StopForm

READY_MINUTES = (10, 15, 20, 30)
FIELD_OF = {
    "ready_at": "ready_in",
    "address": "address",
    "phone": "who",
    "bags": "bags",
    "window": "before",
    "before": "before",
    "ready_time": "ready_time",
    "grams": "kilos",
    "needs": "needs",
    "packages": "bags",
    "slot": "slot",
    "slot_id": "slot",
    "price_cents": "price",
    "price_name": "price_name",
}
ASKED_MORE = (
    (Need.CODE, gettext_lazy("The customer's code")),
    (Need.SIGNATURE, gettext_lazy("A signature")),
    (Need.PHOTO, gettext_lazy("A photo")),
)
FOLDS = {
    "later": ("day", "ready_time", "after", "before"),
    "load": ("kilos", "needs"),
}


class OrderForm(PackedForm):
    """Shape only: the domain says what it means, at the field it is about."""

    ready_in = forms.TypedChoiceField(
        label=gettext_lazy("Ready in"),
        choices=[(minutes, f"{minutes} min") for minutes in READY_MINUTES],
        coerce=int,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=gettext_lazy("Another day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ready_time = forms.TimeField(
        label=gettext_lazy("Ready at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    after = forms.TimeField(
        label=gettext_lazy("Deliver from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    before = forms.TimeField(
        label=gettext_lazy("Deliver until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    slot = forms.ChoiceField(label=gettext_lazy("Time slot"), required=False)
    kilos = forms.DecimalField(
        label=gettext_lazy("Weight in kg"), required=False, min_value=Decimal("0.001"), decimal_places=3
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("The bike must have"),
        required=False,
        choices=[(code, gettext_lazy(words)) for code, words in EQUIPMENT.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    proof = forms.MultipleChoiceField(
        label=gettext_lazy("This time the courier also asks for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, store: Store, data: Any = None, *, again: Order | None = None, is_office: bool = False
    ) -> None:
        """`is_office`: who dispatches may add supplements, and a price by hand."""
        ready_in = min(READY_MINUTES, key=lambda minutes: abs(minutes - store.ready_minutes))
        initial = {"key": str(uuid7()), "ready_in": ready_in} | (_as_typed(again) if again else {})
        super().__init__(store, data, kinds=package_types_of(store), initial=initial)
        self.pickup = PickupForm(store, data, initial=_pickup_as_typed(again) if again else None)
        self.stops = self._stops(data)
        self._offer_slots(choices_for(store, timezone.now()))
        self.supplements = supplements_of(store) if is_office else []
        for rule_id, label in self.supplements:
            self.fields[f"supplement-{rule_id}"] = forms.IntegerField(
                label=str(label), required=False, min_value=0, max_value=99
            )
        if is_office:
            self.fields["price_name"] = forms.CharField(
                label=_("Another price, for what"), required=False, max_length=80
            )
            self.fields["price"] = forms.DecimalField(
                label=_("Price before VAT"), required=False, min_value=0, max_value=10_000, decimal_places=2
            )
        proof = self.fields["proof"]
        assert isinstance(proof, forms.MultipleChoiceField)
        proof.choices = [
            (need.value, words) for need, words in ASKED_MORE if need not in _always_asked(store)
        ]
        self.fields["bags"].widget.attrs |= {"inputmode": "numeric", "min": 1}
        if not data:
            self.fields["who"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        """With the other pickup and the further stops."""
        return all([super().is_valid(), self.pickup.is_valid(), *(stop.is_valid() for stop in self.stops)])

    def new_orders(self, at: datetime) -> list[NewOrder]:
        """What a valid form asks for, the first door first. `at` is the moment it was sent.

        Raises Invalid for an hour that does not exist, or half a window.
        """
        assert self.found is not None
        cleaned, origin = self.cleaned_data, self.pickup.found
        ready_at, span = self._moments(at)
        first = NewOrder(
            store_id=self.store.pk,
            to=self.found,
            ready_at=ready_at,
            bags=cleaned["bags"],
            window=span,
            grams=int(cleaned["kilos"] * 1000) if cleaned["kilos"] else None,
            needs=tuple(cleaned["needs"]),
            proof=tuple(cleaned["proof"]),
            pickup=origin,
            packages=self.packages(),
            supplements=tuple(
                (rule_id, count)
                for rule_id, _label in self.supplements
                if (count := cleaned[f"supplement-{rule_id}"])
            ),
            slot_id=cleaned.get("slot", ""),
            price_by_hand=self._by_hand(),
        )
        return [first, *(self._another(stop, first) for stop in self.stops)]

    def asked(self) -> dict[str, Any]:
        """As it was typed, to know a repeated request from another one."""
        typed = {name: self.data.get(name, "") for name in self.data if name != "csrfmiddlewaretoken"}
        many = {name: sorted(self[name].data or []) for name in ("proof", "needs") if name in self.fields}
        return {name: self.data.get(name, "") for name in self.fields} | typed | many

    def refuse(self, error: DomainError) -> None:
        """Show what the domain says at the field it is about."""
        form: DestinationForm = self
        if isinstance(error, StopRefused):
            form = self.stops[error.stop - 1] if error.stop else self
            error = error.cause
        name = error.field or ""
        if name.startswith("pickup."):
            form, name = (form if form is not self else self.pickup), name.removeprefix("pickup.")
        field = FIELD_OF.get(name)
        if field == "ready_in" and (self.cleaned_data.get("ready_time") or self.cleaned_data.get("day")):
            field = "ready_time"
        if field == "before" and not self.cleaned_data.get("before"):
            field = "ready_time"
        form.add_error(field if field in form.fields else None, explain(error))

    def start_anew(self) -> None:
        """Another key: what is sent next is another order."""
        assert isinstance(self.data, QueryDict)
        again = self.data.copy()
        again["key"] = str(uuid7())
        self.data = again

    def is_open(self, fold: str) -> bool:
        """Whether a folded part holds something, or a mistake."""
        names = FOLDS[fold]
        return any(self[name].errors or (self.is_bound and self[name].data) for name in names)

    @property
    def has_later(self) -> bool:
        return self.is_open("later")

    @property
    def has_load(self) -> bool:
        return self.is_open("load")

    @property
    def has_pickup(self) -> bool:
        return bool(self.pickup["address"].value() or self.pickup.errors)

    def _stops(self, data: Any) -> list[StopForm]:
        """The further stops that were sent, those left empty passed over; one more where `more` asks for it."""
        if not data:
            return []
        numbers = sorted(
            int(number)
            for name in data
            if name.startswith("stop-") and name.endswith("-who")
            if (number := name.split("-")[1]).isdecimal() and len(number) <= 4
        )
        sent = [
            number for number in numbers if any(data.get(f"stop-{number}-{n}") for n in ("who", "address"))
        ]
        stops = [self._stop(number, data) for number in sent[: MOST_STOPS - 1]]
        if data.get("more"):
            stops.append(self._stop(max(sent, default=0) + 1))
        return stops

    def _stop(self, number: int | str, data: Any = None) -> StopForm:
        return StopForm(self.store, data, kinds=self.kinds, prefix=f"stop-{number}")

    def _offer_slots(self, choices: Sequence[SlotChoice]) -> None:
        if not choices:
            del self.fields["slot"]
            return
        field = self.fields["slot"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("As soon as possible")), *((one.slot_id, one.label) for one in choices)]

    def _by_hand(self) -> HandPrice | None:
        """A dispatcher's own price; without a name it is none of the rules' business."""
        cents = self.cleaned_data.get("price")
        if cents is None:
            return None
        return HandPrice(self.cleaned_data.get("price_name") or _("Price agreed"), int(cents * 100))

    def supplement_fields(self) -> list[forms.BoundField]:
        return [self[f"supplement-{rule_id}"] for rule_id, _label in self.supplements]

    @property
    def has_office(self) -> bool:
        names = [name for name in self.fields if name.startswith(("supplement-", "price"))]
        return any(self[name].errors or (self.is_bound and self[name].data) for name in names)

    @property
    def all_errors(self) -> list[str]:
        """What is wrong, of this form and of those within it."""
        forms_ = (self, self.pickup, *self.stops)
        return [str(message) for form in forms_ for some in form.errors.values() for message in some]

    @property
    def has_errors(self) -> bool:
        return bool(self.all_errors)

    @property
    def another_stop(self) -> StopForm:
        """An empty row, for the script to copy."""
        return self._stop("new")

    def _another(self, stop: StopForm, first: NewOrder) -> NewOrder:
        assert stop.found is not None
        common = {
            "store_id": first.store_id,
            "ready_at": first.ready_at,
            "window": first.window,
            "bags": stop.cleaned_data["bags"],
            "packages": stop.packages(),
            "slot_id": first.slot_id,
            "needs": first.needs,
            "proof": first.proof,
        }
        if stop.is_pickup:
            return NewOrder(to=first.to, pickup=stop.found, **common)
        return NewOrder(to=stop.found, pickup=first.pickup, **common)

    def _moments(self, at: datetime) -> tuple[datetime, TimeWindow | None]:
        """When the goods are ready and, where it was asked for, when they may be handed over."""
        cleaned, zone = self.cleaned_data, timezone.get_current_timezone()
        day: date = cleaned["day"] or timezone.localdate(at)
        after, before = cleaned["after"], cleaned["before"]
        if bool(after) != bool(before):
            raise Invalid("half_a_window", _("A time window needs both its ends."), field="before")
        span = window(day, after, before, zone, field="before") if after and before else None
        if cleaned.get("slot"):
            chosen = slot_chosen(self.store, cleaned["slot"], at).window
            return max(at, chosen.after - HANDOVER), None
        if cleaned["ready_time"]:
            return moment(day, cleaned["ready_time"], zone, field="ready_time"), span
        if span:
            return max(at, span.after - HANDOVER), span
        if cleaned["day"]:
            raise Invalid("no_ready_time", _("At what time is it ready that day?"), field="ready_time")
        return at + timedelta(minutes=cleaned["ready_in"]), None


def _as_typed(order: Order) -> dict[str, Any]:
    """An order that was placed, as one would type it again; its moment is left out."""
    new = as_asked(order)
    known = recipient_at(order.store_id, name=new.to.name, phone=new.to.phone, address=new.to.address)
    return _place_as_typed(new.to) | {
        "customer": known.pk if known else None,
        "bags": new.bags,
        **{f"package-{code}": count for code, count in new.packages},
        "kilos": Decimal(new.grams) / 1000 if new.grams else None,
        "needs": list(new.needs),
        "proof": list(new.proof),
    }


def _pickup_as_typed(order: Order) -> dict[str, Any] | None:
    origin = as_asked(order).pickup
    return _place_as_typed(origin) if origin else None


def _place_as_typed(place: Destination) -> dict[str, Any]:
    """Without its point: an address that is corrected by hand is looked for again."""
    floor, _newline, note = place.instructions.partition("\n")
    who = f"{place.name} · {place.phone}" if place.phone and place.phone != place.name else place.name
    return {"who": who, "address": place.address, "floor": floor, "note": note, "email": place.email}


def _always_asked(store: Store) -> frozenset[Need]:
    return store.proof_rules.needs[Method.PERSON]
