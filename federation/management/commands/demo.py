"""`manage.py demo`: a living federation on this machine, until Ctrl-C."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from coopplatform.embedded.errors import EmbeddedError
from coopplatform.embedded.stack import CHECKOUT, Stack
from coopplatform.embedded.supervisor import stop_event, supervise
from federation.demo.cast import ALMA, FEDERATION_STAFF, MEMBERS, PASSWORD, RIDERS_WITH_PASSWORD
from federation.demo.kept import Kept


class Command(BaseCommand):
    help = "Migrate, found the demo federation if there is none, and run web, worker, relay and simulator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo accounts have a known password: this runs with DEMO=1 only.")
        self._check_port(host, port)
        self.began = time.monotonic()
        self.data = Path(settings.DATA_DIR)
        stopping = stop_event()
        if _is_to_be_migrated():
            self._run("Preparing the database", "migrate", "--verbosity", "0", DB_ROLE="owner")
        if not Kept.is_in(self.data) and not stopping.is_set():
            self._run("Founding the federation; its past takes a minute or two", "found_demo")
        stack = Stack(self.data, port, host, environment={"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE})
        self._say("Starting web, worker, relay and simulator")
        try:
            supervise(
                [*stack.procs(), stack.manage("simulate", "--leave", ALMA)],
                should_stop=stopping.is_set,
                on_ready=lambda: None if stopping.is_set() else self._welcome(stack),
            )
        except EmbeddedError as problem:
            raise CommandError(str(problem)) from problem
        self._say("Stopped. The data is kept; `make demo` goes on, `make demo-reset` begins anew.")

    @staticmethod
    def _check_port(host: str, port: int) -> None:
        with socket.socket() as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                asked.bind((host, port))
            except OSError as problem:
                raise CommandError(
                    f"Port {port} cannot be used ({problem.strerror}). Choose another one: PORT={port + 1} make demo"
                ) from problem

    def _run(self, step: str, *words: str, **environment: str) -> None:
        self._say(step)
        command = [sys.executable, str(CHECKOUT / "manage.py"), *words]
        if subprocess.run(command, env=os.environ | environment, check=False).returncode:
            raise CommandError(f"{step}: failed, for the reason above.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:5.1f} s  {sentence}")
        self.stdout.flush()

    def _welcome(self, stack: Stack) -> None:
        kept = Kept.read(self.data)
        people = {person.email: (plan.name, person) for plan in MEMBERS for person in plan.people}
        people |= {person.email: ("Federation", person) for person in FEDERATION_STAFF}
        rows = [
            f"  {email:<20}{person.role.replace('_', ' '):<16}{home}"
            for email, (home, person) in people.items()
            if not person.code or person.login in RIDERS_WITH_PASSWORD
        ]
        self._say("Ready.")
        self.stdout.write(
            "\n".join(
                [
                    "",
                    f"Coopplatform is at {stack.address}",
                    "",
                    f"Accounts (password: {PASSWORD}):",
                    *rows,
                    "",
                    f"API token of {kept.store}:",
                    f"  {kept.token}",
                    f"  curl -H 'Authorization: Bearer {kept.token}' {stack.address}/api/v1/orders/",
                    "",
                    "Ctrl-C stops everything.",
                ]
            )
        )
        self.stdout.flush()


def _is_to_be_migrated() -> bool:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    return bool(plan)
