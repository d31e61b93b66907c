"""A unit of work: one durable transaction, all of it or nothing, and nothing promised left undone."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


_promises: ContextVar[set[str] | None] = ContextVar("promises", default=None)


class PromiseBroken(RuntimeError):
    """A fact was recorded whose ledger entry did not follow in the same transaction."""


class NoUnitOfWork(RuntimeError):
    """A building block was called outside of a service's unit of work."""


def unit_of_work(service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in a transaction that is really committed when it returns; nesting two is an error."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        token = _promises.set(set())
        try:
            with transaction.atomic(durable=True):
                result = service(*args, **kwargs)
                _check_promises()
                return result
        finally:
            _promises.reset(token)

    return run


def as_part(service: Callable[P, R]) -> Callable[P, R]:
    """A service's body as a step of the unit of work that is open; an error it raises undoes that step alone."""
    body: Callable[P, R] = service.__wrapped__  # type: ignore[attr-defined]

    @wraps(body)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        require_unit_of_work()
        with transaction.atomic():
            return body(*args, **kwargs)

    return run


def promise(key: str) -> None:
    """Before this unit of work ends, `keep(key)` must be called: the ledger guard."""
    if (open_promises := _promises.get()) is not None:
        open_promises.add(key)


def keep(key: str) -> None:
    if (open_promises := _promises.get()) is not None:
        open_promises.discard(key)


def _check_promises() -> None:
    """Raises PromiseBroken where settings.LEDGER_GUARD_RAISES, else alarms in the log."""
    if broken := sorted(_promises.get() or ()):
        if settings.LEDGER_GUARD_RAISES:
            raise PromiseBroken(f"Recorded without a ledger entry: {', '.join(broken)}")
        log.critical("Recorded without a ledger entry: %s", ", ".join(broken))


def require_unit_of_work() -> None:
    """Raise NoUnitOfWork unless a service's transaction is open (a test case's own does not count)."""
    blocks: list[Any] = connection.atomic_blocks
    if not any(block.durable and not block._from_testcase for block in blocks):
        raise NoUnitOfWork("Call this inside a service decorated with @unit_of_work.")
