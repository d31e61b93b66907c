"""La Roue Libre tells recipients by SMS and e-mail; an SMS service that remembers what it was sent."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from deliveries.adapters.sms import memory
from deliveries.domain.notices import OFFERED
from deliveries.services.notices import set_notices
from tests.conftest import PLATFORM, Cast
from tests.deliveries.api.conftest import body, rosas_till  # noqa: F401 -- fixtures


class SmsService:
    """Answers `status`; after taking the request it says nothing at all where it is `silent`."""

    def __init__(self) -> None:
        self.status, self.silent = 200, False
        self.requests: list[tuple[dict[str, str], dict[str, str]]] = []
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.requests.append((dict(self.headers), said))
                if service.silent:
                    self.connection.close()
                    return
                self.send_response(service.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/send"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service(settings: Any) -> Iterator[SmsService]:
    running = SmsService()
    fields = {"to": "recipient", "text": "content", "sender": "from", "reference": "custom_id"}
    settings.SMS = {"by": "http", "url": running.url, "token": "s3cret", "sender": "Roue", "fields": fields}
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture(autouse=True)
def _empty_outbox() -> None:
    memory.outbox.clear()


@pytest.fixture
def tells_all(roue: Cast, now: Any) -> Cast:
    """Every notice that is offered goes out; the store is told by e-mail too."""
    with roue.inside():
        set_notices(
            store_id=roue.store_id,
            ways=OFFERED,
            phone="06 12 45 80 18",
            email="lucia@example.com",
            by=PLATFORM,
            at=now,
        )
    return roue


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The tasks a worker was asked for, to be run by hand."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "deliveries.services.notices.current_app.send_task",
        lambda name, kwargs, countdown: found.append(kwargs | {"name": name, "countdown": countdown}),
    )
    return found
