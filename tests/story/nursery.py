"""Commands of the product, each in a process of its own, with the product loaded once for all of them.

Reads a line a request: words to start, or the number of a process to stop. Answers with the number.
"""

import json
import os
import signal
import sys
import traceback

import django
from django.core.management import call_command


def start(words: list[str]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        sys.stdin.close()
        call_command(*words)
    except BaseException:  # noqa: BLE001 -- nothing of the parent's may run on in the child
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def stop(pid: int) -> int:
    """At once: what runs here is made to be killed."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return pid


def main() -> None:
    django.setup()
    import coopplatform.asgi
    import coopplatform.celery  # noqa: F401

    for line in sys.stdin:
        asked = json.loads(line)
        number = start(asked) if isinstance(asked, list) else stop(asked)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
