"""One answers in place of another that is silent."""

import logging
from collections.abc import Callable, Sequence
from time import monotonic

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.domain.travel import Matrix, Route, RouterSilent, TravelTimes

log = logging.getLogger(__name__)

REST_SECONDS = 30.0


class StandingIn:
    """Asks `first`; what that cannot tell, or all of it while that is silent, is asked of `second`.

    A silent one is reported once and left alone for half a minute, so that nobody waits for it again and again;
    its return is reported too. Never raises RouterSilent.
    """

    def __init__(
        self,
        first: TravelTimes,
        second: TravelTimes,
        *,
        name: str,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._first, self._second, self._name, self._clock = first, second, name, clock
        self._asks_again_at: float | None = None

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        if self._rests():
            return self._second.matrix(origins, destinations)
        try:
            answer = self._first.matrix(origins, destinations)
        except RouterSilent as silence:
            self._fell_silent(silence)
            return self._second.matrix(origins, destinations)
        self._spoke()
        if answer.estimated.any():
            self._fill(answer, origins, destinations)
        return answer

    def route(self, origin: Point, destination: Point) -> Route:
        if self._rests():
            return self._second.route(origin, destination)
        try:
            found = self._first.route(origin, destination)
        except RouterSilent as silence:
            self._fell_silent(silence)
            return self._second.route(origin, destination)
        self._spoke()
        return self._second.route(origin, destination) if found.estimated else found

    def _fill(self, answer: Matrix, origins: Sequence[Point], destinations: Sequence[Point]) -> None:
        """The pairs that are only estimated, by the second."""
        rows = np.flatnonzero(answer.estimated.any(axis=1)).tolist()
        columns = np.flatnonzero(answer.estimated.any(axis=0)).tolist()
        other = self._second.matrix([origins[i] for i in rows], [destinations[j] for j in columns])
        cells = np.ix_(rows, columns)
        gaps = answer.estimated[cells]
        answer.seconds[cells] = np.where(gaps, other.seconds, answer.seconds[cells])
        answer.metres[cells] = np.where(gaps, other.metres, answer.metres[cells])
        answer.estimated[cells] = gaps & other.estimated

    def _rests(self) -> bool:
        return self._asks_again_at is not None and self._clock() < self._asks_again_at

    def _fell_silent(self, silence: RouterSilent) -> None:
        if self._asks_again_at is None:
            log.warning("Router %s is silent (%s): asking the streets instead", self._name, silence)
        self._asks_again_at = self._clock() + REST_SECONDS

    def _spoke(self) -> None:
        if self._asks_again_at is not None:
            log.warning("Router %s answers again", self._name)
            self._asks_again_at = None
