"""Pages that read no table, served for a browser."""

from collections.abc import Iterator

import pytest
from pytest_django.live_server_helper import LiveServer


@pytest.fixture(scope="session")
def house() -> Iterator[str]:
    """The address of a server without a database behind it."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()
