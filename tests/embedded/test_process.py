"""A watched process, with a clock of the test's own."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from coopplatform.embedded.errors import EmbeddedError
from coopplatform.embedded.process import HEALTHY_SECONDS, Proc, spawn
from tests.embedded.conftest import eventually

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock)
    return clock


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Proc]:
    sleeper = Proc(name="sleeper", command=SLEEPER, log=tmp_path / "log" / "sleeper.log")
    sleeper.start()
    yield sleeper
    sleeper.stop()
    assert not sleeper.is_alive()


def kill(proc: Proc) -> None:
    assert proc.pid is not None
    os.kill(proc.pid, signal.SIGKILL)
    while proc.is_alive():
        pass


def delay_seconds(proc: Proc, clock: Clock) -> float:
    """How long after the next look a dead process is back."""
    noticed = clock.now
    while not proc.is_alive():
        proc.tend()
        clock.now += 0.1
    return round(clock.now - noticed - 0.1, 1)


def test_a_process_that_crashes_again_and_again_comes_back_later_each_time(
    sleeper: Proc, clock: Clock
) -> None:
    delays = []
    for _ in range(7):
        kill(sleeper)
        delays.append(delay_seconds(sleeper, clock))
    assert delays == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0], abs=0.11)


def test_after_a_healthy_minute_it_is_back_at_once(sleeper: Proc, clock: Clock) -> None:
    for _ in range(4):
        kill(sleeper)
        delay_seconds(sleeper, clock)
    clock.now += HEALTHY_SECONDS + 1
    kill(sleeper)
    assert delay_seconds(sleeper, clock) == pytest.approx(0.2, abs=0.11)


def test_a_process_that_ends_before_it_is_ready_shows_the_end_of_its_log(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('the disk is full')"]
    proc = Proc(name="database", command=command, log=tmp_path / "database.log", ready=lambda: False)
    with pytest.raises(EmbeddedError, match=r"database did not start.*\n.*the disk is full"):
        proc.start()


def test_stopping_insists_and_kills_what_the_process_started(tmp_path: Path) -> None:
    script = "trap '' TERM; sleep 60 & echo $! > child; while true; do sleep 1; done"
    child = tmp_path / "child"
    proc = Proc(
        name="stubborn", command=["sh", "-c", script], log=tmp_path / "log", grace_seconds=0.2, cwd=tmp_path
    )
    proc.ready = lambda: child.exists() and child.read_text() != ""
    proc.start()
    proc.stop()
    assert not proc.is_alive()
    assert eventually(lambda: not is_running(int(child.read_text())))


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from coopplatform.embedded.process import spawn
print(spawn({SLEEPER!r}, log=Path({str(tmp_path / "child.log")!r})).pid, flush=True)
time.sleep(60)
"""
    parent = spawn([sys.executable, "-c", code], log=tmp_path / "parent.log")
    assert eventually(lambda: (tmp_path / "parent.log").read_text() != "")
    parent.kill()
    parent.wait()
    assert eventually(lambda: not is_running(int((tmp_path / "parent.log").read_text())))


def is_running(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
