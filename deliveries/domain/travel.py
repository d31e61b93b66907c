"""How long a bicycle takes from here to there, along the streets where they are known.

`CycleGraph` answers from a town's own streets (shortest time, exact); `StraightLine` is the stated fallback:
crow-fly × 1.35. Every answer says whether it was estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from coopplatform.kernel.geo import EARTH_RADIUS_METRES, Point, distance_metres

DETOUR = 1.35
RIDING_METRES_PER_SECOND = 15 / 3.6
PUSHING_METRES_PER_SECOND = 5 / 3.6
MAX_METRES_OFF_STREET = 500.0
NO_PREDECESSOR = -9999  # scipy's mark in a predecessor matrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`seconds[i, j]` and `metres[i, j]` from origin i to destination j; `estimated[i, j]` when not by street."""

    seconds: Ints
    metres: Ints
    estimated: NDArray[np.bool_]


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


class StraightLine:
    """Crow-fly distance × 1.35 at 15 km/h; every answer is marked as an estimate."""

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        metres = DETOUR * np.array(
            [[distance_metres(a, b) for b in destinations] for a in origins], dtype=float
        )
        metres = metres.reshape(len(origins), len(destinations))
        seconds = np.ceil(metres / RIDING_METRES_PER_SECOND).astype(np.int64)
        return Matrix(seconds, np.rint(metres).astype(np.int64), np.ones(metres.shape, dtype=bool))

    def route(self, origin: Point, destination: Point) -> Route:
        metres = DETOUR * distance_metres(origin, destination)
        seconds = int(np.ceil(metres / RIDING_METRES_PER_SECOND))
        return Route((origin, destination), seconds, round(metres), estimated=True)


