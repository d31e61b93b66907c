"""Several web processes behind one door, for a server: `python -m coopplatform.embedded.webs HOST:PORT NUMBER`."""

import os
import sys

from coopplatform.embedded.door import listen
from coopplatform.embedded.process import Proc
from coopplatform.embedded.supervisor import stop_event, supervise

GRACE_SECONDS = 3.0


def main(address: str, number: str) -> None:
    """Keep them alive until asked to stop; their output is this process's output.

    Raises OSError when someone else has the port.
    """
    host, _colon, port = address.rpartition(":")
    door = listen(host.strip("[]"), int(port)).detach()
    command = [sys.executable, "-m", "coopplatform.embedded.web", str(door)]
    procs = [
        Proc(f"web-{k + 1}", command, inherits=(door,), env=os.environ, grace_seconds=GRACE_SECONDS)
        for k in range(int(number))
    ]
    supervise(procs, should_stop=stop_event().is_set)


if __name__ == "__main__":
    main(*sys.argv[1:])
