"""`/health/live`: the process answers. `/health/ready`: each part it needs does too."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse

from coopplatform.journal.beat import is_beating


def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """200 when every part is ok, 503 otherwise, with each part's state."""
    parts = {
        name: _state(check)
        for name, check in (("database", _database), ("valkey", _valkey), ("relay", _relay))
    }
    is_ready = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if is_ready else "unavailable", "parts": parts}, status=200 if is_ready else 503
    )


def _state(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as problem:  # noqa: BLE001 -- whatever a part's failure is, it is the answer
        return type(problem).__name__


def _database() -> str:
    """Also refuses to be ready under a role that row-level security does not bind."""
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        return "role bypasses row-level security" if cursor.fetchone()[0] else "ok"


def _valkey() -> str:
    cache.set("health", 1, 5)
    return "ok" if cache.get("health") == 1 else "silent"


def _relay() -> str:
    return "ok" if is_beating() else "silent"
