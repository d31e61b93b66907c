"""Shortest rides from a junction to all others, or from all others to it, kept while they are asked for.

A weight carries the seconds and the metres of an edge in one whole number (ten-thousandths of a second, then
decimetres), so one run of Dijkstra gives both, exactly: sums stay below 2^53.
"""

from collections import OrderedDict
from collections.abc import Iterable
from enum import StrEnum
from threading import Lock

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

from deliveries.domain.travel.model import Floats

TICKS_PER_SECOND = 10_000
DECIMETRES_BITS = 21  # a ride of up to 209 km
DECIMETRES = 2**DECIMETRES_BITS
AT_ONCE = 64


class Side(StrEnum):
    """Which end of the rides the junction is."""

    FROM = "from"
    TO = "to"


def packed(seconds: Floats, metres: Floats) -> Floats:
    """Edge weights in which the time decides and the length rides along; no edge is free."""
    ticks = np.maximum(1, np.rint(seconds * TICKS_PER_SECOND))
    return np.asarray(ticks * DECIMETRES + np.rint(metres * 10))


def unpacked(weights: Floats) -> tuple[Floats, Floats]:
    """Seconds and metres of finite path weights."""
    ticks, decimetres = np.divmod(weights, DECIMETRES)
    return ticks / TICKS_PER_SECOND, decimetres / 10


class Trees:
    """Path weights by junction and side; the least recently used go when `max_bytes` are kept.

    A tree is 8 bytes a junction: 80 kB in a town of 10,000. Infinite beyond `limit_seconds`.
    """

    def __init__(self, weights: "scipy.sparse.csr_array", *, limit_seconds: float, max_bytes: int) -> None:
        self._graphs = {Side.FROM: weights, Side.TO: scipy.sparse.csr_array(weights.T)}
        self._limit = limit_seconds * TICKS_PER_SECOND * DECIMETRES
        self.most = max(1, max_bytes // max(1, 8 * weights.shape[0]))
        self._kept: OrderedDict[tuple[Side, int], NDArray[np.float64]] = OrderedDict()
        self._lock = Lock()
        self.grown = 0

    @property
    def kept_bytes(self) -> int:
        return sum(tree.nbytes for tree in self._kept.values())

    def known(self, side: Side, nodes: Iterable[int]) -> set[int]:
        """Those of `nodes` whose tree need not be grown."""
        with self._lock:
            return {node for node in nodes if (side, node) in self._kept}

    def get(self, side: Side, nodes: list[int]) -> list[Floats]:
        """The trees of distinct `nodes`, grown where they are not known."""
        with self._lock:
            found = {node: self._kept[side, node] for node in nodes if (side, node) in self._kept}
            for node in found:
                self._kept.move_to_end((side, node))
        missing = [node for node in nodes if node not in found]
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            for node, tree in zip(some, self._grow(side, some), strict=True):
                found[node] = self._keep(side, node, tree)
        return [found[node] for node in nodes]

    def _grow(self, side: Side, nodes: list[int]) -> Floats:
        self.grown += len(nodes)
        return np.asarray(scipy.sparse.csgraph.dijkstra(self._graphs[side], indices=nodes, limit=self._limit))

    def _keep(self, side: Side, node: int, tree: Floats) -> Floats:
        own = tree.copy()  # a row of a larger answer would keep all of it
        with self._lock:
            self._kept[side, node] = own
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return own
