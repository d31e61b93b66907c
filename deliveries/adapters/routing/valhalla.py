"""The HTTP API of Valhalla (valhalla.github.io/valhalla/api): `sources_to_targets` and `route`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.adapters.routing.server import Server
from deliveries.domain.travel import Route
from deliveries.domain.travel.graph import MAX_METRES_OFF_STREET
from deliveries.domain.travel.model import Floats

POLYLINE_UNITS = 1e6


class Valhalla:
    """`profile` is the costing, such as bicycle."""

    # 150 too many locations, 154 too far apart, 171 no street near, 442 no path
    divisible = frozenset({"150", "154", "171", "442"})

    def __init__(self, server: Server, profile: str) -> None:
        self._server = server
        self._profile = profile

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> tuple[Floats, Floats]:
        content = self._server.post(
            "/sources_to_targets",
            {
                "sources": [_location(point) for point in origins],
                "targets": [_location(point) for point in destinations],
                "costing": self._profile,
                "units": "kilometers",
            },
        )
        rows = content["sources_to_targets"]
        seconds = np.array([[cell["time"] for cell in row] for row in rows], dtype=np.float64)
        kilometres = np.array([[cell["distance"] for cell in row] for row in rows], dtype=np.float64)
        return seconds, kilometres * 1000

    def route(self, origin: Point, destination: Point) -> Route | None:
        content = self._server.post(
            "/route",
            {
                "locations": [_location(origin), _location(destination)],
                "costing": self._profile,
                "units": "kilometers",
                "directions_type": "none",
            },
        )
        trip = content["trip"]
        seconds, metres = int(np.ceil(trip["summary"]["time"])), round(1000 * trip["summary"]["length"])
        points = [point for leg in trip["legs"] for point in decoded(leg["shape"])]
        return Route((origin, *points, destination), seconds, metres, estimated=False)


def _location(point: Point) -> dict[str, Any]:
    return {"lat": point.lat, "lon": point.lon, "search_cutoff": int(MAX_METRES_OFF_STREET)}


def decoded(shape: str) -> list[Point]:
    """An encoded polyline of six decimals: differences in zigzag, five bits a character, the low ones first."""
    numbers: list[int] = []
    value = shift = 0
    for character in shape:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    lats, lons = np.cumsum(numbers[0::2]) / POLYLINE_UNITS, np.cumsum(numbers[1::2]) / POLYLINE_UNITS
    return [Point(float(lat), float(lon)) for lat, lon in zip(lats, lons, strict=True)]
