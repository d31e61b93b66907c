"""The co-op in scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cooperatives.models import Cooperative
from coopplatform.tenancy.scope import required, scope

_entered: ContextVar[Cooperative | None] = ContextVar("entered", default=None)


@contextmanager
def inside(cooperative: Cooperative) -> Iterator[None]:
    """The scope of a co-op already read, as at the edge of a request: nobody below reads it again."""
    token = _entered.set(cooperative)
    try:
        with scope(cooperative.pk):
            yield
    finally:
        _entered.reset(token)


def cooperative_here() -> Cooperative:
    """Raises NoCooperative outside of a scope."""
    cooperative_id, entered = required(), _entered.get()
    if entered is not None and entered.pk == cooperative_id:
        return entered
    return Cooperative.objects.get(pk=cooperative_id)
