"""A synthetic city for tours: 8 × 8 km, 15 km/h, stops to serve from one hub in its middle.

Six stops in ten have a window of two hours, one in twelve is bulky and needs a skill; a third of the bikes are large
(180 kg, 800 l, the skill), the others carry 100 kg and 350 l; shifts of six hours begin at staggered hours. Every stop
can be served by construction: its window lies within the shift of a bike that may carry it, and together the loads fill
four fifths of the fleet at most.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch.tours.model import Bike, Depot, Problem, Stop, Visit, Window
from deliveries.domain.travel import Matrix, Route

SIDE_METRES = 8_000
METRES_PER_SECOND = 15 / 3.6
METRES_A_DEGREE = 100_000  # the city is a plane; degrees only carry its metres
HOUR = 3600
SHIFT_SECONDS = 6 * HOUR
SHIFT_STARTS = tuple(hour * HOUR for hour in (8, 9, 10, 11, 12))
WINDOW_SECONDS = 2 * HOUR
FILL = 0.8  # of the fleet's capacity, at most, that a day's loads take
BULKY = "bulky"
LARGE, SMALL = (180, 800), (100, 350)  # kg, litres


class Plane:
    """As the crow flies, on a plane, at `metres_per_second`."""

    def __init__(self, metres_per_second: float = METRES_PER_SECOND) -> None:
        self.metres_per_second = metres_per_second

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        a, b = _metres(origins), _metres(destinations)
        metres = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
        seconds = np.ceil(np.round(metres / self.metres_per_second, 6)).astype(np.int64)
        return Matrix(seconds, np.rint(metres).astype(np.int64), np.zeros(metres.shape, dtype=bool))

    def route(self, origin: Point, destination: Point) -> Route:
        found = self.matrix([origin], [destination])
        return Route(
            (origin, destination), int(found.seconds[0, 0]), int(found.metres[0, 0]), estimated=False
        )


def _metres(points: Sequence[Point]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([(p.lat, p.lon) for p in points], dtype=float).reshape(len(points), 2) * METRES_A_DEGREE


def city(stops: int, bikes: int, seed: int) -> Problem:
    """The same problem for the same numbers, on any machine."""
    chance = Random(seed)  # noqa: S311 (a benchmark must repeat)
    fleet = tuple(_bike(number) for number in range(bikes))
    visits = [_visit(number, chance, fleet) for number in range(stops)]
    return Problem(
        depots=(Depot("hub", _point(SIDE_METRES / 2, SIDE_METRES / 2)),),
        bikes=fleet,
        travel=Plane(),
        visits=tuple(_lightened(visits, fleet)),
        dimensions=("kg", "litres"),
    )


def _bike(number: int) -> Bike:
    opens_at = SHIFT_STARTS[number % len(SHIFT_STARTS)]
    is_large = number % 3 == 0
    return Bike(
        id=f"bike {number}",
        start="hub",
        end="hub",
        shift=Window(opens_at, opens_at + SHIFT_SECONDS),
        capacity=LARGE if is_large else SMALL,
        skills=frozenset({BULKY} if is_large else ()),
    )


def _visit(number: int, chance: Random, fleet: Sequence[Bike]) -> Visit:
    is_bulky = chance.random() < 0.08
    load = _between(chance, (15, 30), (60, 120)) if is_bulky else _between(chance, (1, 8), (5, 30))
    skills = frozenset({BULKY} if is_bulky else ())
    able = [bike for bike in fleet if skills <= bike.skills] or list(fleet)
    windows: tuple[Window, ...] = ()
    if chance.random() < 0.6 and able:
        shift = chance.choice(able).shift
        opens_at = chance.randrange(shift.opens_at, shift.closes_at - WINDOW_SECONDS - HOUR // 2, HOUR // 4)
        windows = (Window(opens_at, opens_at + WINDOW_SECONDS),)
    place = _point(chance.uniform(0, SIDE_METRES), chance.uniform(0, SIDE_METRES))
    stop = Stop(f"stop {number}", place, windows, chance.randrange(120, 361, 30), load)
    return Visit(stop, skills=skills)


def _between(chance: Random, kg: tuple[int, int], litres: tuple[int, int]) -> tuple[int, int]:
    return chance.randint(*kg), chance.randint(*litres)


def _lightened(visits: Sequence[Visit], fleet: Sequence[Bike]) -> list[Visit]:
    """The same visits, their loads scaled down where together they would not leave a fifth of the fleet empty."""
    scales = [
        min(
            1.0,
            FILL
            * sum(bike.capacity[d] for bike in fleet)
            / max(1, sum(visit.stop.load[d] for visit in visits)),
        )
        for d in range(2)
    ]

    def load(visit: Visit) -> tuple[int, ...]:
        return tuple(int(amount * scale) for amount, scale in zip(visit.stop.load, scales, strict=True))

    return [replace(visit, stop=replace(visit.stop, load=load(visit))) for visit in visits]


def _point(north: float, east: float) -> Point:
    return Point(north / METRES_A_DEGREE, east / METRES_A_DEGREE)
