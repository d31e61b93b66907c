"""A table of a release as a page shows it: lines and columns, sums last, withheld cells with their reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from federation.domain.statistics.tables import ALL
from federation.web.figure_words import bare, reason, written


@dataclass(frozen=True, slots=True)
class ShownCell:
    """Empty where the table has no such cell."""

    text: str = ""
    reason: str = ""
    status: str = ""
    cooperatives: int | None = None

    @property
    def is_withheld(self) -> bool:
        return self.status in ("C", "M")


@dataclass(frozen=True, slots=True)
class Line:
    title: str
    cells: tuple[ShownCell, ...]
    is_whole: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class ShownTable:
    code: str
    title: str
    head: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]


def shown_table(table: Mapping[str, Any]) -> ShownTable:
    """Two dimensions give lines and columns; one gives lines, and a column for each measure."""
    first, *others = table["dimensions"]
    cells = {(*cell["key"], cell["measure"]): cell for cell in table["cells"]}
    measures = {one["code"]: one for one in table["measures"]}
    columns: list[tuple[str, str]]
    keys: list[list[tuple[str, ...]]]
    if others:
        measure = table["measures"][0]["code"]
        columns = [(item["code"], _(item["title"])) for item in _whole_last(others[0]["items"])]
        keys = [[(line["code"], code, measure) for code, _title in columns] for line in first["items"]]
    else:
        columns = [(code, _(one["title"])) for code, one in measures.items()]
        keys = [[(line["code"], code) for code, _title in columns] for line in first["items"]]
    by_code = {
        line["code"]: tuple(_cell(cells.get(key), measures, with_unit=not others) for key in row)
        for line, row in zip(first["items"], keys, strict=True)
    }
    lines = tuple(
        Line(_(item["title"]), by_code[item["code"]], item["code"] == ALL, _depth(item, first["items"]))
        for item in _whole_last(first["items"])
    )
    reasons = {cell.reason for line in lines for cell in line.cells if cell.reason}
    return ShownTable(
        table["code"],
        _(table["title"]),
        _(first["title"]),
        tuple(title for _code, title in columns),
        lines,
        tuple(sorted(reasons)),
    )


def _whole_last(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [item for item in items if item["parent"]] + [item for item in items if not item["parent"]]


def _depth(item: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> int:
    parents = {one["code"]: one["parent"] for one in items}
    depth, parent = 0, item["parent"]
    while parent and parents[parent]:
        depth, parent = depth + 1, parents[parent]
    return depth


def _cell(cell: Mapping[str, Any] | None, measures: Mapping[str, Any], *, with_unit: bool) -> ShownCell:
    if cell is None:
        return ShownCell()
    text = written(cell["value"], measures[cell["measure"]]["unit"]) if with_unit else bare(cell["value"])
    return ShownCell(text, reason(cell), cell["status"], cell["cooperatives"])
