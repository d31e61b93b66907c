"""The town a co-op rides in."""

from cooperatives.queries.here import cooperative_here
from deliveries.adapters.routing import travel_times
from deliveries.domain.travel import StraightLine, TravelTimes
from deliveries.models import Town


def town_here() -> Town | None:
    """The town of the co-op in scope; None until one is imported."""
    slug = cooperative_here().town
    return Town.objects.filter(slug=slug).first() if slug else None


def travel_here() -> TravelTimes:
    town = town_here()
    return travel_times(town.graph) if town else StraightLine()
