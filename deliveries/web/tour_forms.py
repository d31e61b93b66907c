"""What a dispatcher chooses for a day's tours. Shape only: the services say what it means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliveries.models import Bike
from deliveries.queries.tours import WaitingOrder
from deliveries.services.planning import ChosenBike
from members.queries.roster import ShiftOfDay, Worker

RUN_SECONDS = (5, 15, 60)
AROUND = timedelta(minutes=30)
USUAL = (time(9), time(17))
LABELS = {"is_used": _("Rides"), "rider": _("Rider"), "starts": _("From"), "ends": _("Until")}


def clock() -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class BikeForm(forms.Form):
    """One bike's line: whether it rides, with whom, from when until when."""

    is_used = forms.BooleanField(required=False)
    rider = forms.TypedChoiceField(required=False, coerce=UUID, empty_value=None)
    starts = clock()
    ends = clock()

    def __init__(
        self,
        bike: Bike,
        day: date,
        couriers: Iterable[Worker],
        shifts: Mapping[UUID, ShiftOfDay],
        usual: tuple[time, time],
        data: Any = None,
    ) -> None:
        self.bike, self.day = bike, day
        shift = shifts.get(bike.rider_id) if bike.rider_id else None
        hours = _hours(shift) if shift else usual
        initial = {"is_used": True, "rider": bike.rider_id, "starts": hours[0], "ends": hours[1]}
        super().__init__(data, prefix=str(bike.pk), initial=initial)
        names = [(str(c.courier_id), f"{c.code} {c.name}") for c in couriers]
        self.fields["rider"].choices = [("", _("Choose later")), *names]  # type: ignore[attr-defined]
        for name, label in (
            ("is_used", _("Rides")),
            ("rider", _("Rider")),
            ("starts", _("From")),
            ("ends", _("Until")),
        ):
            self.fields[name].widget.attrs["aria-label"] = f"{bike.name}: {label}"

    @property
    def is_chosen(self) -> bool:
        return bool(self.cleaned_data.get("is_used"))

    def chosen(self) -> ChosenBike:
        """Hours that end before they begin end on the next day."""
        cleaned = self.cleaned_data
        zone = timezone.get_current_timezone()
        starts_at = datetime.combine(self.day, cleaned["starts"], zone)
        ends_at = datetime.combine(self.day, cleaned["ends"], zone)
        if ends_at <= starts_at:
            ends_at += timedelta(days=1)
        return ChosenBike(self.bike.pk, starts_at, ends_at, cleaned.get("rider"))


class DayForm(forms.Form):
    """Which orders, and how long the planner may think."""

    orders = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    run_seconds = forms.TypedChoiceField(
        label=_("Time to compute"),
        choices=[(seconds, f"{seconds} s") for seconds in RUN_SECONDS],
        initial=15,
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, orders: Iterable[WaitingOrder], data: Any = None) -> None:
        super().__init__(data)
        self.waiting = list(orders)
        self.fields["orders"].choices = [(str(w.order.pk), str(w.order.number)) for w in self.waiting]  # type: ignore[attr-defined]
        asked = set(data.getlist("orders")) if data is not None else None
        self.rows = [
            (w, not w.is_planned if asked is None else str(w.order.pk) in asked) for w in self.waiting
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stop should go: a tour, before another of its stops or last; or no tour."""

    tour_id: UUID | None
    before_id: UUID | None


class PlaceField(forms.Field):
    """`tour:stop` before that stop, `tour` last, nothing for no tour."""

    def to_python(self, value: Any) -> Place:
        tour, _colon, before = (value or "").partition(":")
        try:
            return Place(UUID(tour) if tour else None, UUID(before) if before else None)
        except ValueError as nonsense:
            raise forms.ValidationError(_("Choose where this stop should go.")) from nonsense


class MoveForm(forms.Form):
    """Which stop, as it was seen, goes where."""

    stop = forms.UUIDField()
    moves = forms.IntegerField(min_value=0)
    place = PlaceField(required=False)


class RiderForm(forms.Form):
    tour = forms.UUIDField()
    rider = forms.UUIDField(required=False)


def usual_hours(orders: Iterable[WaitingOrder]) -> tuple[time, time]:
    """Half an hour around the day's windows, where a bike's rider has no shift."""
    spans = [(w.pickup.window_after, w.dropoff.window_before) for w in orders]
    if not spans:
        return USUAL
    first = timezone.localtime(min(after for after, _before in spans) - AROUND)
    last = timezone.localtime(max(before for _after, before in spans) + AROUND)
    return first.time().replace(second=0, microsecond=0), last.time().replace(second=0, microsecond=0)


def _hours(shift: ShiftOfDay) -> tuple[time, time]:
    return timezone.localtime(shift.starts_at).time(), timezone.localtime(shift.ends_at).time()
