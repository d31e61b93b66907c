"""A slip: what a use carries, signed by the side that began it. Whoever takes it on checks it first.

Rows are written by two co-ops into one table, and a third may write there too: a row alone proves nothing. Each co-op
has a key of its own, made of the platform's and its id, and a slip says all that matters of the use it goes with.
"""

import base64
import hashlib
import hmac
import json
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from federation.domain.commons.document import digest
from federation.domain.means.terms import Amount

FORMAT = "coopplatform-slip/1"


@dataclass(frozen=True, slots=True)
class Slip:
    """`body` and `letter` are the hashes of what goes with it; times are ISO texts in UTC."""

    grant: str
    terms: str
    key: str
    on: str
    deliveries: int
    minutes: int
    cents: int
    body: str
    letter: str
    good_until: str

    @property
    def amount(self) -> Amount:
        return Amount(self.deliveries, self.minutes, self.cents)


def key_of(house_key: bytes, cooperative_id: int) -> Ed25519PrivateKey:
    """The signing key of a co-op: 32 bytes out of the platform's own, another for each."""
    info = f"{FORMAT}:{cooperative_id}".encode()
    return Ed25519PrivateKey.from_private_bytes(hmac.new(house_key, info, hashlib.sha256).digest())


def signed(slip: Slip, key: Ed25519PrivateKey) -> str:
    """`payload.signature`, both in base64."""
    payload = base64.urlsafe_b64encode(_bytes(slip))
    return f"{payload.decode()}.{base64.urlsafe_b64encode(key.sign(payload)).decode()}"


def read(text: str, key: Ed25519PrivateKey) -> Slip:
    """Raises Invalid (`slip_forged`) for anything that key has not signed."""
    forged = Invalid("slip_forged", _("This slip is not signed by the co-op it names: it is refused."))
    payload, _dot, signature = text.partition(".")
    try:
        raw = base64.urlsafe_b64decode(signature.encode())
        key.public_key().verify(raw, payload.encode())
        stored = json.loads(base64.urlsafe_b64decode(payload.encode()))
    except (InvalidSignature, NotBase64, ValueError) as error:
        raise forged from error
    if stored.pop("format", None) != FORMAT or stored.keys() != {one.name for one in fields(Slip)}:
        raise forged
    return Slip(**stored)


def check_slip(slip: Slip, expected: Slip, at: datetime) -> None:
    """A slip against the use it goes with.

    Raises Invalid: `slip_of_other_grant`, `slip_of_other_terms`, `slip_replayed` (of another use), `slip_altered`;
    NotAllowedNow: `slip_expired`.
    """
    if slip.grant != expected.grant:
        raise Invalid("slip_of_other_grant", _("This slip belongs to another grant."))
    if slip.terms != expected.terms:
        raise Invalid("slip_of_other_terms", _("This slip was signed for other terms than both agreed to."))
    if slip.key != expected.key:
        raise Invalid("slip_replayed", _("This slip was used before, for something else."))
    if slip != expected:
        raise Invalid("slip_altered", _("What comes with this slip is not what was signed."))
    if at > datetime.fromisoformat(slip.good_until):
        raise NotAllowedNow("slip_expired", _("This slip is out of date: it has to be handed over anew."))


def hash_of(body: Mapping[str, Any]) -> str:
    return digest(dict(body))


def _bytes(slip: Slip) -> bytes:
    stored = {one.name: getattr(slip, one.name) for one in fields(slip)} | {"format": FORMAT}
    return json.dumps(stored, sort_keys=True, separators=(",", ":")).encode()
