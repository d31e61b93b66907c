"""Zones are drawn, drawn again and taken away."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.pricing import ZoneChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.zones import Ring, as_lines, read_zones
from deliveries.models import Zone
from deliveries.queries.price_books import sets_that_speak_of
from deliveries.services.rule_sets import renew_for_zone

UNNAMED_SIGNS = "\"'\\\r\n"
MOST_ZONES = 200


@unit_of_work
def draw_zone(*, name: str, ring: Ring, by: Actor, at: datetime) -> Zone:
    """Raises Invalid for a name taken or with quotes in it."""
    return _drawn(name, ring, by, at)


@unit_of_work
def import_zones(*, text: str, by: Actor, at: datetime) -> list[Zone]:
    """Every polygon of a GeoJSON text, all or none. Raises Invalid for what is no zone, or has no name of its own."""
    found = read_zones(text)
    if not found:
        raise Invalid("no_zones", _("There is no polygon in this text."), field="corners")
    nameless = sum(not name for name, _ring in found)
    if nameless:
        raise Invalid(
            "nameless_zone",
            _("Give each polygon a property “name”: %(count)s have none."),
            field="corners",
            count=nameless,
        )
    return [_drawn(name, ring, by, at) for name, ring in found]


@unit_of_work
def redraw_zone(*, zone_id: UUID, ring: Ring, seen: Ring | None = None, by: Actor, at: datetime) -> Zone:
    """Other corners for the same zone: prices that ask about it change from now on.

    The price lists that ask about it get a new version; what they priced before keeps the corners it was priced by.
    `seen` is the zone as the person saw it. Raises NotFound; NotAllowedNow (`zone_changed`) when it is another by now.
    """
    zone = _locked(zone_id)
    if zone.ring == ring:
        return zone
    if seen is not None and as_lines(zone.ring) != as_lines(seen):
        raise NotAllowedNow(
            "zone_changed", _("Somebody else drew this zone anew meanwhile: look at its corners now.")
        )
    zone.corners = [list(corner) for corner in ring]
    zone.changed_by, zone.changed_at = str(by), at
    zone.save(update_fields=["corners", "changed_by", "changed_at"])
    renew_for_zone(zone, by=by, at=at)
    record(ZoneChanged(zone_id=zone.pk, kind="changed", occurred_at=at), by=by)
    return zone


@unit_of_work
def delete_zone(*, zone_id: UUID, by: Actor, at: datetime) -> None:
    """Raises NotFound; NotAllowedNow while a price rule asks about it."""
    zone = _locked(zone_id)
    spoken = sets_that_speak_of(zone=zone.name)
    if spoken:
        raise NotAllowedNow(
            "zone_in_use",
            _("%(sets)s asks about the zone %(zone)s: change its rules first."),
            sets=", ".join(found.name for found in spoken),
            zone=zone.name,
        )
    record(ZoneChanged(zone_id=zone.pk, kind="deleted", occurred_at=at), by=by)
    zone.delete()


def _drawn(name: str, ring: Ring, by: Actor, at: datetime) -> Zone:
    name = name.strip()
    if not name or len(name) > 80 or any(sign in name for sign in UNNAMED_SIGNS):
        raise Invalid(
            "zone_name", _("A zone needs a name of at most 80 characters, without quotes."), field="name"
        )
    if Zone.objects.filter(name=name).exists():
        raise Invalid("zone_name", _("There is a zone called %(zone)s already."), field="name", zone=name)
    if Zone.objects.count() >= MOST_ZONES:
        raise Invalid("many_zones", _("A co-op has at most %(most)s zones."), field="name", most=MOST_ZONES)
    zone = Zone.objects.create(
        name=name, corners=[list(corner) for corner in ring], changed_by=str(by), changed_at=at
    )
    record(ZoneChanged(zone_id=zone.pk, kind="made", occurred_at=at), by=by)
    return zone


def _locked(zone_id: UUID) -> Zone:
    zone = Zone.objects.select_for_update(of=("self",), no_key=True).filter(pk=zone_id).first()
    if zone is None:
        raise NotFound("no_zone", _("There is no such zone."))
    return zone
