"""The curve of a simulation as a picture: drawn once for a desk and once for a phone."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coopplatform.web import formats

WIDE, NARROW = 900, 328
HEIGHT = 340
TOP, FOOT = 36, 292
PER = 10_000


@dataclass(frozen=True, slots=True)
class Dot:
    """A rate on the curve; `text` is written at `text_y`, below the curve or, near the axis, above it."""

    x: float
    y: float
    text_y: float
    text: str
    rate: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`line` is the curve as an SVG path, `without_y` where the share without a fund lies."""

    width: int
    height: int
    left: float
    right: float
    foot: float
    line: str
    without_y: float
    without_text: str
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[float, str], ...]
    is_narrow: bool


def draw_curve(curve: Mapping[str, Any], *, is_narrow: bool) -> Picture:
    """From a curve's JSON: shares per ten thousand by rate, both axes from nothing."""
    width = NARROW if is_narrow else WIDE
    left, right = 44.0, width - 20.0
    points = curve["points"]
    most_rate = max(point["rate"] for point in points) or 1
    most = max([curve["without"], *(point["uncovered"] for point in points), 100])
    step = 500 if most <= 2_500 else 1_000
    top = math.ceil(most / step) * step

    def place(rate: int, share: int) -> tuple[float, float]:
        return (
            round(left + (right - left) * rate / most_rate, 1),
            round(FOOT - (FOOT - TOP) * share / top, 1),
        )

    placed = [(*place(point["rate"], point["uncovered"]), point) for point in points]
    dots, last = [], -math.inf
    for x, y, point in placed:
        is_told = x - last >= (64 if is_narrow else 56)
        last = x if is_told else last
        dots.append(
            Dot(
                x,
                y,
                y + 24 if y < FOOT - 40 else y - 12,
                formats.percent(point["uncovered"] / PER, 1) if is_told else "",
                formats.percent(point["rate"] / PER) if is_told else "",
            )
        )
    ticks = tuple((place(0, share)[1], formats.percent(share / PER)) for share in range(0, top + 1, step))
    return Picture(
        width,
        HEIGHT,
        left,
        right,
        FOOT,
        "M" + "L".join(f"{x} {y}" for x, y, _point in placed),
        place(0, curve["without"])[1],
        formats.percent(curve["without"] / PER, 1),
        tuple(dots),
        ticks,
        is_narrow,
    )
