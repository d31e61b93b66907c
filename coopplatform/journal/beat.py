"""The relay's sign of life: written by the relay every few seconds, read by `/health/ready`."""

import time

from django.core.cache import cache

KEY = "relay-beat"
EVERY_SECONDS = 5.0
SILENCE_SECONDS = 90.0


def beat() -> None:
    cache.set(KEY, time.time(), None)


def is_beating() -> bool:
    last = cache.get(KEY)
    return last is not None and time.time() - last < SILENCE_SECONDS
