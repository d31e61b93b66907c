"""`POST /api/v1/positions/`: a courier's phone tells where it was, in batches, while at work.

The busiest address there is, ten thousand phones at once: an application of its own in front of Django, with a signed
pass instead of a session and two calls to Valkey instead of a database. It only keeps the gate and queues what comes
through; whether a fix becomes a row, the drain decides (`services.positions`).
"""

import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from math import isfinite
from typing import Any

from channels.db import database_sync_to_async
from django.utils import translation
from django.utils.translation import gettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header
from redis.exceptions import RedisError

from coopplatform.tenancy.scope import scope as in_cooperative
from deliveries.adapters.valkey.gates import ask_gate
from deliveries.adapters.valkey.stream import add_batch
from deliveries.domain.positions import Gate, Reading, Refused, Sifted, sift
from deliveries.services.following import fill_gate
from deliveries.services.position_pass import POSITIONS_PATH, PositionPass, read_pass

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BYTES = 32 * 1024
MOST_FIXES = 200

TITLES = {
    "method_not_allowed": gettext_lazy("Send positions by POST."),
    "pass_refused": gettext_lazy("This pass is not good, or no longer: load the day's page again."),
    "too_large": gettext_lazy("Too many positions at once: send at most 200, in 32 kB."),
    "malformed": gettext_lazy(
        "This is not a batch of positions: {sent_at, fixes: [{at, lat, lon, accuracy}]}."
    ),
    "too_soon": gettext_lazy("Send at most two batches a second."),
    "unavailable": gettext_lazy("Positions cannot be taken now: keep them and try again."),
    "no_shift": gettext_lazy("No shift of yours runs, so nothing was kept."),
    "on_break": gettext_lazy("You are on a break, so nothing was kept."),
    "switched_off": gettext_lazy("Your position is switched off, so nothing was kept."),
}
CLOSED = {
    Refused.OFF_SHIFT: "no_shift",
    Refused.IN_A_BREAK: "on_break",
    Refused.SWITCHED_OFF: "switched_off",
}


class Problem(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, code: str, *, retry_after: int = 0, **more: Any) -> None:
        super().__init__(code)
        self.status, self.code, self.retry_after, self.more = status, code, retry_after, more


class PositionIngest:
    """ASGI: takes its own path and leaves the others to `otherwise`."""

    def __init__(self, otherwise: Any) -> None:
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != POSITIONS_PATH:
            await self._otherwise(scope, receive, send)
            return
        headers = dict(scope["headers"])
        try:
            sifted = await _take(scope["method"], headers, receive)
        except Problem as problem:
            await _answer_problem(send, problem, headers)
        except (RedisError, OSError):
            await _answer_problem(send, Problem(503, "unavailable", retry_after=10), headers)
        else:
            await _answer(send, 200, _told(sifted))


async def _take(method: str, headers: dict[bytes, bytes], receive: Receive) -> Sifted:
    if method != "POST":
        raise Problem(405, "method_not_allowed")
    kind, _, text = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    found = read_pass(text) if kind.lower() == "bearer" else None
    if found is None:
        raise Problem(401, "pass_refused")
    sent_at, readings = _parsed(await _body(headers, receive))
    received_at = time.time()
    is_too_soon, known = await ask_gate(found.courier_id, int(received_at))
    if is_too_soon:
        raise Problem(429, "too_soon", retry_after=1)
    gate = known or await _fill(found)
    if gate.shift_id not in (None, found.shift_id):
        raise Problem(401, "pass_refused")
    sifted = sift(readings, gate, sent_at=sent_at, received_at=received_at)
    if sifted.kept:
        await add_batch(found.cooperative_id, found.courier_id, sifted.kept)
    elif (closed := gate.refuses(received_at)) and readings:
        raise Problem(409, CLOSED[closed], **_told(sifted))
    return sifted


@database_sync_to_async
def _fill(found: PositionPass) -> Gate:
    with in_cooperative(found.cooperative_id):
        return fill_gate(found.courier_id)


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise Problem(413, "too_large")
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(422, "malformed")
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise Problem(413, "too_large")
        if not message.get("more_body"):
            return bytes(body)


def _parsed(body: bytes) -> tuple[float, list[Reading]]:
    try:
        batch = json.loads(body)
        fixes = batch["fixes"]
        if len(fixes) > MOST_FIXES:
            raise Problem(413, "too_large")
        return _moment(batch["sent_at"]), [_reading(fix) for fix in fixes]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as wrong:
        raise Problem(422, "malformed") from wrong


def _reading(fix: dict[str, Any]) -> Reading:
    lat, lon, accuracy = float(fix["lat"]), float(fix["lon"]), fix.get("accuracy")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError("Not on the globe.")
    return Reading(_moment(fix["at"]), lat, lon, None if accuracy is None else float(accuracy))


def _moment(given: str | float) -> float:
    """Seconds since 1970, from such a number or from ISO 8601 with its offset."""
    if isinstance(given, str):
        moment = datetime.fromisoformat(given)
        if moment.tzinfo is None:
            raise ValueError("A moment without its offset.")
        return moment.timestamp()
    seconds = float(given)
    if not isfinite(seconds) or abs(seconds) > 1e11:
        raise ValueError("Not a moment.")
    return seconds


def _told(sifted: Sifted) -> dict[str, Any]:
    return {"kept": len(sifted.kept), "refused": {str(why): number for why, number in sifted.refused.items()}}


async def _answer_problem(send: Send, problem: Problem, headers: dict[bytes, bytes]) -> None:
    with translation.override(_language(headers)):
        title = str(TITLES[problem.code])
    body = {"type": f"/problems/{problem.code}", "title": title, "status": problem.status, **problem.more}
    more = {
        401: [(b"www-authenticate", b"Bearer")],
        405: [(b"allow", b"POST")],
    }.get(problem.status, [])
    if problem.retry_after:
        more = [*more, (b"retry-after", str(problem.retry_after).encode())]
    await _answer(send, problem.status, body, b"application/problem+json", more)


async def _answer(
    send: Send,
    status: int,
    body: dict[str, Any],
    kind: bytes = b"application/json",
    more: list[tuple[bytes, bytes]] | None = None,
) -> None:
    content = json.dumps(body).encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(content)).encode()),
        (b"cache-control", b"no-store"),
        *(more or ()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _language(headers: dict[bytes, bytes]) -> str:
    accepted = parse_accept_lang_header(headers.get(b"accept-language", b"").decode("latin-1"))
    for code, _quality in accepted:
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"
