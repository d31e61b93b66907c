"""A co-op's whole data as one file that anybody can check without this platform: a zip, its manifest, a signature.

`manifest.json` lists every file with its bytes, its sha256 and, for tables (JSON lines), its rows;
`manifest.sig` is the Ed25519 signature of its bytes in base64. Whoever trusts the key trusts every byte.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

FORMAT = "coopplatform-archive/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
LARGEST_MANIFEST = 64 * 1024 * 1024
CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class FileListed:
    """A file of an archive; `rows` is None for one that is no table."""

    name: str
    bytes: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """An archive that holds together: whose it is, since when, how much, and the key that signed it."""

    cooperative: str
    made_at: str
    files: int
    rows: int
    public_key: str
    is_trusted: bool


def manifest_bytes(
    *,
    cooperative: str,
    name: str,
    made_at: str,
    public_key: str,
    files: Collection[FileListed],
    open_accounts: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """The manifest as it is signed; `open_accounts` is what the co-op and others still owe each other."""
    body = {
        "format": FORMAT,
        "cooperative": cooperative,
        "name": name,
        "made_at": made_at,
        "public_key": public_key,
        "open": [dict(one) for one in open_accounts],
        "files": [asdict(one) for one in files],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def public_key_of(private_key: bytes) -> str:
    """The base64 of the public key that belongs to 32 bytes of private key."""
    key = Ed25519PrivateKey.from_private_bytes(private_key).public_key()
    return base64.b64encode(key.public_bytes_raw()).decode()


def signature_of(manifest: bytes, private_key: bytes) -> bytes:
    return base64.b64encode(Ed25519PrivateKey.from_private_bytes(private_key).sign(manifest))


def verify_archive(file: BinaryIO, *, trusted: Collection[str] = ()) -> Verified:
    """Check the signature, then every file against the manifest; nothing may be missing, changed or added.

    `trusted` are public keys; without any the archive holds together, but anybody could have made it. Raises Invalid
    with the first thing that is wrong.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _verified(archive, trusted)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as damage:
        raise Invalid(
            "no_zip", _("This is no whole zip file: %(why)s."), why=str(damage) or type(damage).__name__
        ) from None


def _verified(archive: zipfile.ZipFile, trusted: Collection[str]) -> Verified:
    names = archive.namelist()
    if MANIFEST not in names or SIGNATURE not in names:
        raise Invalid("no_manifest", _("There is no %(manifest)s with its %(signature)s in it."),
        manifest=MANIFEST, signature=SIGNATURE)  # fmt: skip
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise Invalid("huge_manifest", _("The manifest is too large to be one."))
    written = archive.read(MANIFEST)
    manifest = _read(written)
    key = str(manifest["public_key"])
    if not _is_signed(written, archive.read(SIGNATURE), key):
        raise Invalid("bad_signature", _("The signature does not belong to this manifest."))
    if trusted and key not in trusted:
        raise Invalid(
            "strange_key", _("It is signed by another key than the one you trust: %(key)s."), key=key
        )
    listed = {one["name"]: one for one in manifest["files"]}
    if len(names) != len(set(names)) or set(names) != {*listed, MANIFEST, SIGNATURE}:
        odd = sorted(set(names) ^ {*listed, MANIFEST, SIGNATURE})
        raise Invalid(
            "other_files", _("Files are missing or were added: %(names)s."), names=", ".join(odd[:5])
        )
    for name, one in listed.items():
        if _seen(archive, name, is_table=one["rows"] is not None) != FileListed(**one):
            raise Invalid("changed", _("%(name)s is not what the manifest says."), name=name)
    rows = sum(one["rows"] or 0 for one in listed.values())
    return Verified(manifest["cooperative"], manifest["made_at"], len(listed), rows, key, bool(trusted))


def _read(written: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(written)
        if manifest["format"] == FORMAT and isinstance(manifest["files"], list):
            return dict(manifest)
    except (ValueError, KeyError, TypeError):
        pass
    raise Invalid("bad_manifest", _("The manifest is not one of %(format)s."), format=FORMAT)


def _is_signed(manifest: bytes, signature: bytes, key: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), manifest)
    except (InvalidSignature, ValueError):
        return False
    return True


def _seen(archive: zipfile.ZipFile, name: str, *, is_table: bool) -> FileListed:
    """A file as it is in there; read in pieces."""
    hashed, size, rows = hashlib.sha256(), 0, 0
    with archive.open(name) as content:
        while piece := content.read(CHUNK):
            hashed.update(piece)
            size += len(piece)
            rows += piece.count(b"\n")
    return FileListed(name, size, hashed.hexdigest(), rows if is_table else None)
