"""Whether a courier may be followed, as the database knows it, and where those are who may be."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from coopplatform.kernel.geo import Point
from deliveries.domain.positions import Area, Gate, Span
from deliveries.models import CourierPlace, PositionPause
from deliveries.queries.towns import town_here
from members.queries.at_work import at_work_now, running_shift


def places(courier_ids: Iterable[UUID] | None = None) -> dict[UUID, Point]:
    """The last place of each courier who is at work now, in no break and switched on; of all of them without ids.

    A person is shown a place by `services.looking` only, which tells the courier.
    """
    switched_off = PositionPause.objects.filter(courier=OuterRef("courier"), ended_at__isnull=True)
    found = CourierPlace.objects.filter(~Exists(switched_off), courier__in=at_work_now())
    if courier_ids is not None:
        found = found.filter(courier__in=courier_ids)
    return {
        courier_id: Point(lat, lon) for courier_id, lat, lon in found.values_list("courier_id", "lat", "lon")
    }


def switched_off_among(courier_ids: Iterable[UUID]) -> set[UUID]:
    """Those of them who have their position switched off."""
    running = PositionPause.objects.filter(courier__in=courier_ids, ended_at__isnull=True)
    return set(running.values_list("courier_id", flat=True))


def switched_off_since(courier_id: UUID) -> datetime | None:
    """Since when the courier's position is off; None while it is on."""
    running = PositionPause.objects.filter(courier=courier_id, ended_at__isnull=True)
    return running.values_list("started_at", flat=True).first()


def gate_of(courier_id: UUID) -> Gate:
    """The courier's gate now. A fixed number of queries."""
    shift, town = running_shift(courier_id), town_here()
    if shift is None:
        return Gate()
    since = shift.since.timestamp()
    off = PositionPause.objects.filter(courier=courier_id).exclude(ended_at__lte=shift.since)
    return Gate(
        shift_id=str(shift.shift_id),
        since=since,
        breaks=tuple(_span(*span) for span in shift.breaks),
        switched_off=tuple(_span(*span) for span in off.values_list("started_at", "ended_at")),
        area=Area(town.south, town.west, town.north, town.east).wider() if town else None,
    )


def _span(begins: datetime, ends: datetime | None) -> Span:
    return Span(begins.timestamp(), ends.timestamp() if ends else None)
