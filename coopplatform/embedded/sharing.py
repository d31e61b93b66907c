"""Using the servers: whoever comes first starts them, whoever leaves last stops them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from coopplatform.embedded.addresses import Addresses
from coopplatform.embedded.errors import EmbeddedError
from coopplatform.embedded.locks import Lock
from coopplatform.embedded.process import tail
from coopplatform.embedded.supervisor import READY, supervisor_lock, users_lock

CHECKOUT = Path(__file__).parents[2]


@contextlib.contextmanager
def using(at: Addresses) -> Iterator[Callable[[], None]]:
    """Servers that answer inside the block. Yields a function that brings a killed supervisor back.

    Raises EmbeddedError when they cannot be started.
    """
    with users_lock(at) as users:
        users.share()
        _ensure(at)
        try:
            yield lambda: _ensure(at)
        finally:
            _leave(at, users)


def running(at: Addresses) -> tuple[int, bool] | None:
    """The supervisor's pid and whether its servers were ready, or None when there is no supervisor."""
    with supervisor_lock(at) as lock:
        if lock.try_share():
            return None
        words = lock.read().split()
        return (int(words[0]), READY in words) if words else (0, False)


def erase(at: Addresses) -> None:
    """Delete the data folder and what the servers keep elsewhere. Raises EmbeddedError while in use."""
    with users_lock(at) as users:
        if not users.try_alone():
            raise EmbeddedError(f"The services of {at.data} are in use: stop them first.")
        for folder in (at.server.resolve(), at.run, at.data):
            shutil.rmtree(folder, ignore_errors=True)


def _ensure(at: Addresses) -> None:
    started: subprocess.Popen[bytes] | None = None
    while (state := running(at)) is None or not state[1]:
        if state is None:
            if started and (started.poll() or 0) > 0:
                raise EmbeddedError(tail(_log(at)))
            if started is None or started.poll() is not None:
                started = _start_supervisor(at)
        time.sleep(0.02)


def _start_supervisor(at: Addresses) -> subprocess.Popen[bytes]:
    at.logs.mkdir(parents=True, exist_ok=True)
    with _log(at).open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "coopplatform.embedded", "supervise", str(at.data)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd=CHECKOUT,
        )


def _leave(at: Addresses, users: Lock) -> None:
    """Let go; the last one out also waits until the servers have stopped."""
    if users.try_alone() and (state := running(at)) and state[0]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(state[0], signal.SIGTERM)
    elif users.try_share():
        return
    while running(at):
        time.sleep(0.02)


def _log(at: Addresses) -> Path:
    return at.logs / "supervisor.log"
