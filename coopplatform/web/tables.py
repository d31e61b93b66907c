"""Tables as files: CSV and XLSX that a spreadsheet reads without harm.

Amounts come as `units(cents)`, moments without their zone: the co-op's clock.
"""

import csv
import io
import os
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Any, Literal, Self, TypeVar

from asgiref.sync import sync_to_async
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from coopplatform.tenancy.scope import required, scope

M = TypeVar("M", bound=Model)
Kind = Literal["csv", "xlsx"]

ROWS_AT_ONCE = 500
BYTES_AT_ONCE = 1 << 16
ROWS_OF_A_SHEET = 1_000_000
"""A sheet holds 1,048,576 rows; what is more goes on the next one."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def kind_asked(request: HttpRequest) -> Kind:
    """A sheet where the address says `as=xlsx`."""
    return "xlsx" if request.GET.get("as") == "xlsx" else "csv"


def table_file(
    name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], *, kind: Kind, is_long: bool = False
) -> HttpResponseBase:
    """A table as a download, named without its ending; one that `is_long` is read while it is sent.

    What is read then is no longer in the reader's language: it brings its words along.
    """
    if kind == "xlsx":
        return streamed_xlsx(f"{name}.xlsx", head, rows)
    written = streamed_csv if is_long else csv_file
    return written(f"{name}.csv", head, rows)


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A download of that name."""
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


def streamed_xlsx(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """As `streamed_csv`; every row is read now, into a file of its own, for a sheet is only sent as a whole."""
    file = TemporaryFile()  # noqa: SIM115 -- closed with the response
    _write_book(file, head, rows)
    length = file.tell()
    file.seek(0)
    response = StreamingHttpResponse(_Parts(file), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(length)
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


def units(cents: int) -> Decimal:
    """Cents as units: 1230 is 12.30."""
    return Decimal(cents).scaleb(-2)


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _safe(cell: Any) -> Any:
    """A spreadsheet must not read a name as a formula."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+@" and cell else cell


class _Parts:
    """A file as the parts of a response, closed at its end or with the response."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.close = file.close

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if part := await sync_to_async(self._file.read)(BYTES_AT_ONCE):
            return part
        self.close()
        raise StopAsyncIteration


def _write_book(file: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    # Heavy: only where a sheet is written.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book, source, is_full = Workbook(write_only=True), iter(rows), True
    while is_full:
        sheet, count = book.create_sheet(), 0
        sheet.freeze_panes = "A2"
        sheet.append(head)
        numbers = _Numbers(partial(WriteOnlyCell, sheet))
        for row in islice(source, ROWS_OF_A_SHEET):
            sheet.append(_sheet_cells(row, numbers))
            count += 1
        is_full = count == ROWS_OF_A_SHEET
    book.save(file)
    file.seek(0, os.SEEK_END)


class _Numbers(dict[Any, Any]):
    """A cell for decimals of so many places, which shows them; written and used again."""

    def __init__(self, cell: Callable[[], Any]) -> None:
        self._cell = cell

    def __missing__(self, exponent: Any) -> Any:
        cell = self[exponent] = self._cell()
        cell.number_format = "0." + "0" * -exponent if isinstance(exponent, int) and exponent < 0 else "0"
        return cell


def _sheet_cells(row: Sequence[Any], numbers: _Numbers) -> Iterator[Any]:
    """As a sheet keeps them: numbers and moments as what they are, text without what XML cannot hold."""
    for cell in row:
        if isinstance(cell, Decimal):
            number = numbers[cell.as_tuple().exponent]
            number.value = cell
            yield number
        elif isinstance(cell, str):
            yield UNWRITABLE.sub("", _safe(cell))
        elif cell is None or isinstance(cell, int | float | date):
            yield cell
        else:
            yield str(cell)
