"""The co-op's bikes, and what a courier can carry today."""

from collections.abc import Collection
from uuid import UUID

from deliveries.models import Bike, Hub


def bikes_here() -> list[Bike]:
    """Bikes in use with their hubs, by name."""
    return list(
        Bike.objects.filter(is_active=True, hub__is_active=True).select_related("hub").order_by("name")
    )


def hubs_here() -> list[Hub]:
    return list(Hub.objects.filter(is_active=True).order_by("name"))


def bikes_of(courier_ids: Collection[UUID]) -> dict[UUID, Bike]:
    """The bike that each of these couriers usually rides; who has none carries what their contract says."""
    found = Bike.objects.filter(rider_id__in=courier_ids, is_active=True)
    return {bike.rider_id: bike for bike in found if bike.rider_id}
