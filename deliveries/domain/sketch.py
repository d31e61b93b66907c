"""A way drawn small: as few points as still show its shape, north up, without a map."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import TypeAlias

from coopplatform.kernel.geo import Point

Spot: TypeAlias = tuple[float, float]

WIDTH, LOWEST, HIGHEST, PADDING = 288, 72, 160, 14
"""Of the box in pixels: as wide as a phone's page has room beside the line, as high as the way needs, in bounds."""
MOST_POINTS = 60
FINEST = 0.5
"""Pixels a point may be off before it is worth drawing."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A box `width` × `height` with the way as points and the stops as spots in it, both in their order."""

    width: int
    height: int
    way: tuple[Spot, ...]
    stops: tuple[Spot, ...]

    @property
    def path(self) -> str:
        """As SVG writes it, in whole pixels."""
        drawn = [f"{x:.0f} {y:.0f}" for x, y in self.way]
        return f"M{'L'.join(drawn)}" if drawn else ""


def sketch(way: Sequence[Point], stops: Sequence[Point]) -> Sketch | None:
    """The way through the stops, both in degrees. None without any stop."""
    if not stops:
        return None
    known = [*way, *stops]
    squeeze = cos(radians(sum(point.lat for point in known) / len(known)))
    plane = [(point.lon * squeeze, -point.lat) for point in known]
    left, top = min(x for x, _y in plane), min(y for _x, y in plane)
    wide, high = max(x for x, _y in plane) - left, max(y for _x, y in plane) - top
    room, least, most = WIDTH - 2 * PADDING, LOWEST - 2 * PADDING, HIGHEST - 2 * PADDING
    scale = min((space / size for space, size in ((room, wide), (most, high)) if size), default=0.0)
    height = max(least, high * scale)
    indent, drop = PADDING + (room - wide * scale) / 2, PADDING + (height - high * scale) / 2
    spots = [(indent + (x - left) * scale, drop + (y - top) * scale) for x, y in plane]
    return Sketch(WIDTH, round(height) + 2 * PADDING, simplified(spots[: len(way)]), tuple(spots[len(way) :]))


def simplified(line: Sequence[Spot], most: int = MOST_POINTS) -> tuple[Spot, ...]:
    """At most so many of the line's own points, its ends among them (Douglas–Peucker, coarser until they fit)."""
    tolerance, kept = FINEST, _kept(line, FINEST)
    while len(kept) > most:
        tolerance *= 1.5
        kept = _kept(line, tolerance)
    return tuple(kept)


def _kept(line: Sequence[Spot], tolerance: float) -> list[Spot]:
    """The points without which the line would run further off than the tolerance."""
    if len(line) < 3:
        return list(line)
    keep, spans = {0, len(line) - 1}, [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        off, at = max(
            ((_distance(line[n], line[first], line[last]), n) for n in range(first + 1, last)),
            default=(0.0, first),
        )
        if off > tolerance:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [line[n] for n in sorted(keep)]


def _distance(spot: Spot, start: Spot, end: Spot) -> float:
    """From a spot to the segment between two others."""
    (x, y), (a, b), (c, d) = spot, start, end
    along = (c - a) ** 2 + (d - b) ** 2
    share = max(0.0, min(1.0, ((x - a) * (c - a) + (y - b) * (d - b)) / along)) if along else 0.0
    return hypot(x - a - share * (c - a), y - b - share * (d - b))
