"""Live updates: the relay tells the topics an entry concerns; a page then refetches its fragment."""

import asyncio
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from coopplatform.journal.reading import Recorded

READER = "live"
EVERYTHING = "all"


def group(cooperative_id: int, topic: str) -> str:
    """The channel-layer group of a topic: letters, digits, hyphens and dots only."""
    return f"coop.{cooperative_id}.{topic.replace(':', '.')}"


def message(entry: Recorded) -> dict[str, Any]:
    """What a browser is told: where in the journal, what kind, about whom. No data."""
    topics = entry.event.topics() if entry.event else []
    return {"place": str(entry.place), "kind": entry.name, "topics": topics}


def concerns(entry: Recorded, topic: str) -> bool:
    return topic == EVERYTHING or (entry.event is not None and topic in entry.event.topics())


class Line:
    """A process's own line to the sockets: one event loop and one connection, kept."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()

    def tell(self, entry: Recorded) -> bool:
        """Send the entry to its topics' groups. A lost Valkey loses no event: sockets resume by place."""
        if entry.event is None:
            return False
        self._runner.run(_send(entry.cooperative_id, message(entry)))
        return True

    def nudge(self, cooperative_id: int, kind: str, topics: list[str], *, is_for_all: bool = True) -> None:
        """As `nudge` below, on this line."""
        content = {"place": None, "kind": kind, "topics": topics}
        self._runner.run(_send(cooperative_id, content, is_for_all=is_for_all))

    def close(self) -> None:
        self._runner.close()


def nudge(cooperative_id: int, kind: str, topics: list[str], *, is_for_all: bool = True) -> None:
    """Tell topics of something the journal does not keep, like a courier's move."""
    content = {"place": None, "kind": kind, "topics": topics}
    async_to_sync(_send)(cooperative_id, content, is_for_all=is_for_all)


def tell_boards(cooperative_id: int, kind: str, topics: list[str]) -> None:
    """Tell only those who follow everything, in words of any kind: nothing is kept of it."""
    content = {"place": None, "kind": kind, "topics": topics}
    async_to_sync(_tell)(cooperative_id, content)


async def _tell(cooperative_id: int, content: dict[str, Any]) -> None:
    message = {"type": "journal.entry", "content": content}
    await get_channel_layer().group_send(group(cooperative_id, EVERYTHING), message)


async def _send(cooperative_id: int, content: dict[str, Any], *, is_for_all: bool = True) -> None:
    layer = get_channel_layer()
    for topic in ([EVERYTHING] if is_for_all else []) + content["topics"]:
        await layer.group_send(group(cooperative_id, topic), {"type": "journal.entry", "content": content})
