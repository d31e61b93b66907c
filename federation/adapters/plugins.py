"""The packages installed beside the platform that say they extend it. Nothing of them runs here until it is loaded."""

import base64
import hashlib
from dataclasses import dataclass
from importlib.metadata import Distribution, EntryPoint, distributions
from typing import Any

from federation.domain.plugins import GROUP


@dataclass(frozen=True, slots=True)
class Installed:
    """An extension by its name, with the package it comes in. `record_sha256` names this build: the hash of its list
    of files and their hashes. `is_intact` where the files are still those of the list."""

    name: str
    package: str
    version: str
    summary: str
    record_sha256: str
    is_intact: bool
    entry_point: EntryPoint

    def load(self) -> Any:
        """Import it. Only for one that was reviewed and switched on: see `services.plugins`."""
        return self.entry_point.load()


def installed() -> list[Installed]:
    """By name; of two packages with one name, the first that Python finds."""
    found: dict[str, Installed] = {}
    for distribution in distributions():
        for entry_point in distribution.entry_points.select(group=GROUP):
            if entry_point.name not in found:
                found[entry_point.name] = _read(distribution, entry_point)
    return [found[name] for name in sorted(found)]


def _read(distribution: Distribution, entry_point: EntryPoint) -> Installed:
    record = distribution.read_text("RECORD") or ""
    return Installed(
        name=entry_point.name,
        package=distribution.name,
        version=distribution.version,
        summary=str(distribution.metadata.json.get("summary") or ""),
        record_sha256=hashlib.sha256(record.encode()).hexdigest(),
        is_intact=bool(record) and _is_intact(distribution),
        entry_point=entry_point,
    )


def _is_intact(distribution: Distribution) -> bool:
    """Every file that the list gives a hash for is there and has it."""
    files = [file for file in distribution.files or () if file.hash is not None]
    return bool(files) and all(_has_its_hash(file) for file in files)


def _has_its_hash(file: Any) -> bool:
    if file.hash.mode != "sha256":
        return False
    try:
        content = file.locate().read_bytes()
    except OSError:
        return False
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return bool(digest == file.hash.value)
