"""One connection pool a process, and one for each of its event loops."""

import asyncio
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings as django_settings

settings: Any = django_settings  # valkey() puts the address there, by name
PATIENCE_SECONDS = 2.0
_of_loops: "WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis]" = WeakKeyDictionary()


def key(name: str) -> str:
    return f"{settings.POSITIONS_PREFIX}{name}"


@lru_cache(maxsize=1)
def client() -> redis.Redis:
    """For code that waits."""
    return redis.Redis.from_url(str(settings.POSITIONS_URL), socket_timeout=PATIENCE_SECONDS)


def async_client() -> redis.asyncio.Redis:
    """Of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _of_loops:
        _of_loops[loop] = redis.asyncio.Redis.from_url(
            str(settings.POSITIONS_URL), socket_timeout=PATIENCE_SECONDS
        )
    return _of_loops[loop]
