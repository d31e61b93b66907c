"""A phone with its keys, and a push service that reads what it is sent as the phone would."""

import base64
import json
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from coopplatform.journal import relay
from deliveries.adapters.webpush.keys import new_private_key
from deliveries.services.push import Phone, subscribe
from deliveries.tasks import tell_phone
from tests.conftest import PLATFORM, placed


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Handset:
    """What a browser keeps to itself: the private key and the secret of a subscription."""

    def __init__(self, endpoint: str) -> None:
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.phone = Phone(endpoint, b64(point), b64(self.secret))

    def read(self, body: bytes) -> Any:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret))


class PushService:
    """Answers `status` with `headers`, after `seconds`; remembers each request."""

    def __init__(self) -> None:
        self.status, self.seconds = 201, 0.0
        self.headers: dict[str, str] = {}
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.requests.append((self.path, dict(self.headers), body))
                time.sleep(service.seconds)
                self.send_response(service.status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def sender(self, number: int = -1) -> bool:
        """Whether the request says truly who sends it, and for this service."""
        authorization = self.requests[number][1]["Authorization"]
        token = authorization.partition("t=")[2].partition(",")[0]
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        assert claims["aud"] == self.origin
        assert claims["sub"] == "mailto:push@roue.example"
        assert time.time() < claims["exp"] <= time.time() + 24 * 3600
        return bool(Vapid02.verify(authorization))


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    running = PushService()
    settings.WEB_PUSH = {
        "key": new_private_key(),
        "contact": "mailto:push@roue.example",
        "hosts": [],
        "loopback": True,
    }
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def handset(service: PushService) -> Handset:
    return Handset(f"{service.origin}/send/alma?v=1")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The tasks a worker was asked for, to be run by hand."""
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "deliveries.services.pushing.current_app.send_task",
        lambda name, kwargs, countdown: asked.append(kwargs | {"name": name, "countdown": countdown}),
    )
    return asked


def given_by_bruno(cast: Any, now: Any, courier_id: Any = None, seen: Any = None, order: Any = None) -> Any:
    from deliveries.services.dispatching import adopt_plan

    order = order or placed(cast, now)
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=courier_id or cast.courier_id,
            seen_courier_id=seen,
            by=PLATFORM,
            at=now,
        )
    return order


@pytest.fixture
def on(roue: Any, handset: Handset, now: Any) -> Any:
    """Alma turned it on."""
    with roue.inside():
        return subscribe(
            courier_id=roue.courier_id, phone=handset.phone, language="en", by=roue.by("alma"), at=now
        )


def react(cast: Any) -> None:
    with cast.inside():
        relay.read_on(cast.cooperative.pk, is_settled_only=False)


def run(cast: Any, told: list[dict[str, Any]]) -> list[Any]:
    """What a worker does with the tasks asked for so far; returns what each came to."""
    asked, told[:] = list(told), []
    return [
        tell_phone(cooperative_id=cast.cooperative.pk, **{k: one[k] for k in ("subscription_id", "attempt")})
        for one in asked
    ]


def body(handset: Handset) -> dict[str, Any]:
    phone = handset.phone
    return {"endpoint": phone.endpoint, "keys": {"p256dh": phone.p256dh, "auth": phone.auth}}
