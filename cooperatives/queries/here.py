"""The co-op in scope."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from cooperatives.models import Cooperative
from coopplatform.tenancy.scope import required, scope

Read = TypeVar("Read")

_entered: ContextVar[Cooperative | None] = ContextVar("entered", default=None)
_read: ContextVar[dict[Callable[[], Any], Any] | None] = ContextVar("read", default=None)


@contextmanager
def inside(cooperative: Cooperative) -> Iterator[None]:
    """The scope of a co-op already read, as at the edge of a request: nobody below reads it again."""
    entered, read = _entered.set(cooperative), _read.set({})
    try:
        with scope(cooperative.pk):
            yield
    finally:
        _entered.reset(entered)
        _read.reset(read)


def cooperative_here() -> Cooperative:
    """Raises NoCooperative outside of a scope."""
    cooperative_id, entered = required(), _entered.get()
    if entered is not None and entered.pk == cooperative_id:
        return entered
    return Cooperative.objects.get(pk=cooperative_id)


def once(read: Callable[[], Read]) -> Callable[[], Read]:
    """Read no more than once in what `inside` began: for what no request changes and several of its steps ask."""

    @wraps(read)
    def remembered() -> Read:
        known, entered = _read.get(), _entered.get()
        if known is None or entered is None or entered.pk != required():
            return read()
        if read not in known:
            known[read] = read()
        found: Read = known[read]
        return found

    return remembered
