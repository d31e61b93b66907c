"""python -m coopplatform.embedded run -- CMD… | start | status | erase"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from coopplatform.embedded import addresses
from coopplatform.embedded.addresses import Addresses
from coopplatform.embedded.errors import EmbeddedError
from coopplatform.embedded.process import PR_SET_PDEATHSIG
from coopplatform.embedded.sharing import erase, running, using
from coopplatform.embedded.supervisor import serve, stop_event

WATCH_SECONDS = 1.0
PASSED_ON = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
NOT_RUNNING = 3
"""The exit code of `status`, as of init scripts."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m coopplatform.embedded", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    run_parser = verbs.add_parser("run", help="run a command with the services up, and pass on its exit code")
    run_parser.add_argument("command", nargs=argparse.REMAINDER, metavar="-- CMD…")
    verbs.add_parser("start", help="keep the services up until interrupted")
    verbs.add_parser("status", help="say whether the services are up, and where")
    verbs.add_parser("erase", help="delete the data folder and all that the services keep")
    verbs.add_parser("supervise").add_argument("data", type=Path)
    given = parser.parse_args(arguments)
    at = addresses.of(addresses.default_data())
    try:
        match given.verb:
            case "run":
                words = given.command[1:] if given.command[:1] == ["--"] else given.command
                return run(at, words or run_parser.error("run what?"))
            case "start":
                return start(at)
            case "status":
                return status(at)
            case "erase":
                erase(at)
                return 0
            case _:
                serve(addresses.of(given.data))
                return 0
    except EmbeddedError as problem:
        print(problem, file=sys.stderr)
        return 1


def run(at: Addresses, command: list[str]) -> int:
    """The command's exit code, 128 + the signal when one ended it."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return _run(command, os.environ)
    with using(at) as keep_up:
        return _run(command, at.environment() | dict(os.environ), keep_up)


def start(at: Addresses) -> int:
    stopping = stop_event()
    with using(at) as keep_up:
        print(f"PostgreSQL and Valkey answer in {at.run}. Ctrl-C stops them.", flush=True)
        while not stopping.wait(WATCH_SECONDS):
            keep_up()
    return 0


def status(at: Addresses) -> int:
    state = running(at)
    if state is None:
        print(f"not running (data in {at.data})")
        return NOT_RUNNING
    print(f"{'ready' if state[1] else 'starting'} (supervisor {state[0]}, sockets in {at.run})")
    return 0


def _run(command: list[str], environment: Mapping[str, str], watch: Callable[[], None] = lambda: None) -> int:
    libc = ctypes.CDLL(None)
    # Held back until there is a child to pass them on to.
    usual = signal.pthread_sigmask(signal.SIG_BLOCK, PASSED_ON)

    def in_the_child() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_SETMASK, usual)

    try:
        child = subprocess.Popen(command, env=dict(environment), preexec_fn=in_the_child)
    except OSError as problem:
        raise EmbeddedError(f"{command[0]} cannot be run: {problem}") from problem
    for sign in PASSED_ON:
        signal.signal(sign, lambda number, _: _pass_on(child, number))
    signal.pthread_sigmask(signal.SIG_SETMASK, usual)
    while True:
        try:
            code = child.wait(WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            watch()
        else:
            return code if code >= 0 else 128 - code


def _pass_on(child: subprocess.Popen[bytes], number: int) -> None:
    """Ctrl-C reaches the whole foreground group by itself: passing it on would interrupt twice."""
    if number == signal.SIGINT and _is_in_foreground():
        return
    child.send_signal(number)


def _is_in_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
