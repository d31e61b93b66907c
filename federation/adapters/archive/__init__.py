"""A co-op's data as a signed zip, written as it is read."""

from federation.adapters.archive.key import archive_public_key, signing_key
from federation.adapters.archive.writing import archive_parts

__all__ = ["archive_parts", "archive_public_key", "signing_key"]
