"""What a browser would have on its disk."""

from typing import Any

from asgiref.sync import async_to_sync


def downloaded(response: Any) -> str:
    """A streamed file, read to its end; without the mark that tells spreadsheets of UTF-8."""
    return downloaded_bytes(response).decode("utf-8-sig")


def downloaded_bytes(response: Any) -> bytes:
    async def read() -> bytes:
        return b"".join([part async for part in response.streaming_content])

    return async_to_sync(read)()
