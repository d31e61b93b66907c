"""The product's own processes on one machine: web, worker with its clock, relay, drain of positions."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coopplatform.embedded.door import listen
from coopplatform.embedded.process import Proc

CHECKOUT = Path(__file__).parents[2]
PATIENCE_SECONDS = 2.0
# Small arrays and few threads: one thread a library and two arenas a process save hundreds of megabytes.
FRUGAL = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, slots=True)
class Stack:
    """Commands, in the order they start, for a server at `host`:`port`; logs and the clock's file in `data`."""

    data: Path
    port: int
    host: str = "127.0.0.1"
    web_workers: int = 2
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://{'localhost' if self.host in ('127.0.0.1', '0.0.0.0') else self.host}:{self.port}"  # noqa: S104

    def procs(self) -> list[Proc]:
        """The web server comes last: it is ready when the others are."""
        return [self.relay(), self.drain(), self.worker(), *self.webs()]

    def webs(self) -> list[Proc]:
        """The web server's processes, `web-1` and so on. Their door stays open as long as this process lives.

        Raises OSError when someone else has the port.
        """
        door = listen(self.host, self.port).detach()
        command = ["coopplatform.embedded.web", door]
        return [
            self._proc(
                f"web-{number + 1}",
                command,
                ready=lambda: self.answers("/health/ready"),
                inherits=(door,),
            )
            for number in range(self.web_workers)
        ]

    def worker(self) -> Proc:
        command = [
            *("celery", "--app", "coopplatform", "--quiet", "worker", "--pool", "solo", "--beat"),
            *("--schedule", self.data / "clock", "--loglevel", "warning"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ]
        return self._proc("worker", command)

    def relay(self) -> Proc:
        return self.manage("relay")

    def drain(self) -> Proc:
        return self.manage("drain_positions")

    def answers(self, path: str) -> bool:
        """Whether the server answers `path` with 200."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE_SECONDS
            ) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def manage(self, command: str, *words: str, **options: object) -> Proc:
        """A `manage.py` command that runs on."""
        return self._proc(command, [CHECKOUT / "manage.py", command, *words], is_module=False, **options)

    def _proc(self, name: str, command: list[object], *, is_module: bool = True, **options: object) -> Proc:
        words = [sys.executable, *(["-m"] if is_module else []), *(str(word) for word in command)]
        return Proc(
            name=name,
            command=words,
            log=self.data / "log" / f"{name}.log",
            env={
                **os.environ,
                **FRUGAL,
                "DB_POOL": "4" if name.startswith("web") else "0",
                **self.environment,
            },
            cwd=CHECKOUT,
            grace_seconds=2.0,
            **options,  # type: ignore[arg-type]
        )
