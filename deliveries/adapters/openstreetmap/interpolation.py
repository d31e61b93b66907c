"""House numbers for a town that has few: placed along its named streets, and marked as interpolated.

Odd numbers on the left, even ones on the right, one of each every 20 m, 8 m from the middle. Surveyed numbers
are kept, never moved, and give the direction of counting where a street has two of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, hypot, radians

from coopplatform.kernel.geo import Point

METRES_PER_DEGREE = 111_195.0
SPACING_METRES = 20.0
SIDE_METRES = 8.0
Line = list[Point]


def interpolate(
    streets: Iterable[tuple[str, Sequence[Point]]], surveyed: dict[str, dict[int, Point]]
) -> list[tuple[str, int, Point]]:
    """(street, number, point) along the named lines, without the numbers already `surveyed` by street."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for name, points in streets:
        lines[name].append(list(points))
    found = []
    for name in sorted(lines):
        known = surveyed.get(name, {})
        line = _directed(_chained(lines[name]), known)
        found += [(name, number, point) for number, point in _numbers(line) if number not in known]
    return found


def _chained(lines: list[Line]) -> Line:
    """The longest line, lengthened at both ends by the pieces that join it; loose pieces are left out."""
    rest = sorted(lines, key=lambda line: (-_metres(line), line[0].lat, line[0].lon))
    chain = rest.pop(0)
    joined = True
    while joined:
        joined = False
        for piece in rest:
            longer = _joined(chain, piece)
            if longer:
                chain, joined = longer, True
                rest.remove(piece)
                break
    return chain


def _joined(chain: Line, piece: Line) -> Line | None:
    if chain[0] == chain[-1]:
        return None
    for ends in (piece, piece[::-1]):
        if chain[-1] == ends[0]:
            return chain + ends[1:]
        if ends[-1] == chain[0]:
            return ends[:-1] + chain
    return None


def _directed(line: Line, known: dict[int, Point]) -> Line:
    """Turned so that surveyed numbers rise along it; without two of them, from its south-western end."""
    if len(known) > 1:
        low, high = known[min(known)], known[max(known)]
        rises = _along(line, high) >= _along(line, low)
    else:
        rises = (line[0].lat + line[0].lon) <= (line[-1].lat + line[-1].lon)
    return line if rises else line[::-1]


def _along(line: Line, point: Point) -> int:
    return min(range(len(line)), key=lambda i: hypot(line[i].lat - point.lat, line[i].lon - point.lon))


def _metres(line: Line) -> float:
    return sum(hypot(*_vector(a, b)) for a, b in pairwise(line))


def _vector(a: Point, b: Point) -> tuple[float, float]:
    """North and east metres from a to b."""
    return (b.lat - a.lat) * METRES_PER_DEGREE, (b.lon - a.lon) * METRES_PER_DEGREE * cos(radians(a.lat))


def _numbers(line: Line) -> Iterable[tuple[int, Point]]:
    pair, next_at, walked = 0, SPACING_METRES / 2, 0.0
    for a, b in pairwise(line):
        north, east = _vector(a, b)
        length = hypot(north, east)
        while length and next_at <= walked + length:
            share = (next_at - walked) / length
            middle = Point(a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon))
            left = (SIDE_METRES * east / length, -SIDE_METRES * north / length)
            yield 2 * pair + 1, _moved(middle, *left)
            yield 2 * pair + 2, _moved(middle, -left[0], -left[1])
            pair += 1
            next_at += SPACING_METRES
        walked += length


def _moved(point: Point, north: float, east: float) -> Point:
    lat = point.lat + north / METRES_PER_DEGREE
    return Point(round(lat, 7), round(point.lon + east / (METRES_PER_DEGREE * cos(radians(lat))), 7))
