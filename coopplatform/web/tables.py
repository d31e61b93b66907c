"""Tables as files: CSV that a spreadsheet reads without harm."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download of that name; amounts come as `units(cents)`."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(response, lineterminator="\n")
    table.writerow(head)
    table.writerows([[_safe(cell) for cell in row] for row in rows])
    return response


def units(cents: int) -> str:
    """Cents as units with a point: 1234 is 12.34."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _safe(cell: Any) -> Any:
    """A spreadsheet must not read a name as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+@" and cell else cell
