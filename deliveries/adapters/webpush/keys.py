"""The server's own key pair (VAPID, RFC 8292): by it a push service tells who sends.

`python -m deliveries.adapters.webpush.keys` makes a private key for the environment variable VAPID_PRIVATE_KEY.
"""

import base64
import secrets
import sys
from functools import lru_cache

from django.conf import settings


def new_private_key() -> str:
    """A private key of P-256: 32 bytes in base64url, as RFC 8292 implementations exchange it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=")


def is_set_up() -> bool:
    return bool(settings.WEB_PUSH["key"])


def public_key() -> str:
    """What a browser subscribes with, in base64url; empty where push is not set up."""
    return _public_key(settings.WEB_PUSH["key"]) if is_set_up() else ""


@lru_cache(maxsize=4)
def _public_key(private: str) -> str:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    number = int.from_bytes(base64.urlsafe_b64decode(private + "=" * (-len(private) % 4)))
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


if __name__ == "__main__":
    sys.stdout.write(f"VAPID_PRIVATE_KEY={new_private_key()}\n")
