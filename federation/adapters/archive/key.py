"""The key that signs archives: from the settings, else kept in the data folder, made there once."""

import base64
import os
import secrets
from pathlib import Path

from django.conf import settings

from federation.domain.archive import public_key_of

NAME = "archive-signing-key"


def signing_key() -> bytes:
    """32 bytes of an Ed25519 private key. Raises ValueError for a setting that is none."""
    if settings.ARCHIVE_SIGNING_KEY:
        return _decoded(settings.ARCHIVE_SIGNING_KEY)
    path = Path(settings.DATA_DIR) / NAME
    if not path.exists():
        _make(path)
    return _decoded(path.read_text())


def archive_public_key() -> str:
    """In base64, for everybody to check archives by."""
    return public_key_of(signing_key())


def _make(path: Path) -> None:
    """For its owner only; of two who make it at once, the first one counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{NAME}.{secrets.token_hex(6)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)).decode())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _decoded(text: str) -> bytes:
    key = base64.b64decode(text.strip(), validate=True)
    if len(key) != 32:
        raise ValueError("ARCHIVE_SIGNING_KEY is the base64 of 32 bytes")
    return key