@dataclass(frozen=True, slots=True)
class StreetArrays:
    """A directed street graph as it is stored: edge k goes tail[k] → head[k] in seconds[k] over metres[k].

    Its shape, ends included, is rows shape_starts[k] to shape_starts[k + 1] of `shapes` (latitude, longitude).
    """

    nodes: Floats
    tail: Ints
    head: Ints
    seconds: Floats
    metres: Floats
    shapes: Floats
    shape_starts: Ints

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **{name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def load(cls, path: Path) -> "StreetArrays":
        with np.load(path, allow_pickle=False) as stored:
            return cls(**{name: stored[name] for name in cls.__slots__})


class CycleGraph:
    """Shortest cycling times on a town's streets, by Dijkstra up to `limit_seconds`.

    A point joins the graph at its nearest node, pushing the bicycle there. Pairs beyond the limit, or with an
    end more than 500 m from any street, are answered by `StraightLine` and marked as estimates.
    """

    def __init__(self, streets: StreetArrays, *, limit_seconds: float = 3600.0) -> None:
        order = np.lexsort((streets.seconds, streets.head, streets.tail))
        tail, head = streets.tail[order], streets.head[order]
        fastest = np.ones(len(order), dtype=bool)
        fastest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        self._edges = order[fastest]
        self._streets = streets
        size = len(streets.nodes)
        indptr = np.searchsorted(tail[fastest], np.arange(size + 1))
        self._graph = csr_array((streets.seconds[self._edges], head[fastest], indptr), shape=(size, size))
        self._keys = tail[fastest].astype(np.int64) * size + head[fastest]
        self._limit = limit_seconds
        self._east = EARTH_RADIUS_METRES * cos(radians(float(streets.nodes[:, 0].mean()))) if size else 1.0
        self._tree = cKDTree(self._planar(streets.nodes))

    @classmethod
    def load(cls, path: Path, *, limit_seconds: float = 3600.0) -> "CycleGraph":
        return cls(StreetArrays.load(path), limit_seconds=limit_seconds)

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        answer = StraightLine().matrix(origins, destinations)
        if not origins or not destinations:
            return answer
        from_node, from_metres = self._nearest(origins)
        to_node, to_metres = self._nearest(destinations)
        sources, back = np.unique(from_node, return_inverse=True)
        times, predecessors = dijkstra(
            self._graph, indices=sources, limit=self._limit, return_predecessors=True
        )
        ride = times[back][:, to_node]
        known = np.isfinite(ride) & (from_metres <= MAX_METRES_OFF_STREET)[:, None]
        known &= (to_metres <= MAX_METRES_OFF_STREET)[None, :]
        pushed = from_metres[:, None] + to_metres[None, :]
        metres = self._metres_along(predecessors, sources, to_node)[back] + pushed
        with np.errstate(invalid="ignore"):
            seconds = np.ceil(np.where(known, ride, 0.0) + pushed / PUSHING_METRES_PER_SECOND)
        answer.seconds[known] = seconds[known].astype(np.int64)
        answer.metres[known] = np.rint(metres[known]).astype(np.int64)
        answer.estimated[known] = False
        return answer

    def route(self, origin: Point, destination: Point) -> Route:
        (start, end), pushed = self._nearest([origin, destination])
        times, predecessors = dijkstra(
            self._graph, indices=int(start), limit=self._limit, return_predecessors=True
        )
        if not np.isfinite(times[end]) or pushed.max() > MAX_METRES_OFF_STREET:
            return StraightLine().route(origin, destination)
        path = [int(end)]
        while path[-1] != start:
            path.append(int(predecessors[path[-1]]))
        path.reverse()
        edges = self._between(np.array(path[:-1], dtype=np.int64), np.array(path[1:], dtype=np.int64))
        points = [origin, *self._shape(path, edges), destination]
        seconds = times[end] + pushed.sum() / PUSHING_METRES_PER_SECOND
        metres = float(self._streets.metres[edges].sum()) + float(pushed.sum())
        return Route(tuple(points), int(np.ceil(seconds)), round(metres), estimated=False)

    def _planar(self, nodes: Floats) -> Floats:
        """Degrees to metres on a plane, good enough to find the nearest of a town's nodes."""
        return np.asarray(np.radians(nodes) * np.array([EARTH_RADIUS_METRES, self._east]), dtype=np.float64)

    def _nearest(self, points: Sequence[Point]) -> tuple[Ints, Floats]:
        distances, nodes = self._tree.query(self._planar(np.array([(p.lat, p.lon) for p in points])))
        return np.asarray(nodes, dtype=np.int64), np.asarray(distances, dtype=float)

    def _between(self, tails: Ints, heads: Ints) -> Ints:
        """The fastest street from each node to its neighbour, as rows of the stored arrays."""
        return self._edges[np.searchsorted(self._keys, tails * len(self._streets.nodes) + heads)]

    def _metres_along(self, predecessors: NDArray[np.int32], sources: Ints, targets: Ints) -> Floats:
        """Length of each fastest path: all paths walked back at once, one street a round."""
        rows = np.repeat(np.arange(len(sources)), len(targets))
        at = np.tile(targets, len(sources)).astype(np.int64)
        metres = np.zeros(len(at))
        walking = np.arange(len(at))
        while len(walking):
            before = predecessors[rows[walking], at[walking]].astype(np.int64)
            walking, before = walking[before != NO_PREDECESSOR], before[before != NO_PREDECESSOR]
            if len(walking):
                metres[walking] += self._streets.metres[self._between(before, at[walking])]
                at[walking] = before
        return metres.reshape(len(sources), len(targets))

    def _shape(self, path: list[int], edges: Ints) -> list[Point]:
        streets = self._streets
        if not len(edges):
            return [Point(*map(float, streets.nodes[path[0]]))]
        points: list[Point] = []
        for edge in edges:
            rows = streets.shapes[streets.shape_starts[edge] : streets.shape_starts[edge + 1]]
            points += [Point(float(lat), float(lon)) for lat, lon in rows[bool(points) :]]
        return points
