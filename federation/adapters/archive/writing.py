"""Zip as a stream: a table is read page by page, written, sent and forgotten."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from cooperatives.queries.here import cooperative_here
from federation.adapters.archive.key import signing_key
from federation.domain.archive import (
    MANIFEST,
    SIGNATURE,
    FileListed,
    manifest_bytes,
    public_key_of,
    signature_of,
)
from federation.queries.archive import large_files, rows_of, tables
from federation.queries.means.open_here import open_here

SENT_AT_ONCE = 256 * 1024
README = """This is everything %(name)s keeps on the platform, as it was on %(at)s.

tables/*.jsonl   one table a file, one row a line, as JSON; keys ending in _id point to the id of another row
files/…          pictures and documents; the row they belong to names them
manifest.json    every file with its size, its sha256 and its rows; "open": what we and others still owe each other
manifest.sig     the Ed25519 signature of manifest.json, in base64

manage.py verify_archive FILE checks all of it and needs no database.
"""


class _Sink(io.RawIOBase):
    """What the zip writes into: it cannot go back, so nothing has to be kept."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        taken = bytes(piece)
        self.waiting.append(taken)
        self.size += len(taken)
        return len(taken)

    def taken(self) -> bytes:
        told = b"".join(self.waiting)
        self.waiting, self.size = [], 0
        return told


def archive_parts(at: datetime) -> Iterator[bytes]:
    """The archive of the co-op in scope, a piece at a time. Read it inside the scope."""
    here, sink, listed, key = cooperative_here(), _Sink(), list[FileListed](), signing_key()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, is_table, pieces in _entries(here.name, at):
            yield from _written(archive, sink, name, is_table, pieces, listed, at)
        manifest = manifest_bytes(
            cooperative=here.slug,
            name=here.name,
            made_at=at.astimezone(UTC).isoformat(),
            public_key=public_key_of(key),
            files=listed,
            open_accounts=open_here(at, at.astimezone(here.zone).date()),
        )
        archive.writestr(_info(MANIFEST, at), manifest)
        archive.writestr(_info(SIGNATURE, at), signature_of(manifest, key))
    yield sink.taken()


def _entries(name: str, at: datetime) -> Iterator[tuple[str, bool, Iterable[bytes]]]:
    """Every file: its name, whether it is a table, and its content in pieces."""
    yield "README.txt", False, [(README % {"name": name, "at": at.date().isoformat()}).encode()]
    for table in tables():
        yield f"tables/{table.name}.jsonl", True, (_line(row) for row in rows_of(table))
        for path, content in large_files(table):
            yield path, False, [content]


def _written(
    archive: zipfile.ZipFile,
    sink: _Sink,
    name: str,
    is_table: bool,
    pieces: Iterable[bytes],
    listed: list[FileListed],
    at: datetime,
) -> Iterator[bytes]:
    """Write one file, list it, and give what has come out of the zip so far."""
    hashed, size, rows = hashlib.sha256(), 0, 0
    with archive.open(_info(name, at), "w", force_zip64=True) as entry:
        for piece in pieces:
            entry.write(piece)
            hashed.update(piece)
            size += len(piece)
            rows += 1
            if sink.size >= SENT_AT_ONCE:
                yield sink.taken()
    listed.append(FileListed(name, size, hashed.hexdigest(), rows if is_table else None))
    if sink.size >= SENT_AT_ONCE:
        yield sink.taken()


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
