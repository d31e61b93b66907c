"""The pictures of a release, measured on the server: drawn once for a desk and once for a phone."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings

from coopplatform.web import formats

WIDE, NARROW = 1216, 328
ROW_WIDE, ROW_NARROW = 52, 56
NAMES = 228
DIGIT = 9
"""About as wide as a figure at 16 px."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One of our definitions: `kind` paid, logged or task."""

    kind: str
    x: float
    text: str
    anchor: str
    text_x: float
    text_y: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A platform's published figure, drawn as a bar mark."""

    name: str
    y: float
    x: float
    text: str
    text_x: float
    anchor: str
    year: int


@dataclass(frozen=True, slots=True)
class Hours:
    """An hour of work: `base` is where the axis begins, `line_y` where ours is."""

    width: int
    height: int
    left: float
    right: float
    line_y: float
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    minimum_x: float
    minimum_text: str
    foot: float
    row: int
    is_narrow: bool


def draw_hours(
    ours: Sequence[tuple[str, Decimal]],
    published: Sequence[tuple[str, int, int]],
    minimum_cents: int,
    *,
    is_narrow: bool,
) -> Hours:
    """`ours` are kinds with euros an hour, `published` platform, year and cents."""
    width, row = (NARROW, ROW_NARROW) if is_narrow else (WIDE, ROW_WIDE)
    left = 12.0 if is_narrow else float(NAMES)
    right = width - (12.0 if is_narrow else 24.0)
    values = [float(value) for _kind, value in ours]
    values += [cents / 100 for _name, _year, cents in published] + [minimum_cents / 100]
    step = 4
    low = math.floor((min(values) - 1) / step) * step
    high = math.ceil((max(values) + 1) / step) * step
    scale = (right - left) / (high - low)

    def place(value: float) -> float:
        return round(left + (value - low) * scale, 1)

    top = 76 if is_narrow else 72
    dots = _dots(ours, place, top, is_narrow=is_narrow)
    marks = []
    for index, (name, year, cents) in enumerate(published, start=1):
        x = place(cents / 100)
        is_right = x < right - 60 and not x < place(minimum_cents / 100) < x + 60
        text = formats.number(Decimal(cents) / 100, 2)
        marks.append(
            Mark(
                name,
                top + index * row,
                x,
                text,
                x + 12 if is_right else x - 12,
                "start" if is_right else "end",
                year,
            )
        )
    foot = top + (len(published) + 1) * row - (12 if is_narrow else 18)
    ticks = tuple(
        (place(euros), formats.money(euros * 100, "EUR", whole=True)) for euros in range(low, high + 1, step)
    )
    return Hours(
        width,
        foot + 28,
        left,
        right,
        top,
        dots,
        tuple(marks),
        ticks,
        place(minimum_cents / 100),
        formats.number(Decimal(minimum_cents) / 100, 2),
        foot,
        row,
        is_narrow,
    )


