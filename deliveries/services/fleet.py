"""Hubs open, bikes join and get their usual riders."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.dispatching import VehicleDescribed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.loads import EQUIPMENT, Capacity
from deliveries.domain.vehicles import USUAL, Kind, check, told
from deliveries.models import Bike, Hub
from members.queries.roster import workers

MIDNIGHT = 24 * 60


@unit_of_work
def open_hub(
    *,
    name: str,
    address: str,
    point: Point,
    opens_minute: int = 0,
    closes_minute: int = MIDNIGHT,
    by: Actor,
) -> Hub:
    """Where bikes stand, open between two minutes of the local day. Raises Invalid for a name taken, odd hours."""
    if not name.strip() or Hub.objects.filter(name=name).exists():
        raise Invalid("hub_name", _("A hub needs a name of its own."), field="name")
    if not 0 <= opens_minute < closes_minute <= MIDNIGHT:
        raise Invalid("hub_hours", _("A hub closes after it opens, by midnight."), field="closes_minute")
    return Hub.objects.create(
        name=name,
        address=address,
        lat=point.lat,
        lon=point.lon,
        opens_minute=opens_minute,
        closes_minute=closes_minute,
    )


@unit_of_work
def add_bike(
    *,
    hub_id: UUID,
    name: str,
    kind: str,
    drive: str = USUAL,
    capacity: Capacity,
    equipment: Iterable[str] = (),
    rider_id: UUID | None = None,
    by: Actor,
) -> Bike:
    """Raises NotFound for an unknown hub or rider; Invalid for a name or rider taken, a kind, drive or load unknown."""
    if not Hub.objects.filter(pk=hub_id).exists():
        raise NotFound("no_hub", _("There is no such hub."))
    if not name.strip() or Bike.objects.filter(name=name).exists():
        raise Invalid("bike_name", _("A bike needs a name of its own."), field="name")
    if kind not in set(Kind) or min(capacity.as_load()) < 0 or not set(equipment) <= set(EQUIPMENT):
        raise Invalid("bike_kind", _("This is no bike we know: check its kind, load and equipment."))
    check(kind, drive)
    bike = Bike(hub_id=hub_id, name=name, kind=kind, drive=drive, equipment=sorted(equipment))
    bike.bags, bike.grams, bike.litres = capacity.as_load()
    bike.rider_id = _rider(rider_id, bike)
    bike.save(force_insert=True)
    return bike


@unit_of_work
def say_what_drives(*, bike_id: UUID, kind: str, drive: str, by: Actor, at: datetime) -> Bike:
    """Which kind of vehicle it is and what drives it; what was brought with it before stays as it was counted.

    Raises NotFound; Invalid for a drive that does not go with the kind.
    """
    bike = _locked(bike_id)
    check(kind, drive)
    if (bike.kind, bike.drive) == (kind, drive):
        return bike
    bike.kind, bike.drive = kind, drive
    bike.save(update_fields=["kind", "drive"])
    record(VehicleDescribed(bike_id=bike.pk, kind=told(kind, drive), occurred_at=at), by=by)
    return bike


@unit_of_work
def retire_bike(*, bike_id: UUID, by: Actor) -> Bike:
    """Out of the fleet, its rider free for another one. Raises NotFound."""
    bike = _locked(bike_id)
    bike.is_active, bike.rider_id = False, None
    bike.save(update_fields=["is_active", "rider"])
    return bike


def _locked(bike_id: UUID) -> Bike:
    rows = Bike.objects.select_for_update(of=("self",), no_key=True)
    bike = rows.filter(pk=bike_id, is_active=True).first()
    if bike is None:
        raise NotFound("no_bike", _("There is no such bike."))
    return bike


def _rider(rider_id: UUID | None, bike: Bike) -> UUID | None:
    if rider_id is None:
        return None
    if rider_id not in workers({rider_id}):
        raise NotFound("no_courier", _("There is no such courier."))
    if Bike.objects.filter(rider_id=rider_id).exclude(pk=bike.pk).exists():
        raise Invalid("rider_taken", _("This courier usually rides another bike."), field="rider")
    return rider_id
