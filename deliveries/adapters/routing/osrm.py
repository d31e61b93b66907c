"""The HTTP API of OSRM (project-osrm.org/docs/v5.24.0/api): `table` and `route`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.adapters.routing.server import Refused, Server
from deliveries.domain.travel import Route
from deliveries.domain.travel.graph import MAX_METRES_OFF_STREET
from deliveries.domain.travel.model import Floats


class Osrm:
    """`profile` is the name in the address (OSRM serves what it was prepared with, whatever the name)."""

    divisible = frozenset({"NoSegment", "TooBig", "NoTable"})

    def __init__(self, server: Server, profile: str) -> None:
        self._server = server
        self._profile = profile

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> tuple[Floats, Floats]:
        content = self._server.get(
            self._path("table", [*origins, *destinations]),
            {
                "sources": _numbers(0, len(origins)),
                "destinations": _numbers(len(origins), len(destinations)),
                "annotations": "duration,distance",
            },
        )
        far = _is_far(content["sources"])[:, None] | _is_far(content["destinations"])[None, :]
        seconds = np.array(content["durations"], dtype=np.float64)
        metres = np.array(content["distances"], dtype=np.float64)
        return np.where(far, np.nan, seconds), np.where(far, np.nan, metres)

    def route(self, origin: Point, destination: Point) -> Route | None:
        """None when there is no way, or an end is far from any street."""
        try:
            content = self._server.get(
                self._path("route", [origin, destination]), {"overview": "full", "geometries": "geojson"}
            )
        except Refused as refused:
            if refused.code == "NoRoute":
                return None
            raise
        if _is_far(content["waypoints"]).any():
            return None
        found = content["routes"][0]
        points = tuple(Point(float(lat), float(lon)) for lon, lat in found["geometry"]["coordinates"])
        seconds, metres = int(np.ceil(found["duration"])), round(found["distance"])
        return Route((origin, *points, destination), seconds, metres, estimated=False)

    def _path(self, service: str, points: Sequence[Point]) -> str:
        places = ";".join(f"{point.lon:.6f},{point.lat:.6f}" for point in points)
        return f"/{service}/v1/{self._profile}/{places}"


def _numbers(first: int, count: int) -> str:
    return ";".join(str(number) for number in range(first, first + count))


def _is_far(waypoints: Sequence[dict[str, Any] | None]) -> Any:
    """OSRM snaps to the nearest street however far: more than 500 m away is no answer."""
    return np.array([w is None or w.get("distance", 0.0) > MAX_METRES_OFF_STREET for w in waypoints])
