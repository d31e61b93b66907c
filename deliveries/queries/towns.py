"""The town a co-op rides in."""

from collections.abc import Collection

from cooperatives.queries.here import cooperative_here
from deliveries.adapters.routing import travel_times
from deliveries.domain.travel import TravelTimes
from deliveries.models import Town, TownPlace


def town_here() -> Town | None:
    """The town of the co-op in scope; None until one is imported."""
    return town_called(cooperative_here().town)


def town_called(slug: str) -> Town | None:
    return Town.objects.filter(slug=slug).first() if slug else None


def travel_here() -> TravelTimes:
    return travel_in(town_here())


def travel_in(town: Town | None) -> TravelTimes:
    """By the configured router or the town's streets; by straight lines, marked as estimates, without either."""
    return travel_times(town.graph if town else "")


def places_here(kinds: Collection[str]) -> list[TownPlace]:
    """Restaurants and shops of these kinds in the town of the co-op in scope, by the order of the map."""
    return list(TownPlace.objects.filter(town__slug=cooperative_here().town, kind__in=kinds).order_by("id"))
