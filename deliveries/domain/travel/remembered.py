"""What a router far away answered, so that only what moved is asked again."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.domain.travel.model import Bools, Ints, Matrix, Route, TravelTimes

PLACES = 1024
DECIMALS = 5  # about a metre

Key = tuple[float, float]


class Remembered:
    """A `TravelTimes` that keeps the pairs between the last `places` points: 18 bytes a pair, 19 MB for 1,024.

    Points within about a metre of each other are one. A matrix with more points than are kept is passed on.
    """

    def __init__(self, travel: TravelTimes, *, places: int = PLACES) -> None:
        self._travel = travel
        self._slots: dict[Key, int] = {}
        self._seconds = np.zeros((places, places), dtype=np.int64)
        self._metres = np.zeros((places, places), dtype=np.int64)
        self._estimated = np.zeros((places, places), dtype=bool)
        self._known = np.zeros((places, places), dtype=bool)
        self._lock = Lock()

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        keys_from, keys_to = [_key(p) for p in origins], [_key(p) for p in destinations]
        if len({*keys_from, *keys_to}) > len(self._known):
            return self._travel.matrix(origins, destinations)
        answer, known = self._found(keys_from, keys_to)
        for rows, columns in _blocks(known):
            asked = self._travel.matrix([origins[i] for i in rows], [destinations[j] for j in columns])
            cells = np.ix_(rows, columns)
            answer.seconds[cells], answer.metres[cells] = asked.seconds, asked.metres
            answer.estimated[cells] = asked.estimated
        self._note(keys_from, keys_to, answer)
        return answer

    def route(self, origin: Point, destination: Point) -> Route:
        return self._travel.route(origin, destination)

    def _found(self, keys_from: list[Key], keys_to: list[Key]) -> tuple[Matrix, Bools]:
        """What is known of these pairs, and which they are."""
        with self._lock:
            rows = np.array([self._slots.get(key, -1) for key in keys_from], dtype=np.int64)
            columns = np.array([self._slots.get(key, -1) for key in keys_to], dtype=np.int64)
            cells = np.ix_(rows, columns)
            known = self._known[cells] & (rows >= 0)[:, None] & (columns >= 0)[None, :]
            return Matrix(self._seconds[cells], self._metres[cells], self._estimated[cells]), known

    def _free_slot(self) -> int:
        if len(self._slots) < len(self._known):
            return len(self._slots)
        slot = self._slots.pop(next(iter(self._slots)))
        self._known[slot, :] = self._known[:, slot] = False
        return slot

    def _note(self, keys_from: list[Key], keys_to: list[Key], answer: Matrix) -> None:
        """Keep an answer; its points are now those used last, and new ones take the slots used longest ago."""
        keys = dict.fromkeys([*keys_from, *keys_to])
        with self._lock:
            for key in keys:
                if key in self._slots:
                    self._slots[key] = self._slots.pop(key)
            for key in keys:
                if key not in self._slots:
                    self._slots[key] = self._free_slot()
            cells = np.ix_([self._slots[key] for key in keys_from], [self._slots[key] for key in keys_to])
            self._seconds[cells], self._metres[cells] = answer.seconds, answer.metres
            self._estimated[cells], self._known[cells] = answer.estimated, True


def _key(point: Point) -> Key:
    return round(point.lat, DECIMALS), round(point.lon, DECIMALS)


def _blocks(known: Bools) -> list[tuple[Ints, Ints]]:
    """Rows and columns to ask for: whole new origins first, then for the others the new destinations."""
    is_new = np.asarray(~known.any(axis=1))
    everything = np.arange(known.shape[1])
    blocks = [(np.flatnonzero(is_new), everything)]
    gaps = ~known & ~is_new[:, None]
    blocks.append((np.flatnonzero(gaps.any(axis=1)), np.flatnonzero(gaps.any(axis=0))))
    return [(rows, columns) for rows, columns in blocks if len(rows) and len(columns)]
