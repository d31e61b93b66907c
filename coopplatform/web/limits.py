"""Rate limits of pages that need no login: so many requests a minute from one address, then a page that says so."""

import functools
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

View = TypeVar("View", bound=Callable[..., Any])
WINDOW_SECONDS = 60


def limited(name: str, *, per_minute: int) -> Callable[[View], View]:
    """At most `per_minute` requests of one address to the pages of that name; 429 beyond."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if _count(name, request) > per_minute:
                answer = render(request, "429.html", status=429)
                answer["Retry-After"] = str(WINDOW_SECONDS)
                return answer
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return guarded  # type: ignore[return-value]

    return wrap


def _count(name: str, request: HttpRequest) -> int:
    """This request's number in the running minute; while Valkey is away nobody is turned away."""
    minute = int(time.time() // WINDOW_SECONDS)
    key = f"limit:{name}:{request.META.get('REMOTE_ADDR', '')}:{minute}"
    try:
        cache.add(key, 0, 2 * WINDOW_SECONDS)
        return int(cache.incr(key))
    except (ValueError, RedisError):
        return 1
