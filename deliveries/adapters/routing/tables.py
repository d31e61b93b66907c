"""Tables of any size out of a server that answers small ones."""

from collections.abc import Sequence
from itertools import product
from time import monotonic
from typing import Protocol

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.adapters.routing.server import Refused
from deliveries.domain.travel import Matrix, Route, RouterSilent, StraightLine
from deliveries.domain.travel.model import Floats

PATIENCE_SECONDS = 4.0
MALFORMED = (KeyError, IndexError, TypeError, ValueError, AttributeError)


class Router(Protocol):
    """One server's dialect. Answers in seconds and metres, not a number where there is no way.

    Raises Refused with a code of `divisible` when asking for less may help.
    """

    divisible: frozenset[str]

    def table(self, origins: Sequence[Point], destinations: Sequence[Point]) -> tuple[Floats, Floats]: ...

    def route(self, origin: Point, destination: Point) -> Route | None: ...


class Tables:
    """A router's answers as `TravelTimes`, `at_once` points a side.

    A point the server cannot place spoils its whole table: the table is halved until that point stands alone.
    Pairs without an answer are straight lines, marked as estimates. Raises RouterSilent, also when all of it
    takes more than four seconds.
    """

    def __init__(self, router: Router, *, at_once: int, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._router = router
        self._at_once = at_once
        self._patience = patience_seconds

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        answer = StraightLine().matrix(origins, destinations)
        until = monotonic() + self._patience
        starts, ends = range(len(origins)), range(len(destinations))
        todo = list(product(_parts(starts, self._at_once), _parts(ends, self._at_once)))
        while todo:
            rows, columns = todo.pop()
            if monotonic() > until:
                raise RouterSilent(f"no whole table within {self._patience} s")
            try:
                seconds, metres = self._asked([origins[i] for i in rows], [destinations[j] for j in columns])
            except Refused:
                todo += _halves(rows, columns)
                continue
            known = np.isfinite(seconds) & np.isfinite(metres) & (seconds >= 0) & (metres >= 0)
            i, j = np.nonzero(known)
            cells = np.asarray(rows)[i], np.asarray(columns)[j]
            answer.seconds[cells] = np.ceil(seconds[known]).astype(np.int64)
            answer.metres[cells] = np.rint(metres[known]).astype(np.int64)
            answer.estimated[cells] = False
        return answer

    def route(self, origin: Point, destination: Point) -> Route:
        try:
            found = self._router.route(origin, destination)
        except Refused as refused:
            if refused.code not in self._router.divisible:
                raise RouterSilent(f"refused: {refused.code}") from refused
            found = None
        except MALFORMED as problem:
            raise RouterSilent(f"no route in its answer: {problem!r}") from problem
        return found or StraightLine().route(origin, destination)

    def _asked(self, origins: list[Point], destinations: list[Point]) -> tuple[Floats, Floats]:
        """Raises Refused when halving may help; nothing left to halve is no way."""
        shape = (len(origins), len(destinations))
        try:
            seconds, metres = self._router.table(origins, destinations)
            if seconds.shape != shape or metres.shape != shape:
                raise ValueError(f"{seconds.shape} for {shape}")
        except Refused as refused:
            if refused.code not in self._router.divisible:
                raise RouterSilent(f"refused: {refused.code}") from refused
            if shape != (1, 1):
                raise
            return np.full(shape, np.nan), np.full(shape, np.nan)
        except MALFORMED as problem:
            raise RouterSilent(f"no table in its answer: {problem!r}") from problem
        return seconds, metres


def _parts(indices: range, size: int) -> list[range]:
    return [indices[start : start + size] for start in range(0, len(indices), size)]


def _halves(rows: range, columns: range) -> list[tuple[range, range]]:
    """The table cut in two across its longer side."""
    if len(rows) >= len(columns):
        middle = len(rows) // 2
        return [(rows[:middle], columns), (rows[middle:], columns)]
    middle = len(columns) // 2
    return [(rows, columns[:middle]), (rows, columns[middle:])]
