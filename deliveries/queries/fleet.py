"""The co-op's bikes, and what a courier can carry today."""

from collections.abc import Collection
from uuid import UUID

from deliveries.domain.tour_plans import PlanState
from deliveries.domain.vehicles import told
from deliveries.models import Bike, Hub, Tour


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


def bike_called(bike_id: UUID) -> Bike | None:
    """One in use."""
    return Bike.objects.filter(pk=bike_id, is_active=True).first()


def vehicle_of(courier_id: UUID, order_id: UUID) -> str:
    """What a courier brings an order with: that of their tour, else what they usually ride; empty for neither."""
    tours = Tour.objects.filter(
        courier_id=courier_id, plan__state=PlanState.ADOPTED, stops__order_id=order_id
    ).order_by("-plan__adopted_at")
    planned = tours.values_list("bike__kind", "bike__drive").first()
    own = Bike.objects.filter(rider_id=courier_id, is_active=True).values_list("kind", "drive")
    found = planned or own.first()
    return told(*found) if found else ""
