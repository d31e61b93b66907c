"""Cycling times on a town's streets, by Dijkstra, remembering what was asked before."""

from collections.abc import Sequence
from math import cos, radians
from pathlib import Path

import numpy as np
import scipy  # its parts are loaded when they are first used

from coopplatform.kernel.geo import EARTH_RADIUS_METRES, Point
from deliveries.domain.travel.model import Bools, Floats, Ints, Matrix, Route, degrees
from deliveries.domain.travel.straight import StraightLine
from deliveries.domain.travel.streets import StreetArrays
from deliveries.domain.travel.trees import Side, Trees, packed, unpacked

PUSHING_METRES_PER_SECOND = 5 / 3.6
MAX_METRES_OFF_STREET = 500.0
KEPT_BYTES = 48 * 2**20


class CycleGraph:
    """Shortest cycling times on a town's streets, up to `limit_seconds`.

    A point joins the graph at its nearest node, pushing the bicycle there. Pairs beyond the limit, or with an
    end more than 500 m from any street, are answered by `StraightLine` and marked as estimates.

    Rides from a node to everywhere, or from everywhere to it, are kept (`kept_bytes`). Of the pairs not known
    yet, the side with fewer nodes is computed: couriers who move cost nothing while their restaurants stay.
    """

    def __init__(
        self, streets: StreetArrays, *, limit_seconds: float = 3600.0, kept_bytes: int = KEPT_BYTES
    ) -> None:
        weights = packed(streets.seconds, streets.metres)
        order = np.lexsort((weights, streets.head, streets.tail))
        tail, head = streets.tail[order], streets.head[order]
        fastest = np.ones(len(order), dtype=bool)
        fastest[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        self._edges = order[fastest]
        self._streets = streets
        size = len(streets.nodes)
        indptr = np.searchsorted(tail[fastest], np.arange(size + 1))
        self._graph = scipy.sparse.csr_array(
            (weights[self._edges], head[fastest], indptr), shape=(size, size)
        )
        self._keys = tail[fastest].astype(np.int64) * size + head[fastest]
        self.trees = Trees(self._graph, limit_seconds=limit_seconds, max_bytes=kept_bytes)
        self._east = EARTH_RADIUS_METRES * cos(radians(float(streets.nodes[:, 0].mean()))) if size else 1.0
        self._tree = scipy.spatial.cKDTree(self._planar(streets.nodes))

    @classmethod
    def load(cls, path: Path, *, limit_seconds: float = 3600.0) -> "CycleGraph":
        return cls(StreetArrays.load(path), limit_seconds=limit_seconds)

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        if not origins or not destinations or not len(self._streets.nodes):
            return StraightLine().matrix(origins, destinations)
        starts, ends = degrees(origins), degrees(destinations)
        from_node, from_metres, from_near = self._nearest(starts)
        to_node, to_metres, to_near = self._nearest(ends)
        weights = np.full((len(origins), len(destinations)), np.inf)
        weights[np.ix_(from_near, to_near)] = self._weights(from_node[from_near], to_node[to_near])
        known = np.isfinite(weights)
        ride, ridden = unpacked(np.where(known, weights, 0.0))
        pushed = from_metres[:, None] + to_metres[None, :]
        seconds = np.ceil(ride + pushed / PUSHING_METRES_PER_SECOND).astype(np.int64)
        metres = np.rint(ridden + pushed).astype(np.int64)
        if not known.all():
            i, j = np.nonzero(~known)
            seconds[i, j], metres[i, j] = StraightLine().pairs(starts[i], ends[j])
        return Matrix(seconds, metres, ~known)

    def route(self, origin: Point, destination: Point) -> Route:
        if not len(self._streets.nodes):
            return StraightLine().route(origin, destination)
        (start, end), pushed, near = self._nearest(degrees([origin, destination]))
        (tree,) = self.trees.get(Side.FROM, [int(start)])
        if not np.isfinite(tree[end]) or not near.all():
            return StraightLine().route(origin, destination)
        path = self._path(int(start), int(end), float(tree[end]))
        edges = self._between(np.array(path[:-1], dtype=np.int64), np.array(path[1:], dtype=np.int64))
        ride, metres = unpacked(tree[end])
        seconds = int(np.ceil(ride + pushed.sum() / PUSHING_METRES_PER_SECOND))
        points = (origin, *self._shape(path, edges), destination)
        return Route(points, seconds, round(float(metres + pushed.sum())), estimated=False)

    def _weights(self, from_node: Ints, to_node: Ints) -> Floats:
        """Path weights of all pairs, growing trees on the cheaper side for those not known yet."""
        starts, row = np.unique(from_node, return_inverse=True)
        ends, column = np.unique(to_node, return_inverse=True)
        known_from = self.trees.known(Side.FROM, starts.tolist())
        known_to = self.trees.known(Side.TO, ends.tolist())
        weights = np.empty((len(starts), len(ends)))
        if len(starts) - len(known_from) <= len(ends) - len(known_to):
            for i, tree in enumerate(self.trees.get(Side.FROM, starts.tolist())):
                weights[i] = tree[ends]
        else:
            for j, tree in enumerate(self.trees.get(Side.TO, ends.tolist())):
                weights[:, j] = tree[starts]
        return weights[np.ix_(row, column)]

    def _planar(self, nodes: Floats) -> Floats:
        """Degrees to metres on a plane, good enough to find the nearest of a town's nodes."""
        return np.asarray(np.radians(nodes) * np.array([EARTH_RADIUS_METRES, self._east]), dtype=np.float64)

    def _nearest(self, points: Floats) -> tuple[Ints, Floats, Bools]:
        """The node of each point, the metres pushed to it, and whether it is near enough to count."""
        finite = np.asarray(np.isfinite(points).all(axis=1))
        distances, nodes = self._tree.query(self._planar(np.where(finite[:, None], points, 0.0)))
        near = finite & (distances <= MAX_METRES_OFF_STREET)
        return np.where(near, nodes, 0).astype(np.int64), np.where(near, distances, 0.0), near

    def _path(self, start: int, end: int, weight: float) -> list[int]:
        """The nodes of one fastest ride, whose weight is known."""
        _weights, predecessors = scipy.sparse.csgraph.dijkstra(
            self._graph, indices=start, limit=weight, return_predecessors=True
        )
        path = [end]
        while path[-1] != start:
            path.append(int(predecessors[path[-1]]))
        return path[::-1]

    def _between(self, tails: Ints, heads: Ints) -> Ints:
        """The fastest street from each node to its neighbour, as rows of the stored arrays."""
        return self._edges[np.searchsorted(self._keys, tails * len(self._streets.nodes) + heads)]

    def _shape(self, path: list[int], edges: Ints) -> list[Point]:
        streets = self._streets
        if not len(edges):
            return [Point(*map(float, streets.nodes[path[0]]))]
        points: list[Point] = []
        for edge in edges:
            rows = streets.shapes[streets.shape_starts[edge] : streets.shape_starts[edge + 1]]
            points += [Point(float(lat), float(lon)) for lat, lon in rows[bool(points) :]]
        return points
