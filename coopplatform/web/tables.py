"""Tables as files: CSV that a spreadsheet reads without harm."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download of that name; amounts come as `units(cents)`."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(response, lineterminator="\n")
    table.writerow(head)
    table.writerows([[_safe(cell) for cell in row] for row in rows])
    return response


def streamed_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download of any length: each row is written, sent and forgotten. UTF-8 with its mark, for spreadsheets."""

    def lines() -> Iterator[str]:
        yield "\ufeff" + _line(head)
        for row in rows:
            yield _line([_safe(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def units(cents: int) -> str:
    """Cents as units with a point: 1234 is 12.34."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _line(cells: Sequence[Any]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()


def _safe(cell: Any) -> Any:
    """A spreadsheet must not read a name as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+@" and cell else cell
