"""CSV and XLSX files as rows of text, within bounds."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

MOST_BYTES = 5_000_000
MOST_UNPACKED = 100_000_000
MOST_COLUMNS = 60
SEPARATORS = ";,\t"


def rows_of(name: str, content: bytes, *, most: int) -> list[list[str]]:
    """The rows that hold anything, header first, at most `most` after it.

    Raises Invalid for a file that is empty, too large, or neither CSV nor XLSX.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("file_too_large", _("A file may have up to 5 MB: split it."), field="file")
    rows = _xlsx(content) if content[:2] == b"PK" else _csv(_text(content))
    found = [row for row in islice(rows, most + 2) if any(row)]
    if not found:
        raise Invalid("file_empty", _("This file is empty."), field="file")
    if len(found) > most + 1:
        raise Invalid(
            "too_many_lines", _("A file may have up to %(most)s lines: split it."), field="file", most=most
        )
    return found


def _text(content: bytes) -> str:
    if b"\0" in content:
        raise Invalid("not_a_sheet", _("This is neither CSV nor XLSX: save it as one of them."), field="file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        yield [_unguarded(cell.strip()) for cell in row[:MOST_COLUMNS]]


def _unguarded(cell: str) -> str:
    """Our own files write `'+33…`, so that a spreadsheet takes it for no formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "@") else cell


def _xlsx(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # heavy: only where a sheet is read

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise Invalid("file_too_large", _("A file may have up to 5 MB: split it."), field="file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise Invalid(
            "not_a_sheet", _("This is neither CSV nor XLSX: save it as one of them."), field="file"
        ) from error
    for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _cell(value: Any) -> str:
    """As people would write it: a day without midnight, a whole number without `.0`."""
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()
