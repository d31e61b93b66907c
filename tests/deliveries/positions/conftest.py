"""A phone that posts, a drain that writes, and nothing in Valkey from the test before."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from coopplatform.journal import relay
from deliveries.adapters.valkey import stream
from deliveries.adapters.valkey.clients import async_client, client, key
from deliveries.api.positions import PositionIngest
from deliveries.models import CourierPlace, Position
from deliveries.services.draining import drain
from deliveries.services.position_pass import position_pass


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application's thread is the test's: it must not hang up on it, as Django's own test client does not."""
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def _empty_valkey() -> None:
    if kept := client().keys(key("*")):
        client().delete(*kept)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any


async def _nobody(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("Not for positions.")


def request(body: bytes, *, method: str = "POST", **headers: str) -> Answer:
    """Through the real application, with the real Valkey."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def run() -> None:
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "path": "/api/v1/positions/", "method": method, "headers": raw}
        try:
            await PositionIngest(_nobody)(scope, receive, send)
        finally:
            await async_client().aclose()

    async_to_sync(run)()
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], found, json.loads(sent[1]["body"]))


@dataclass
class Phone:
    """Alma's, in La Roue Libre, unless said otherwise."""

    cast: Any
    now: datetime

    def issued(self, **changes: Any) -> str:
        facts = {
            "cooperative_id": self.cast.cooperative.pk,
            "courier_id": self.cast.courier_id,
            "shift_id": self.cast.shift_id,
        }
        return position_pass(**facts | changes)

    def posts(self, *seconds_ago: float, token: str = "", skew: float = 0.0, **more: Any) -> Answer:
        """Fixes of so many seconds ago, by a phone whose clock is `skew` seconds fast."""
        sent_at = datetime.now(self.now.tzinfo) + timedelta(seconds=skew)
        fixes = [
            {"at": (sent_at - timedelta(seconds=ago)).isoformat(), "lat": 43.7335, "lon": 7.4165, **more}
            for ago in seconds_ago
        ]
        body = json.dumps({"sent_at": sent_at.isoformat(), "fixes": fixes}).encode()
        return request(body, authorization=f"Bearer {token or self.issued()}")


@pytest.fixture
def phone(roue: Any, now: datetime) -> Phone:
    return Phone(roue, now)


@pytest.fixture
def drained(roue: Any) -> Callable[[], None]:
    """The drain has written everything down. What it tells goes nowhere."""

    def run() -> None:
        drain([roue.cooperative.pk], lambda *_, **__: None)

    return run


@pytest.fixture
def reacted(roue: Any) -> Callable[[], None]:
    """What follows from what happened has followed."""

    def run() -> None:
        relay.read_on(roue.cooperative.pk, is_settled_only=False)

    return run


def traces(cast: Any) -> tuple[int, int, int]:
    """How many rows, places and waiting batches there are of the co-op."""
    with cast.inside():
        rows, places = Position.objects.count(), CourierPlace.objects.count()
    return rows, places, stream.waiting(cast.cooperative.pk)
