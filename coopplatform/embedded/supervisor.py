"""The process that owns a data folder's servers.

It starts them, brings them back after a crash, and stops them as soon as nobody uses them.

Two locks tell everything, and both end with the process that holds them. `supervisor.lock` is held alone by
the one supervisor and names it. `users.lock` is shared by all who use the servers; the supervisor stops when
it can have it alone, and keeps it until its end, so that a newcomer waits and then starts anew.
"""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from coopplatform.embedded import account
from coopplatform.embedded.addresses import Addresses
from coopplatform.embedded.locks import Lock
from coopplatform.embedded.postgres import Postgres
from coopplatform.embedded.process import Proc
from coopplatform.embedded.valkey import Valkey

READY = "ready"
WATCH_SECONDS = 0.2


def supervisor_lock(at: Addresses) -> Lock:
    return Lock.open(at.data / "supervisor.lock")


def users_lock(at: Addresses) -> Lock:
    return Lock.open(at.data / "users.lock")


def stop_event() -> threading.Event:
    """Set by the signals that ask a process to end."""
    stopping = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, lambda *_: stopping.set())
    return stopping


def supervise(
    procs: Sequence[Proc], *, should_stop: Callable[[], bool], on_ready: Callable[[], None] = lambda: None
) -> None:
    """Run `procs`, started in this order, until `should_stop`; then all are asked to stop at once.

    Raises EmbeddedError when one does not start the first time; later crashes are healed.
    """
    started: list[Proc] = []
    pause = threading.Event()
    try:
        for proc in procs:
            started.append(proc)
            proc.start(should_stop)
        on_ready()
        while not should_stop():
            for proc in started:
                proc.tend(should_stop)
            pause.wait(WATCH_SECONDS)
    finally:
        for proc in reversed(started):
            proc.ask_to_stop()
        for proc in reversed(started):
            proc.stop()


def serve(at: Addresses) -> None:
    """Be the supervisor of this data folder until nobody uses it; return at once when another one is."""
    stopping = stop_event()
    with supervisor_lock(at) as held, users_lock(at) as users:
        if not held.try_alone():
            return
        held.write(str(os.getpid()))

        def should_stop() -> bool:
            return stopping.is_set() or users.try_alone()

        supervise(
            _servers(at), should_stop=should_stop, on_ready=lambda: held.write(f"{os.getpid()} {READY}")
        )
        held.write("")


def _servers(at: Addresses) -> list[Proc]:
    at.logs.mkdir(parents=True, exist_ok=True)
    user = account.service_user()
    server = account.server_folder(user, at.server)
    run = account.own_folder(user, _real(at.run, at.server, server))
    return [Postgres(at, server, run, user).proc(), Valkey(at, server, run, user).proc()]


def _real(folder: Path, link: Path, target: Path) -> Path:
    return target / folder.relative_to(link) if folder.is_relative_to(link) else folder