def _dots(ours: Sequence[tuple[str, Decimal]], place: Any, y: float, *, is_narrow: bool) -> tuple[Dot, ...]:
    """The first says its figure before the line, the last behind it, one between them above."""
    placed = sorted(((place(float(value)), kind, value) for kind, value in ours))
    dots = []
    for index, (x, kind, value) in enumerate(placed):
        text = formats.number(value, 2)
        if is_narrow:
            spots = [("middle", x, y + 32), ("middle", x, y - 18), ("middle", x, y + 32)]
        else:
            spots = [("end", x - 22, y + 6), ("middle", x, y - 16), ("start", x + 18, y + 6)]
        spot = spots[0] if index == 0 else spots[2] if index == len(placed) - 1 else spots[1]
        dots.append(Dot(kind, x, text, *spot))
    return tuple(dots)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of 100 €, with its figure where it has room."""

    code: str
    title: str
    text: str
    x: float
    width: float

    @property
    def text_x(self) -> float:
        return round(self.x + 10, 1)

    @property
    def is_told(self) -> bool:
        return self.width >= DIGIT * len(self.text) + 20


def slice_bar(parts: Sequence[tuple[str, str, str]], *, width: int) -> tuple[Slice, ...]:
    """Parts as (code, title, value of 100); none when one of them is below zero: a bar cannot show it."""
    amounts = [float(value) for _code, _title, value in parts]
    total = sum(amounts)
    if total <= 0 or min(amounts) < 0:
        return ()
    slices, x = [], 0.0
    for (code, title, value), amount in zip(parts, amounts, strict=True):
        wide = width * amount / total
        slices.append(Slice(code, title, formats.number(Decimal(value), 1), round(x, 1), round(wide, 1)))
        x += wide
    return tuple(slices)


@dataclass(frozen=True, slots=True)
class Seat:
    """A co-op on the map, with its name beside its dot."""

    name: str
    town: str
    x: float
    y: float
    anchor: str
    text_x: float
    text_y: float


@dataclass(frozen=True, slots=True)
class SeatMap:
    """Coasts and borders as SVG paths; `graticule` every five degrees."""

    width: int
    height: int
    coasts: str
    borders: str
    graticule: str
    seats: tuple[Seat, ...]
    is_narrow: bool = False


@cache
def _outline() -> Mapping[str, Any]:
    """Natural Earth, public domain: see data/README.md."""
    text = (settings.ROOT / "data" / "outlines" / "europe.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _mercator(lat: float) -> float:
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def draw_map(seats: Sequence[tuple[str, str, float, float]], *, width: int) -> SeatMap | None:
    """`seats` are (name, town, lat, lon); None without any. The frame holds them all, with room around."""
    if not seats:
        return None
    lons, lats = [seat[3] for seat in seats], [seat[2] for seat in seats]
    west, east = min(lons) - 5, max(lons) + 5
    south, north = max(-80.0, min(lats) - 3), min(80.0, max(lats) + 2.5)
    if east - west < 20:
        west, east = (west + east) / 2 - 10, (west + east) / 2 + 10
    scale = width / (east - west)
    top = _mercator(north)
    height = round((top - _mercator(south)) * scale)
    height = max(min(height, round(width * 1.4)), round(width * 0.5))

    def point(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * scale, 1), round((top - _mercator(lat)) * scale, 1)

    outline = _outline()
    return SeatMap(
        width,
        height,
        _paths(outline["coasts"], point, width, height),
        _paths(outline["borders"], point, width, height),
        _graticule(west, east, south, north, point),
        _seats(seats, point, width),
        is_narrow=width < 600,
    )


def _paths(lines: Sequence[Sequence[Sequence[float]]], point: Any, width: int, height: int) -> str:
    """Only what touches the frame."""
    found = []
    for line in lines:
        points = [point(lon, lat) for lon, lat in line]
        if any(-40 <= x <= width + 40 and -40 <= y <= height + 40 for x, y in points):
            found.append("M" + "L".join(f"{x} {y}" for x, y in points))
    return "".join(found)


def _graticule(west: float, east: float, south: float, north: float, point: Any) -> str:
    lines = []
    for lon in range(math.ceil(west / 5) * 5, math.floor(east) + 1, 5):
        (x, y1), (_x, y2) = point(lon, north + 5), point(lon, south - 5)
        lines.append(f"M{x} {y1}V{y2}")
    for lat in range(math.ceil((south - 5) / 5) * 5, math.floor(north) + 1, 5):
        (x1, y), (x2, _y) = point(west, lat), point(east, lat)
        lines.append(f"M{x1} {y}H{x2}")
    return "".join(lines)


def _seats(seats: Sequence[tuple[str, str, float, float]], point: Any, width: int) -> tuple[Seat, ...]:
    """Names stand beside their dot where they touch neither another dot nor another name."""
    dots = [
        (name, town, *point(lon, lat)) for name, town, lat, lon in sorted(seats, key=lambda seat: -seat[2])
    ]
    taken: list[tuple[float, float, float, float]] = [(x - 8, y - 8, x + 8, y + 8) for _n, _t, x, y in dots]
    placed: list[Seat] = []
    for name, town, x, y in dots:
        length = DIGIT * 0.9 * len(name)
        spots = [
            (anchor, text_x, text_y)
            for dy in (5, -14, 24, -28, 38)
            for anchor, text_x, text_y in (("start", x + 13, y + dy), ("end", x - 13, y + dy))
        ]
        boxes = [_box(spot, length) for spot in spots]
        fitting = [
            index
            for index, box in enumerate(boxes)
            if box[0] >= 0 and box[2] <= width and not any(_touch(box, other) for other in taken)
        ]
        best = fitting[0] if fitting else 0
        anchor, text_x, text_y = spots[best]
        taken.append(boxes[best])
        placed.append(Seat(name, town, x, y, anchor, round(text_x, 1), round(text_y, 1)))
    return tuple(placed)


def _box(spot: tuple[str, float, float], length: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a name."""
    anchor, x, y = spot
    left = x if anchor == "start" else x - length
    return left, y - 13, left + length, y + 3


def _touch(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
