"""File locks that end with their holder, however it ends: no lock can be stale."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Lock:
    """One opened lock file; closing it, or dying, lets go."""

    descriptor: int

    @classmethod
    def open(cls, path: Path) -> Self:
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.descriptor)

    def share(self) -> None:
        """Hold it together with others; waits while one holds it alone."""
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def try_share(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def try_alone(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def read(self) -> str:
        return os.pread(self.descriptor, 200, 0).decode()

    def write(self, text: str) -> None:
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text.encode(), 0)

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
