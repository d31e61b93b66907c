"""The town a co-op rides in."""

from collections.abc import Collection

from cooperatives.queries.here import cooperative_here, once
from coopplatform.kernel.geo import Point
from deliveries.adapters.routing import travel_times
from deliveries.domain.travel import TravelTimes
from deliveries.models import Reach, Town, TownPlace


@once
def town_here() -> Town | None:
    """The town of the co-op in scope; None until one is imported."""
    slug = cooperative_here().town
    return Town.objects.filter(slug=slug).first() if slug else None


def travel_here() -> TravelTimes:
    return travel_in(town_here())


def travel_in(town: Town | None) -> TravelTimes:
    """By the configured router or the town's streets; by straight lines, marked as estimates, without either."""
    return travel_times(town.graph if town else "")


def towns_reached() -> list[Town]:
    """Beyond the co-op's own: where a partner carries for it."""
    return list(Town.objects.filter(slug__in=Reach.objects.values("town")).order_by("slug"))


def travel_between(origin: Point, to: Point, town: Town | None) -> TravelTimes:
    """By the streets of the town that holds both points, the co-op's own first; else by straight lines."""
    if town is None or (town.holds(origin) and town.holds(to)):
        return travel_in(town)
    held = [one for one in towns_reached() if one.holds(origin) and one.holds(to)]
    return travel_in(held[0] if held else None)


def places_here(kinds: Collection[str]) -> list[TownPlace]:
    """Restaurants and shops of these kinds in the town of the co-op in scope, by the order of the map."""
    return list(TownPlace.objects.filter(town__slug=cooperative_here().town, kind__in=kinds).order_by("id"))
