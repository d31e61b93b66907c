"""The last resort: as the crow flies, with a detour."""

from collections.abc import Sequence

import numpy as np

from coopplatform.kernel.geo import EARTH_RADIUS_METRES, Point
from deliveries.domain.travel.model import Floats, Ints, Matrix, Route, degrees

DETOUR = 1.35
RIDING_METRES_PER_SECOND = 15 / 3.6


class StraightLine:
    """Crow-fly distance × 1.35 at 15 km/h; every answer is marked as an estimate.

    A point that is nowhere (not a number) is as far as the other side of the globe: no ride anyone would plan.
    """

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        crow = great_circle_metres(degrees(origins)[:, None], degrees(destinations)[None, :])
        metres, seconds = _ridden(crow)
        return Matrix(seconds, metres, np.ones(crow.shape, dtype=bool))

    def pairs(self, origins: Floats, destinations: Floats) -> tuple[Ints, Ints]:
        """Seconds and metres from `origins[k]` to `destinations[k]`, both rows of degrees."""
        metres, seconds = _ridden(great_circle_metres(origins, destinations))
        return seconds, metres

    def route(self, origin: Point, destination: Point) -> Route:
        seconds, metres = self.pairs(degrees([origin]), degrees([destination]))
        return Route((origin, destination), int(seconds[0]), int(metres[0]), estimated=True)


def great_circle_metres(a: Floats, b: Floats) -> Floats:
    """Haversine between rows of degrees; the antipode's distance where a coordinate is no finite number."""
    finite = np.isfinite(a).all(axis=-1) & np.isfinite(b).all(axis=-1)
    with np.errstate(invalid="ignore"):
        lat_a, lon_a = np.radians(a[..., 0]), np.radians(a[..., 1])
        lat_b, lon_b = np.radians(b[..., 0]), np.radians(b[..., 1])
        chord = np.sin((lat_b - lat_a) / 2) ** 2
        chord = chord + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    chord = np.where(finite, np.clip(chord, 0.0, 1.0), 1.0)
    return np.asarray(2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(chord)))


def _ridden(crow: Floats) -> tuple[Ints, Ints]:
    metres = DETOUR * crow
    seconds = np.ceil(metres / RIDING_METRES_PER_SECOND)
    return np.rint(metres).astype(np.int64), seconds.astype(np.int64)
