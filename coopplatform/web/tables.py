"""A table as CSV, which a spreadsheet opens without running anything."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download of that name: a head, then rows; no cell is read as a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(answer, lineterminator="\n")
    table.writerow(head)
    table.writerows([[_safe(cell) for cell in row] for row in rows])
    return answer


def units(cents: int) -> str:
    """Cents as units with a point: 1234 is 12.34."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _safe(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+@" and cell else cell
