"""A process that dies with its parent, is watched, comes back after a crash, and leaves nothing behind."""

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from coopplatform.embedded.errors import EmbeddedError

PR_SET_PDEATHSIG = 1
LONGEST_START_SECONDS = 300.0
"""Crash recovery of a large database takes minutes."""

HEALTHY_SECONDS = 60.0
FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 5.0
LONGEST_LOG_BYTES = 10_000_000

_libc = ctypes.CDLL(None)


def never() -> bool:
    return False


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path | None,
    user: str | None = None,
    dies_with_parent_by: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    inherits: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in its own session; the kernel signals it when this process dies, however that is.

    `inherits` are open file descriptors it keeps under their numbers; without a `log` it writes where we do.
    """
    parent = os.getpid()

    def in_the_child() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(dies_with_parent_by))
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        if os.getppid() != parent:
            os._exit(1)

    with log.open("ab") if log else contextlib.nullcontext() as output:
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
            preexec_fn=in_the_child,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            pass_fds=inherits,
        )


def tail(log: Path, lines: int = 12) -> str:
    with contextlib.suppress(FileNotFoundError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    return ""


@dataclass
class Proc:
    """One watched process. `before` runs ahead of every start, `ready` tells when it serves."""

    name: str
    command: Sequence[str | Path]
    log: Path | None = None
    ready: Callable[[], bool] | None = None
    before: Callable[[], None] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    last_signal: signal.Signals = signal.SIGKILL
    grace_seconds: float = 3.0
    user: str | None = None
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    inherits: Sequence[int] = ()

    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _is_asked: bool = field(default=False, init=False)
    _healthy_since: float = field(default=0.0, init=False)
    _crashes: int = field(default=0, init=False)
    _restart_at: float | None = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, should_stop: Callable[[], bool] = never) -> None:
        """Start and wait until ready, or until `should_stop`.

        Raises EmbeddedError with the end of the log when the process ends or stays mute.
        """
        if self.before:
            self.before()
        self._trim_log()
        self._process = spawn(
            self.command,
            log=self.log,
            user=self.user,
            dies_with_parent_by=self.stop_signal,
            env=self.env,
            cwd=self.cwd,
            inherits=self.inherits,
        )
        self._is_asked = False
        deadline = time.monotonic() + LONGEST_START_SECONDS
        while not should_stop():
            if not self.is_alive() or time.monotonic() > deadline:
                self.stop()
                where = f" The end of {self.log}:\n{tail(self.log)}" if self.log else ""
                raise EmbeddedError(f"{self.name} did not start.{where}")
            if self.ready is None or self.ready():
                break
            time.sleep(0.02)
        self._healthy_since = time.monotonic()

    def tend(self, should_stop: Callable[[], bool] = never) -> None:
        """Bring a dead process back, later after each crash, at once again after a healthy minute."""
        now = time.monotonic()
        if self.is_alive():
            return
        if self._restart_at is None:
            self._reap()
            if now - self._healthy_since > HEALTHY_SECONDS:
                self._crashes = 0
            self._restart_at = now + min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2**self._crashes)
            self._crashes += 1
        if now < self._restart_at:
            return
        self._restart_at = None
        try:
            self.start(should_stop)
        except EmbeddedError as problem:
            print(problem, flush=True)

    def ask_to_stop(self) -> None:
        """Send the stop signal, once, and do not wait."""
        if self._process is not None and self.is_alive() and not self._is_asked:
            self._is_asked = True
            self._process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask, wait `grace_seconds`, insist, and kill whatever is left of its process group."""
        if self._process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(self.grace_seconds)
        if self.is_alive():
            self._process.send_signal(self.last_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
        self._reap()
        self._process.wait()

    def _reap(self) -> None:
        """A killed master may leave workers that hold its port."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _trim_log(self) -> None:
        if self.log is None:
            return
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
