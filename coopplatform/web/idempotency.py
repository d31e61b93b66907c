"""The Idempotency-Key: the key is written in the transaction of what it made, so retrying is harmless.

A second request with the same key waits for the first one's transaction, then finds what it made; if the
first died, nothing was made and the second does the work. Semantics after the IETF draft and Stripe's API.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.db import connection
from django.utils import timezone

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import require_unit_of_work

LONGEST = 255


class KeyReused(Invalid):
    """The key was used before for another request."""


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A key as one actor sent it, with the fingerprint of what was asked."""

    who: str
    key: str
    fingerprint: str

    @classmethod
    def of(cls, key: str, by: Actor, asked: Any) -> Self:
        """Raises Invalid for an empty or too long key."""
        if not 0 < len(key) <= LONGEST:
            raise Invalid("bad_idempotency_key", _("An Idempotency-Key has 1 to 255 characters."))
        text = json.dumps(asked, sort_keys=True, default=str)
        return cls(str(by), key, hashlib.sha256(text.encode()).hexdigest())


def made_before(request_key: RequestKey) -> UUID | None:
    """What this key made, or None. Raises KeyReused (422) when it was used for another request."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select fingerprint, subject from web_idempotencykey"
            " where cooperative_id = %s and who = %s and key = %s",
            [required(), request_key.who, request_key.key],
        )
        known: tuple[str, UUID] | None = cursor.fetchone()
    if known is None:
        return None
    fingerprint, subject = known
    if fingerprint != request_key.fingerprint:
        raise KeyReused(
            "idempotency_key_reused", _("This Idempotency-Key was used for another request: make a new one.")
        )
    return subject


def claim(request_key: RequestKey, subject: UUID) -> UUID:
    """A building block: bind the key to what is being made. Returns `subject`, or what was made first.

    Waits for a concurrent request of the same key to end. Raises KeyReused like `made_before`.
    """
    require_unit_of_work()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into web_idempotencykey (id, cooperative_id, who, key, fingerprint, subject, created_at)"
            " values (%s, %s, %s, %s, %s, %s, %s) on conflict (cooperative_id, who, key) do nothing",
            [
                uuid7(),
                required(),
                request_key.who,
                request_key.key,
                request_key.fingerprint,
                subject,
                timezone.now(),
            ],
        )
        if cursor.rowcount:
            return subject
    return made_before(request_key) or claim(request_key, subject)


def purge(*, days: int) -> int:
    """Forget keys older than `days` (at least one) in the co-op in scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from web_idempotencykey where created_at < now() - make_interval(days => %s)",
            [max(1, days)],
        )
        return int(cursor.rowcount)
