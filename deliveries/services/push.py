"""A courier's phone asks to be told of changes, or no more."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from coopplatform.contracts.carrying import PushTurnedOff, PushTurnedOn
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.push import check_endpoint
from deliveries.models import PushSubscription

MOST_PHONES = 5
"""A person's phones and browsers; the one seen longest ago gives way."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A browser's subscription as the Push API gives it; keys in base64url (RFC 8291: 65 and 16 bytes)."""

    endpoint: str
    p256dh: str
    auth: str


@unit_of_work
def subscribe(*, courier_id: UUID, phone: Phone, language: str, by: Actor, at: datetime) -> PushSubscription:
    """Tell this phone from now on. The same phone twice is once; whoever asks last on a shared one has it.

    Raises NotAllowedNow where the server has no key, Invalid for an endpoint or keys that are none.
    """
    if not settings.WEB_PUSH["key"]:
        raise NotAllowedNow("push_off", _("This server sends no push messages: its operator has set no key."))
    check_endpoint(phone.endpoint, hosts=settings.WEB_PUSH["hosts"], loopback=settings.WEB_PUSH["loopback"])
    _check_keys(phone)
    facts = {"p256dh": phone.p256dh, "auth": phone.auth, "language": language, "seen_at": at}
    mine, is_new = PushSubscription.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        endpoint=phone.endpoint, defaults={"courier_id": courier_id, "made_at": at, **facts}
    )
    if mine.courier_id != courier_id:
        mine.notes.all().delete()
        mine.courier_id, mine.made_at, mine.told_at, mine.refusals, is_new = courier_id, at, None, 0, True
    for name, value in facts.items():
        setattr(mine, name, value)
    mine.save()
    if not is_new:
        return mine
    phones = PushSubscription.objects.filter(courier_id=courier_id).order_by("-seen_at", "-id")
    for former in phones[MOST_PHONES:]:
        former.delete()
    record(PushTurnedOn(subscription_id=mine.pk, courier_id=courier_id, occurred_at=at), by=by)
    return mine


@unit_of_work
def unsubscribe(*, courier_id: UUID, endpoint: str, by: Actor, at: datetime) -> bool:
    """Tell this phone no more; a phone that was not told, or is somebody else's, is left alone."""
    found = PushSubscription.objects.filter(courier_id=courier_id, endpoint=endpoint).first()
    if found is None:
        return False
    record(PushTurnedOff(subscription_id=found.pk, courier_id=courier_id, occurred_at=at), by=by)
    found.delete()
    return True


def _check_keys(phone: Phone) -> None:
    public, secret = _raw(phone.p256dh), _raw(phone.auth)
    if len(public) != 65 or public[0] != 4 or len(secret) != 16:
        raise Invalid("keys", _("These are not the keys of a push subscription."), field="keys")


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
