"""One web process at a door it shares with others: `python -m coopplatform.embedded.web FD`.

All processes take connections from one listening socket, each only while it has a hand free. So a request goes to
whoever can begin it, the earliest first: sockets of their own (SO_REUSEPORT) let the kernel queue eight tills behind
one process while the other idles, and an accept loop without a limit empties the shared queue into whoever wakes
first. The door outlives a process: while one restarts, callers wait instead of being refused.
"""

import asyncio
import contextlib
import socket
import sys

import uvicorn

from coopplatform import memory
from coopplatform.embedded.turnstile import Turnstile

GRACE_SECONDS = 1
HANDS = 1
"""Requests a process begins at once: threads of one interpreter would only slow each other down."""

BREATH_SECONDS = 0.1


class PatientServer(uvicorn.Server):
    """Uvicorn, but it leaves a connection in the queue while all its hands are busy."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        turnstile = Turnstile(self.config.loaded_app, hands=HANDS)
        self.config.loaded_app = turnstile
        await super().startup(sockets=[])
        memory.settle()
        self._takers = [asyncio.create_task(self._take(door, turnstile)) for door in sockets or ()]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for taker in self._takers:
            taker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await taker
        await super().shutdown(sockets=sockets)

    async def _take(self, door: socket.socket, turnstile: Turnstile) -> None:
        loop = asyncio.get_running_loop()
        door.setblocking(False)
        while True:
            await turnstile.has_room()
            try:
                connection, peer = await loop.sock_accept(door)
                turnstile.let_in(peer[:2])
                await loop.connect_accepted_socket(self._protocol, connection)
            except OSError:  # the caller is gone, or no file descriptor is left for now
                await asyncio.sleep(BREATH_SECONDS)

    def _protocol(self) -> asyncio.Protocol:
        protocol: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return protocol


def main(door: int) -> None:
    config = uvicorn.Config(
        "coopplatform.asgi:application",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    PatientServer(config).run(sockets=[socket.socket(fileno=door)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
