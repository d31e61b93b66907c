"""The one socket: forwards what the journal tells of a topic; the page then refetches over HTTP."""

from typing import Any

from channels.db import database_sync_to_async

from cooperatives.queries.access import access_of, cooperative
from coopplatform.journal import live
from coopplatform.journal.reading import Place, since
from coopplatform.tenancy.consumers import TenantConsumer
from coopplatform.tenancy.scope import scope
from deliveries.queries.topics import may_follow

REFUSED = 4404
MISSED_AT_MOST = 200


class LiveConsumer(TenantConsumer):
    """`/ws/c/<slug>/<topic>/?after=<place>`: what was missed since, then what comes, as {place, kind, topics}."""

    async def connect(self) -> None:
        kwargs = self.scope["url_route"]["kwargs"]
        self.topic: str = kwargs["topic"]
        self.group: str | None = None
        cooperative_id = await self._enter(kwargs["cooperative"], self.topic)
        await self.accept()
        if cooperative_id is None:
            await self.close(code=REFUSED)
            return
        self.scope["cooperative_id"] = cooperative_id
        self.group = live.group(cooperative_id, self.topic)
        await self.channel_layer.group_add(self.group, self.channel_name)
        for content in await self._missed(cooperative_id):
            await self.send_json(content)

    async def disconnect(self, code: int) -> None:
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Pages only listen."""

    async def journal_entry(self, message: dict[str, Any]) -> None:
        await self.send_json(message["content"])

    @database_sync_to_async
    def _enter(self, slug: str, topic: str) -> int | None:
        found = cooperative(slug)
        if found is None:
            return None
        with scope(found.pk):
            return found.pk if may_follow(topic, access_of(self.scope["user"]), self._query("key")) else None

    @database_sync_to_async
    def _missed(self, cooperative_id: int) -> list[dict[str, Any]]:
        try:
            place = Place.parse(self._query("after"))
        except ValueError:
            return []
        with scope(cooperative_id):
            entries = list(since(place, limit=MISSED_AT_MOST))
        if len(entries) == MISSED_AT_MOST:
            return [{"place": None, "kind": "Reload", "topics": [self.topic]}]
        return [live.message(entry) for entry in entries if live.concerns(entry, self.topic)]

    def _query(self, name: str) -> str:
        from urllib.parse import parse_qs

        values = parse_qs(self.scope["query_string"].decode()).get(name, [""])
        return str(values[-1])
