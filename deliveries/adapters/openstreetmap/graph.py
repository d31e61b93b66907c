"""From ways to a street graph: nodes at junctions and at least every 120 m, the largest strongly connected part."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from coopplatform.kernel.geo import Point, distance_metres
from deliveries.adapters.openstreetmap.cycling import Speeds
from deliveries.domain.travel import StreetArrays

LONGEST_EDGE_METRES = 120.0


@dataclass(frozen=True, slots=True)
class Way:
    """A street: the ids of its nodes, where they are, how fast one cycles."""

    refs: tuple[int, ...]
    points: tuple[Point, ...]
    speeds: Speeds


@dataclass(frozen=True, slots=True)
class _Edge:
    tail: int
    head: int
    metres: float
    kmh: int
    shape: tuple[Point, ...]


def build_graph(ways: Sequence[Way]) -> StreetArrays:
    """The street graph of these ways; empty when there are none."""
    uses = Counter(ref for way in ways for ref in way.refs)
    edges = [edge for way in ways for edge in _directed(way, uses)]
    where = {ref: point for way in ways for ref, point in zip(way.refs, way.points, strict=True)}
    refs = sorted({end for edge in edges for end in (edge.tail, edge.head)})
    kept = _largest_part(refs, edges)
    index = {ref: i for i, ref in enumerate(kept)}
    edges = [edge for edge in edges if edge.tail in index and edge.head in index]
    metres = np.array([edge.metres for edge in edges], dtype=float)
    return StreetArrays(
        nodes=np.array([(where[ref].lat, where[ref].lon) for ref in kept], dtype=float).reshape(-1, 2),
        tail=np.array([index[edge.tail] for edge in edges], dtype=np.int64),
        head=np.array([index[edge.head] for edge in edges], dtype=np.int64),
        seconds=metres / (np.array([edge.kmh for edge in edges], dtype=float) / 3.6),
        metres=metres,
        shapes=np.array([(p.lat, p.lon) for edge in edges for p in edge.shape], dtype=float).reshape(-1, 2),
        shape_starts=np.cumsum([0, *(len(edge.shape) for edge in edges)], dtype=np.int64),
    )


def _directed(way: Way, uses: Counter[int]) -> Iterator[_Edge]:
    for refs, points, metres in _stretches(way, uses):
        if way.speeds.along:
            yield _Edge(refs[0], refs[-1], metres, way.speeds.along, tuple(points))
        if way.speeds.against:
            yield _Edge(refs[-1], refs[0], metres, way.speeds.against, tuple(reversed(points)))


def _stretches(way: Way, uses: Counter[int]) -> Iterator[tuple[list[int], list[Point], float]]:
    refs, points, metres = [way.refs[0]], [way.points[0]], 0.0
    for i in range(1, len(way.refs)):
        refs.append(way.refs[i])
        points.append(way.points[i])
        metres += distance_metres(points[-2], points[-1])
        if i == len(way.refs) - 1 or uses[way.refs[i]] > 1 or metres > LONGEST_EDGE_METRES:
            if refs[0] != refs[-1]:
                yield refs, points, metres
            refs, points, metres = [way.refs[i]], [way.points[i]], 0.0


def _largest_part(refs: Sequence[int], edges: Iterable[_Edge]) -> list[int]:
    """Nodes that can all reach each other: a dead end of one-way streets would swallow couriers."""
    if not refs:
        return []
    index = {ref: i for i, ref in enumerate(refs)}
    pairs = np.array([(index[edge.tail], index[edge.head]) for edge in edges])
    graph = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(refs), len(refs)))
    _count, part = connected_components(graph, connection="strong")
    largest = int(np.bincount(part).argmax())
    return [ref for ref, p in zip(refs, part, strict=True) if p == largest]
