"""Ways along the streets, as the map draws them."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from coopplatform.kernel.geo import Point
from deliveries.adapters.routing import travel_times

NEAR = 4
"""Decimals of a degree, about ten metres: who moved less keeps the drawn way."""


def lonlat(point: Point) -> list[float]:
    return [point.lon, point.lat]


def along(graph: str, points: Sequence[Point]) -> list[list[float]]:
    """Through these points by the streets of a town's `graph`; straight where there are none."""
    near = [Point(round(p.lat, NEAR), round(p.lon, NEAR)) for p in points]
    return [lonlat(point) for start, end in pairwise(near) for point in _leg(graph, start, end)]


@lru_cache(maxsize=4096)
def _leg(graph: str, start: Point, end: Point) -> tuple[Point, ...]:
    return tuple(travel_times(graph).route(start, end).points)
