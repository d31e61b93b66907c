"""Sockets of a co-op: each message is handled inside its scope."""

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from coopplatform.tenancy.scope import scope


class TenantConsumer(AsyncJsonWebsocketConsumer):
    """Base of every consumer; the co-op's id is in the connection's scope, put there at the edge."""

    async def dispatch(self, message: dict[str, Any]) -> None:
        cooperative_id = self.scope.get("cooperative_id")
        if cooperative_id is None:
            await super().dispatch(message)
            return
        with scope(cooperative_id):
            await super().dispatch(message)
