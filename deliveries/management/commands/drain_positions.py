"""`manage.py drain_positions`: writes what couriers' phones sent into the database, a few times a second."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, connection
from redis.exceptions import RedisError

from cooperatives.queries.everyone import cooperative_ids
from coopplatform.journal import live
from deliveries.adapters.valkey.stream import take_waiting
from deliveries.services.draining import drain

log = logging.getLogger(__name__)

ROUND_SECONDS = 0.5
SWEEP_SECONDS = 30.0
AWAY_SECONDS = 0.5


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="write what waits and stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        self._stopping, self._line = threading.Event(), live.Line()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stopping.set())
        self._todo: set[int] = set()
        self._swept_at = float("-inf")
        while not self._stopping.is_set():
            began = time.monotonic()
            try:
                self._round()
            except (OperationalError, InterfaceError, RedisError, OSError) as problem:
                log.warning("Positions wait in Valkey, trying again: %s", problem)
                connection.close()
                self._swept_at = float("-inf")
                self._stopping.wait(AWAY_SECONDS)
            else:
                if once and not self._todo:
                    break
            self._stopping.wait(max(0.0, began + ROUND_SECONDS - time.monotonic()) if not once else 0)
        self._line.close()

    def _round(self) -> None:
        """A look at those who said they have something; now and then, and after trouble, at everyone."""
        if time.monotonic() - self._swept_at > SWEEP_SECONDS:
            self._todo |= set(cooperative_ids())
            self._swept_at = time.monotonic()
        self._todo |= take_waiting()
        self._todo = drain(sorted(self._todo), self._line.nudge)
