"""The real thing for a browser: the web server with its sockets, the relay and the drain, on the test database."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page

from cooperatives.models import Cooperative
from deliveries.domain.addresses import normalise
from deliveries.models import Town, TownAddress
from tests.patience import eventually
from tests.story.browsers import SOON, Open, sign_in

# Playwright keeps an event loop on this thread; the test asks the database between its steps, never inside one.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment() -> dict[str, str]:
    known = connection.settings_dict
    login = f"{known['USER']}:{quote(known['PASSWORD'], safe='')}"
    url = f"postgresql://{login}@/{known['NAME']}?host={quote(known['HOST'], safe='')}"
    if known["PORT"]:
        url += f"&port={known['PORT']}"
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "coopplatform.settings.test"}


@pytest.fixture(scope="session")
def web(django_db_setup: None) -> Iterator[str]:
    """The address of the web server on the test database; it remembers nothing between two tests."""
    port = _free_port()
    server = [sys.executable, "-m", "uvicorn", "coopplatform.asgi:application", "--port", str(port)]
    with _running([*server, "--log-level", "warning"], DB_POOL="4") as process:
        _wait_for(f"http://localhost:{port}/health/live", process)
        yield f"http://localhost:{port}"


@dataclass
class Nursery:
    """Starts a command of the product in a moment: the product is loaded already."""

    process: subprocess.Popen[str]

    @contextmanager
    def running(self, *words: str) -> Iterator[None]:
        pid = self._ask(list(words))
        try:
            yield
        finally:
            self._ask(pid)

    def _ask(self, what: list[str] | int) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(what), file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())


@pytest.fixture(scope="session")
def nursery(django_db_setup: None) -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.story.nursery"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=_environment(), stdin=pipe, stdout=pipe, text=True) as process:
        yield Nursery(process)
        process.terminate()


@pytest.fixture
def stage(transactional_db: Any, web: str, nursery: Nursery) -> Iterator[str]:
    """The address of a running house; what happens in it is told to whoever listens."""
    with nursery.running("relay"):
        assert eventually(_is_somebody_listening)
        yield web


@pytest.fixture
def drain(stage: str, nursery: Nursery) -> Iterator[None]:
    """Positions are written down."""
    with nursery.running("drain_positions"):
        yield


def _is_somebody_listening() -> bool:
    """The relay says so as the last thing it asks of its ears."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_stat_activity where datname = current_database() and query ilike 'listen %')"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _running(command: list[str], **more: str) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, env=_environment() | more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(url: str, process: subprocess.Popen) -> None:
    for _ in range(300):
        assert process.poll() is None, "the web server died"
        try:
            urllib.request.urlopen(url, timeout=1)  # noqa: S310 -- our own http address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


@pytest.fixture
def town(transactional_db: Any, roue: Any, now: Any) -> None:
    """A Monaco of one door, so that Rosa's search finds it."""
    bounds = {"south": 43.72, "west": 7.40, "north": 43.76, "east": 7.45}
    monaco = Town.objects.create(slug="monaco", name="Monaco", licence="ODbL 1.0", imported_at=now, **bounds)
    street = {"street": "Rue Grimaldi", "folded": normalise("Rue Grimaldi")}
    TownAddress.objects.create(town=monaco, number="14", lat=43.7335, lon=7.4165, **street)
    Cooperative.objects.filter(pk=roue.cooperative.pk).update(town="monaco", country="MC")


@pytest.fixture
def people(browser: Browser, stage: str, roue: Any) -> Iterator[Open]:
    """Open a browser of one's own: `people("rosa")` logged in, `people()` a stranger with a link."""

    opened: list[BrowserContext] = []

    def open_(name: str = "", path: str = "", **more: Any) -> Page:
        context = browser.new_context(**{"base_url": stage, "locale": "en-GB"} | more)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(SOON)
        if name:
            sign_in(context, roue.users[name], stage)
        if name or path:
            page.goto(path or "/arrive/")
        return page

    yield open_
    for context in opened:
        context.close()
