"""The web processes behind one door, with an application of the test's own."""

import asyncio
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from coopplatform.embedded.door import listen
from coopplatform.embedded.turnstile import Turnstile
from tests.embedded.conftest import CHECKOUT, eventually

pytestmark = pytest.mark.embedded

SERVE = """
import asyncio, os, socket, sys, uvicorn
from coopplatform.embedded.web import PatientServer

async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    if scope["path"] == "/slow":
        await asyncio.sleep(30)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(os.getpid()).encode()})

config = uvicorn.Config(application, log_level="error", timeout_graceful_shutdown=1)
PatientServer(config).run(sockets=[socket.socket(fileno=int(sys.argv[1]))])
"""


class House:
    """A door and the processes behind it."""

    def __init__(self) -> None:
        self.door = listen("127.0.0.1", 0)
        self.port = int(self.door.getsockname()[1])
        self.processes: list[subprocess.Popen[bytes]] = []

    def open(self) -> subprocess.Popen[bytes]:
        fd = self.door.fileno()
        process = subprocess.Popen([sys.executable, "-c", SERVE, str(fd)], pass_fds=[fd], cwd=CHECKOUT)
        self.processes.append(process)
        return process

    def ask(self, path: str = "/", *, timeout: float = 10) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            return int(connection.getresponse().read())
        finally:
            connection.close()

    def begin(self, path: str) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        return connection


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    for process in house.processes:
        process.kill()
        process.wait()
    house.door.close()


def test_two_processes_share_the_callers_at_one_door(house: House) -> None:
    pids = {house.open().pid, house.open().pid}
    seen: set[int] = set()

    def have_both_answered() -> bool:
        seen.add(house.ask())
        return seen == pids

    assert eventually(have_both_answered)


def test_callers_wait_at_the_door_while_a_killed_process_comes_back(house: House) -> None:
    first = house.open()
    assert house.ask() == first.pid
    first.kill()
    first.wait()
    waiting = house.begin("/")
    second = house.open()
    assert int(waiting.getresponse().read()) == second.pid
    waiting.close()


def test_slow_requests_and_silent_connections_do_not_shut_the_door(house: House) -> None:
    process = house.open()
    held = [house.begin("/slow") for _ in range(3)]
    silent = [http.client.HTTPConnection("127.0.0.1", house.port) for _ in range(3)]
    for connection in silent:
        connection.connect()
    assert house.ask() == process.pid
    for connection in held + silent:
        connection.close()


def test_being_asked_to_stop_it_stops_though_connections_are_open(house: House) -> None:
    process = house.open()
    house.ask()
    held = house.begin("/slow")
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) is not None
    held.close()


def test_a_hand_is_held_until_the_answer_and_no_longer() -> None:
    async def story() -> list[bool]:
        answered = asyncio.Event()

        async def application(scope: object, receive: object, send: object) -> None:
            await answered.wait()

        async def nothing(*_: object) -> dict[str, object]:
            return {}

        turnstile = Turnstile(application, hands=1)
        told = [is_free(turnstile)]
        turnstile.let_in(("127.0.0.1", 5000))
        told.append(is_free(turnstile))
        scope = {"type": "http", "client": ("127.0.0.1", 5000)}
        request = asyncio.create_task(turnstile(scope, nothing, nothing))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        told.append(is_free(turnstile))
        answered.set()
        await request
        told.append(is_free(turnstile))
        return told

    def is_free(turnstile: Turnstile) -> bool:
        waiting = turnstile.has_room()
        try:
            waiting.send(None)
        except StopIteration:
            return True
        waiting.close()
        return False

    assert asyncio.run(story()) == [True, False, False, True]


def test_several_processes_are_kept_alive_and_end_together(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "coopplatform.settings.test"}
    command = [sys.executable, "-m", "coopplatform.embedded.webs", f"127.0.0.1:{port}", "2"]
    with (tmp_path / "log").open("wb") as log:
        webs = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
    try:
        assert eventually(lambda: status(port, "/health/live") == 200)
        children = kin(webs.pid)
        assert len(children) == 2
        os.kill(children[0], signal.SIGKILL)
        assert eventually(lambda: len(set(kin(webs.pid)) - {children[0]}) == 2)
        assert status(port, "/health/live") == 200
    finally:
        webs.terminate()
        assert webs.wait(15) == 0, (tmp_path / "log").read_text()
    assert not any(Path(f"/proc/{child}").exists() for child in children)


def kin(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()
