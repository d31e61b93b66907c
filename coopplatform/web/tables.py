"""Tables as files: CSV that a spreadsheet reads without harm."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db.models import Model, QuerySet
from django.http import HttpResponse, StreamingHttpResponse

from coopplatform.tenancy.scope import required, scope

M = TypeVar("M", bound=Model)

ROWS_AT_ONCE = 500


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download of that name; amounts come as `units(cents)`."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(response, lineterminator="\n")
    table.writerow(head)
    table.writerows([[_safe(cell) for cell in row] for row in rows])
    return response


def streamed_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A download of any length: some rows are read, written, sent and forgotten, then the next ones.

    `rows` is read in the co-op in scope now, after this view has returned. UTF-8 with its mark, for spreadsheets.
    """
    here, source = required(), iter(rows)

    def some() -> str:
        with scope(here):
            return _lines([_safe(cell) for cell in row] for row in islice(source, ROWS_AT_ONCE))

    async def parts() -> AsyncIterator[str]:
        yield "\ufeff" + _lines([head])
        while text := await sync_to_async(some)():
            yield text

    response = StreamingHttpResponse(parts(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def pages_of(found: QuerySet[M], *, by: str) -> Iterator[M]:
    """Every row of `found` in the order of `by`, which is unique, a few in memory at a time."""
    after: Any = None
    while True:
        part = found.order_by(by) if after is None else found.order_by(by).filter(**{f"{by}__gt": after})
        some = list(part[:ROWS_AT_ONCE])
        yield from some
        if len(some) < ROWS_AT_ONCE:
            return
        after = getattr(some[-1], by)


def units(cents: int) -> str:
    """Cents as units with a point: 1234 is 12.34."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _safe(cell: Any) -> Any:
    """A spreadsheet must not read a name as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+@" and cell else cell
