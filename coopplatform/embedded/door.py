"""The listening socket that all web processes share."""

import socket

WAITING_CONNECTIONS = 2048


def listen(host: str, port: int) -> socket.socket:
    """The door. Raises OSError when someone else has the port."""
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind((host, port))
    door.listen(WAITING_CONNECTIONS)
    return door
