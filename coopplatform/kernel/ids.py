"""Identifiers that sort by the time they were made and cannot be guessed."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, 74 random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def secret_token(bytes_of_entropy: int = 24) -> str:
    """An unguessable, URL-safe token: 192 bits unless told otherwise."""
    return secrets.token_urlsafe(bytes_of_entropy)
