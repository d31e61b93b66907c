"""JSON from a routing server, soon or not at all."""

from collections.abc import Mapping
from typing import Any

import urllib3

from deliveries.domain.travel import RouterSilent

CONNECT_SECONDS = 0.5
CONNECTIONS = 8


class Refused(Exception):
    """The server understood and declined; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Server:
    """One base address; an answer takes at most `seconds`. Connections are kept and shared by threads."""

    def __init__(self, url: str, *, seconds: float) -> None:
        self._url = url.rstrip("/")
        self._pool = urllib3.PoolManager(
            maxsize=CONNECTIONS,
            retries=False,
            timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
        )

    def get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        return self._answer("GET", path, fields=query)

    def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return self._answer("POST", path, json=body)

    def _answer(self, method: str, path: str, **what: Any) -> Mapping[str, Any]:
        """Raises Refused for a 400 that says why, RouterSilent for anything else that is no answer."""
        try:
            response = self._pool.request(method, self._url + path, **what)
            content = response.json() if response.status in (200, 400) else None
        except (urllib3.exceptions.HTTPError, ValueError) as problem:
            raise RouterSilent(str(problem)) from problem
        if not isinstance(content, dict):
            raise RouterSilent(f"{path.split('/', 2)[1]} answered {response.status}")
        if response.status == 400:
            raise Refused(str(content.get("error_code") or content.get("code") or ""))
        return content
