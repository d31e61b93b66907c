"""What is asked of a router and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coopplatform.kernel.geo import Point

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`seconds[i, j]` and `metres[i, j]` from origin i to destination j; `estimated[i, j]` when not by street."""

    seconds: Ints
    metres: Ints
    estimated: Bools


@dataclass(frozen=True, slots=True)
class Route:
    """One ride as a polyline."""

    points: tuple[Point, ...]
    seconds: int
    metres: int
    estimated: bool


class TravelTimes(Protocol):
    """What dispatch, pricing and the courier's day ask of a router."""

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix: ...

    def route(self, origin: Point, destination: Point) -> Route: ...


class RouterSilent(Exception):
    """A router elsewhere does not answer, or says nothing that can be used."""


def degrees(points: Sequence[Point]) -> Floats:
    """Latitudes and longitudes, one row a point."""
    return np.array([(p.lat, p.lon) for p in points], dtype=np.float64).reshape(-1, 2)
