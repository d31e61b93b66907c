"""Many open boards at once: sockets on a thread of their own, each noting when it hears of something."""

import asyncio
import json
import threading
import time
from types import TracebackType
from typing import Self

from websockets.asyncio.client import ClientConnection, connect

PATIENCE_SECONDS = 20.0
AT_ONCE = 20


class Listeners:
    """`count` sockets on `url`, open while the block runs."""

    def __init__(self, url: str, count: int, *, cookie: str, origin: str) -> None:
        self._url, self._count = url, count
        self._headers = {"Cookie": cookie, "Origin": origin}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._heard: dict[str, list[float]] = {}
        self._lines: list[ClientConnection] = []

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(120)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def heard(self, topic: str, *, since: float) -> list[float]:
        """Seconds after `since` (monotonic) at which each socket heard of `topic`. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self._heard.get(topic, ())) < self._count:
            if time.monotonic() > end:
                raise TimeoutError(
                    f"{len(self._heard.get(topic, ()))} of {self._count} sockets heard of {topic}"
                )
            time.sleep(0.005)
        return [moment - since for moment in self._heard.pop(topic)]

    async def _open(self) -> None:
        gate = asyncio.Semaphore(AT_ONCE)

        async def one() -> ClientConnection:
            async with gate:
                return await connect(self._url, additional_headers=self._headers, compression=None)

        self._lines = await asyncio.gather(*(one() for _ in range(self._count)))
        self._readers = [asyncio.create_task(self._read(line)) for line in self._lines]

    async def _read(self, line: ClientConnection) -> None:
        async for message in line:
            moment = time.monotonic()
            for topic in json.loads(message)["topics"]:
                if topic.startswith("task:"):
                    self._heard.setdefault(topic, []).append(moment)

    async def _close(self) -> None:
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*(line.close() for line in self._lines), return_exceptions=True)
