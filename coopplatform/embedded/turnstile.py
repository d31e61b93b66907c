"""How many requests a web process has in work, and whether another may come in."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Peer = tuple[str, int]

SILENT_SECONDS = 0.05
"""A connection that says nothing for so long keeps nobody waiting, as a browser that connects ahead."""

BUSY_SECONDS = 0.15
"""A request that takes longer waits for something else, a lock or a slow network: another may begin meanwhile."""


class Turnstile:
    """An ASGI application around another, with `hands` to serve at once.

    A hand is taken from a connection's coming in until its first request is answered, and by each later request;
    not for long by one that is silent or slow, and never by an open WebSocket.
    """

    def __init__(self, application: Application, *, hands: int) -> None:
        self._application, self._hands = application, hands
        self._taken: dict[Hashable, asyncio.TimerHandle] = {}
        self._room = asyncio.Event()
        self._room.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._free(tuple(scope.get("client") or ())[:2])
        request = object()
        if scope["type"] == "http":
            self._take(request, BUSY_SECONDS)
        try:
            await self._application(scope, receive, send)
        finally:
            self._free(request)

    async def has_room(self) -> None:
        """Return once a hand is free."""
        await self._room.wait()

    def let_in(self, peer: Peer) -> None:
        """A connection has come in; its first request is on the way."""
        self._take(peer, SILENT_SECONDS)

    def _take(self, what: Hashable, seconds: float) -> None:
        self._taken[what] = asyncio.get_running_loop().call_later(seconds, self._free, what)
        if len(self._taken) >= self._hands:
            self._room.clear()

    def _free(self, what: Hashable) -> None:
        if timer := self._taken.pop(what, None):
            timer.cancel()
        if len(self._taken) < self._hands:
            self._room.set()
