"""A chain of rows that nobody can rewrite unseen: each carries the hash of the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

BEGINNING = "0" * 64


def canonical(body: Any) -> str:
    """The one way to write it: keys sorted, no blanks, UTF-8."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(body: Any) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def sealed(prev_hash: str, body: Mapping[str, Any]) -> str:
    """The hash of a row that stands after another."""
    return hashlib.sha256(f"{prev_hash}{canonical(body)}".encode()).hexdigest()


def first_broken(rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> int | None:
    """The number (from 0) of the first row whose `(prev_hash, sha256, body)` does not follow; None if all do."""
    before = BEGINNING
    for number, (prev_hash, sha256, body) in enumerate(rows):
        if prev_hash != before or sha256 != sealed(prev_hash, body):
            return number
        before = sha256
    return None
