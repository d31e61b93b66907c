"""Pause and resume: one switch for all who watch, kept in the cache so that it outlives the process."""

from django.core.cache import cache

KEY = "simulation-paused"


def is_paused() -> bool:
    return bool(cache.get(KEY))


def pause() -> None:
    cache.set(KEY, 1, None)


def resume() -> None:
    cache.delete(KEY)
