"""A flow of money drawn on the server: bars joined by bands as wide as what flows, labels on the marks.

What a picture says, a table beside it says too. A second drawing is made for a phone rather than the first shrunk.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

BAR = 12
WIDE = 1216
LONGEST, LONGEST_NARROW = 44, 24


@dataclass(frozen=True, slots=True)
class Node:
    """A place money is at: `label` and `amount` as they are written, `paint` of the bar, `tint` of the band to it."""

    label: str
    amount: str
    cents: int
    paint: str
    tint: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    height: float
    paint: str


@dataclass(frozen=True, slots=True)
class Band:
    path: str
    tint: str
    title: str


@dataclass(frozen=True, slots=True)
class Label:
    x: float
    y: float
    anchor: str
    bold: str
    plain: str = ""
    is_beside: bool = True
    """The amount stands behind the name on one line, not under it."""


@dataclass(slots=True)
class Drawing:
    width: int
    height: float
    bars: list[Bar] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a node stands: its bar from `y`, as high as its money, in a slot that leaves its label room."""

    node: Node
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def draw_wide(
    total: Node, sources: Sequence[Node], parts: Sequence[Node], leaves: Sequence[Node], *, body: int = 340
) -> Drawing:
    """Sources, the whole, its parts, and the `leaves` of the first part, left to right on 1216 units."""
    scale = body / max(1, total.cents)
    rooms = [max(26.0, len(leaves) * 46.0 if not index else 0) for index in range(len(parts))]
    right, height = _slots(parts, scale, rooms, gap=12, top=34)
    left, left_height = _slots(sources, scale, [44.0] * len(sources), gap=18, top=34)
    height = max(height, left_height, body + 68.0)
    left = _centred(left, height)
    middle = Slot(total, max(48.0, (height - body) / 2 + 12), body)
    drawing = Drawing(WIDE, height + 16)
    _join(drawing, left, middle, 190 + BAR, 430, into=True)
    _join(drawing, right, middle, 752, 430 + BAR, into=False)
    for slot in left:
        drawing.labels.append(
            Label(178, slot.middle, "end", _cut(slot.node.label, 22), slot.node.amount, is_beside=False)
        )
    _bars(drawing, left, 190)
    _bars(drawing, [middle], 430)
    _bars(drawing, right, 752)
    drawing.labels.append(
        Label(430 + BAR / 2, middle.y - 22, "middle", total.amount, total.label, is_beside=False)
    )
    for index, slot in enumerate(right):
        if leaves and not index:
            drawing.labels.append(
                Label(752 + BAR, slot.y - 16, "end", f"{slot.node.label} {slot.node.amount}")
            )
        else:
            drawing.labels.append(
                Label(752 + BAR + 10, slot.middle, "start", _cut(slot.node.label, LONGEST), slot.node.amount)
            )
    if leaves and right:
        _leaves(drawing, right[0], leaves, scale)
    return drawing


def draw_narrow(total: Node, parts: Sequence[Node], *, width: int = 328, body: int = 260) -> Drawing:
    """The whole and what it becomes, for a phone."""
    scale = body / max(1, total.cents)
    right, height = _slots(parts, scale, [44.0] * len(parts), gap=8, top=48)
    middle = Slot(total, 48, body)
    drawing = Drawing(width, max(height, body + 56.0))
    _join(drawing, right, middle, 108, BAR, into=False)
    _bars(drawing, [middle], 0)
    _bars(drawing, right, 108)
    drawing.labels.append(Label(0, 22, "start", total.amount, total.label, is_beside=False))
    for slot in right:
        drawing.labels.append(
            Label(
                108 + BAR + 8,
                slot.middle,
                "start",
                _cut(slot.node.label, LONGEST_NARROW),
                slot.node.amount,
                is_beside=False,
            )
        )
    return drawing


def _leaves(drawing: Drawing, parent: Slot, leaves: Sequence[Node], scale: float) -> None:
    slots, bottom = _slots(leaves, scale, [40.0] * len(leaves), gap=6, top=0)
    lift = parent.middle - bottom / 2
    placed = [Slot(slot.node, slot.y + max(4.0, lift), slot.height) for slot in slots]
    _join(drawing, placed, parent, 986, 752 + BAR, into=False)
    _bars(drawing, placed, 986)
    for slot in placed:
        amount = f"{slot.node.amount}, {slot.node.note}" if slot.node.note else slot.node.amount
        drawing.labels.append(
            Label(986 + BAR + 10, slot.middle, "start", slot.node.label, amount, is_beside=False)
        )


def _slots(
    nodes: Sequence[Node], scale: float, rooms: Sequence[float], *, gap: float, top: float
) -> tuple[list[Slot], float]:
    """One under the other, each with at least its room; and where the last one ends."""
    found, y = [], top
    for node, room in zip(nodes, rooms, strict=True):
        height = max(2.0, node.cents * scale)
        slot = max(height, room)
        found.append(Slot(node, y + (slot - height) / 2, height))
        y += slot + gap
    return found, y - gap if found else top


def _centred(slots: Sequence[Slot], height: float) -> list[Slot]:
    if not slots:
        return []
    shift = (height - slots[-1].y - slots[-1].height - slots[0].y) / 2
    return [Slot(slot.node, slot.y + max(0.0, shift), slot.height) for slot in slots]


def _join(
    drawing: Drawing, slots: Sequence[Slot], whole: Slot, x: float, whole_x: float, *, into: bool
) -> None:
    """Bands between the slots' bars at `x` and the whole's edge at `whole_x`, in their order."""
    y, every = whole.y, sum(slot.node.cents for slot in slots) or 1
    for slot in slots:
        height = whole.height * slot.node.cents / every
        ends = (x, slot.y, slot.height), (whole_x, y, height)
        start, end = ends if into else ends[::-1]
        title = f"{slot.node.label} {slot.node.amount}"
        drawing.bands.append(Band(_band(start, end), slot.node.tint, title))
        y += height


def _band(start: tuple[float, float, float], end: tuple[float, float, float]) -> str:
    (x0, y0, h0), (x1, y1, h1) = start, end
    bend = (x0 + x1) / 2
    return (
        f"M{x0:.1f} {y0:.1f}C{bend:.1f} {y0:.1f} {bend:.1f} {y1:.1f} {x1:.1f} {y1:.1f}V{y1 + h1:.1f}"
        f"C{bend:.1f} {y1 + h1:.1f} {bend:.1f} {y0 + h0:.1f} {x0:.1f} {y0 + h0:.1f}Z"
    )


def _cut(label: str, most: int) -> str:
    """A long name of an account, shortened; the table beside the picture has all of it."""
    return label if len(label) <= most else label[: most - 1].rstrip(" ,") + "…"


def _bars(drawing: Drawing, slots: Sequence[Slot], x: float) -> None:
    drawing.bars.extend(Bar(x, slot.y, slot.height, slot.node.paint) for slot in slots)
