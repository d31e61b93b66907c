"""Web push: messages to a browser through its maker's push service (RFC 8030, 8291, 8292)."""

from deliveries.adapters.webpush.keys import is_set_up, public_key
from deliveries.adapters.webpush.sending import post

__all__ = ["is_set_up", "post", "public_key"]
