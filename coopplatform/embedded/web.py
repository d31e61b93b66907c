"""One web process on a port it shares with others: `python -m coopplatform.embedded.web HOST PORT`.

With SO_REUSEPORT the kernel spreads connections over the processes; a socket they inherit from one parent is
emptied by whoever wakes first, and the others idle.
"""

import socket
import sys

import uvicorn

WAITING_CONNECTIONS = 2048
GRACE_SECONDS = 1


def listen(host: str, port: int) -> socket.socket:
    """Raises OSError when the port is held by a process that does not share it."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((host, port))
    return listener


def main(host: str, port: str) -> None:
    config = uvicorn.Config(
        "coopplatform.asgi:application",
        access_log=False,
        backlog=WAITING_CONNECTIONS,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listen(host, int(port))])


if __name__ == "__main__":
    main(*sys.argv[1:])
