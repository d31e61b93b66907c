"""Whose world we are in. Entered once, at the edge; everything below reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import django_scopes

_current: ContextVar[int | None] = ContextVar("cooperative", default=None)


class NoCooperative(RuntimeError):
    """Work that belongs to a cooperative was asked for outside of any scope."""


def current() -> int | None:
    """The id of the co-op in scope, or None."""
    return _current.get()


def required() -> int:
    """The id of the co-op in scope. Raises NoCooperative outside of one."""
    if (cooperative_id := _current.get()) is None:
        raise NoCooperative("Enter a cooperative first: with scope(cooperative_id): …")
    return cooperative_id


@contextmanager
def scope(cooperative_id: int) -> Iterator[None]:
    """Everything inside belongs to this co-op: ORM managers, raw SQL, journal, ledger."""
    token = _current.set(int(cooperative_id))
    try:
        with django_scopes.scope(cooperative=int(cooperative_id)):
            yield
    finally:
        _current.reset(token)
