"""Bars and grids drawn on the server. Each is drawn twice, for a desk and for a phone, and has its table beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDE, NARROW = 1216, 328
TEXT_ROOM = 22
TONES = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar to draw: its name on the axis, how high, the number written above it, and its whole sentence."""

    label: str
    value: float
    text: str
    title: str
    tone: str = "ink"


@dataclass(frozen=True, slots=True)
class Bar:
    mark: Mark
    x: float
    y: float
    width: float
    height: float
    is_labelled: bool
    is_told: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Bars:
    """`base` is the axis from 0; `height` leaves room for the names below it."""

    width: int
    height: float
    base: float
    bars: tuple[Bar, ...]


def draw_bars(
    marks: Sequence[Mark], *, width: int = WIDE, body: int = 160, most: float | None = None
) -> Bars:
    """Standing bars from 0 up to `most` (the highest, where none is given); names and numbers where they fit."""
    highest = most or max((mark.value for mark in marks), default=0) or 1
    step = width / max(1, len(marks))
    thick = max(2.0, min(64.0, step * 0.72))
    base = TEXT_ROOM + body
    name_every = _every(step, max((len(mark.label) for mark in marks), default=1))
    is_told = step >= 9 * max((len(mark.text) for mark in marks), default=1)
    bars = tuple(
        Bar(
            mark,
            x=index * step + (step - thick) / 2,
            y=base - max(0.0, min(1.0, mark.value / highest)) * body,
            width=thick,
            height=max(0.0, min(1.0, mark.value / highest)) * body,
            is_labelled=index % name_every == 0,
            is_told=is_told,
        )
        for index, mark in enumerate(marks)
    )
    return Bars(width, base + TEXT_ROOM, base, bars)


def _every(step: float, letters: int) -> int:
    """Each how-manieth name can stand below its bar without touching the next."""
    return max(1, -int(-(letters * 9 + 6) // step))


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of a grid with its number; `tone` 0 (nothing) to 4 (most)."""

    x: float
    y: float
    width: float
    height: float
    tone: int
    text: str
    title: str


@dataclass(frozen=True, slots=True)
class Name:
    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    width: int
    height: float
    cells: tuple[Cell, ...]
    names: tuple[Name, ...]


def draw_grid(
    columns: Sequence[str],
    rows: Sequence[str],
    counts: Mapping[tuple[int, int], int],
    *,
    width: int = WIDE,
    row_height: int = 32,
    room: int = 56,
) -> Grid:
    """Counts by (column, row), each written in its square, the darker the more; `room` is for the rows' names."""
    most = max(counts.values(), default=0)
    step = (width - room) / max(1, len(columns))
    cells, names = [], []
    for column, name in enumerate(columns):
        names.append(Name(room + column * step + step / 2, 14, "middle", name))
    for row, name in enumerate(rows):
        y = TEXT_ROOM + row * row_height
        names.append(Name(0, y + row_height / 2 + 5, "start", name))
        for column, column_name in enumerate(columns):
            count = counts.get((column, row), 0)
            cells.append(
                Cell(
                    room + column * step,
                    y,
                    step,
                    row_height,
                    tone(count, most),
                    str(count) if count else "",
                    f"{name} {column_name}: {count}",
                )
            )
    return Grid(width, TEXT_ROOM + len(rows) * row_height + 4, tuple(cells), tuple(names))


def tone(count: int, most: int) -> int:
    """0 for nothing, 1 to 4 by quarters of the most."""
    return 0 if count <= 0 else min(TONES - 1, 1 + (TONES - 1) * (count - 1) // max(1, most))
