"""`manage.py relay`: follows the journal and runs what reacts to it, within milliseconds of a commit."""

import contextlib
import logging
import signal
import time
from typing import Any

import psycopg
from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, connection
from redis.exceptions import RedisError

from coopplatform.journal import beat, live, relay
from coopplatform.journal.recording import CHANNEL

log = logging.getLogger(__name__)

SWEEP_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 0.01
BUSY_GAP_SECONDS = 0.04  # a wake-up after a quiet moment is answered at once; a stream of them, together
SLOWEST_LOOK_SECONDS = 1.0


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="catch up and stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        self.is_running = True
        self.line = live.Line()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while self.is_running:
            try:
                self._follow(once)
            except (OperationalError, psycopg.OperationalError) as problem:
                log.warning("The database is away, trying again: %s", problem)
                connection.close()
                time.sleep(0.5)
            if once:
                return

    def _stop(self, *_: Any) -> None:
        self.is_running = False

    def _follow(self, once: bool) -> None:
        """LISTEN first, then catch up with everything, then follow the wake-ups; sweep now and then."""
        connection.ensure_connection()
        with psycopg.connect(connection.connection.info.dsn, password=_password(), autocommit=True) as ears:
            ears.execute(f"listen {CHANNEL}")
            todo, swept_at, pause = self._everyone(), time.monotonic(), LOOK_AGAIN_SECONDS
            beaten_at = 0.0
            while self.is_running:
                if time.monotonic() - beaten_at > beat.EVERY_SECONDS:
                    self._beat()
                    beaten_at = time.monotonic()
                read_at = time.monotonic()
                waiting = {cooperative_id for cooperative_id in todo if self._read(cooperative_id)}
                if once and not waiting:
                    return
                pause = min(pause * 2, SLOWEST_LOOK_SECONDS) if waiting == todo else LOOK_AGAIN_SECONDS
                todo = waiting
                for note in ears.notifies(timeout=pause if todo else 1.0, stop_after=1):
                    todo.add(int(note.payload))
                    pause = LOOK_AGAIN_SECONDS
                if todo and (rest := read_at + BUSY_GAP_SECONDS - time.monotonic()) > 0:
                    todo |= {int(note.payload) for note in ears.notifies(timeout=rest)}
                if time.monotonic() - swept_at > SWEEP_SECONDS:
                    todo, swept_at = self._everyone(), time.monotonic()

    def _read(self, cooperative_id: int) -> bool:
        is_live_waiting = False
        try:
            is_live_waiting = relay.advance(cooperative_id, live.READER, self.line.tell)
        except (RedisError, OSError) as problem:
            log.warning("Live updates wait for Valkey: %s", problem)
            is_live_waiting = True
        return relay.read_on(cooperative_id) or is_live_waiting

    @staticmethod
    def _beat() -> None:
        with contextlib.suppress(RedisError, OSError):
            beat.beat()

    @staticmethod
    def _everyone() -> set[int]:
        return set(apps.get_model("cooperatives", "Cooperative").objects.values_list("pk", flat=True))


def _password() -> str:
    return str(connection.settings_dict["PASSWORD"])
