"""Pages that read no table, served for a browser."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, drawing WebGL in software; without it, browser tests are skipped."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium here (Debian: apt-get install chromium)")
    flags = [
        "--no-sandbox",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--ignore-gpu-blocklist",
    ]
    return browser_type_launch_args | {"executable_path": chromium, "args": flags}


@pytest.fixture(scope="session")
def house() -> Iterator[str]:
    """The address of a server without a database behind it."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()
