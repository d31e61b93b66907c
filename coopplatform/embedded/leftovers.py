"""Ends what a killed server or supervisor left running."""

import contextlib
import os
import signal
import time
from pathlib import Path

PATIENCE_SECONDS = 10.0
"""Orphans were told to stop by the kernel when their parent died; most need no help."""


def end_processes_in(folder: Path) -> None:
    """Wait for every process that works in `folder`, and kill those that stay.

    Servers work in their data folder, and so do the backends of a killed PostgreSQL, whatever their process
    group. A pid in a lock file may be anybody's by now; a working directory is not.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while pids := _processes_in(folder):
        if time.monotonic() > deadline:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def _processes_in(folder: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
    return found
