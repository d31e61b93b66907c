"""What a courier's phones are still to be told: noted once per journal entry, claimed, told together, settled."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.push import LASTS, Answer, Change, Outcome, answered, news, retry_in
from deliveries.models import PushNote, PushSubscription, Task
from deliveries.queries.courier_notes import unread_words
from deliveries.queries.day import TODO
from deliveries.services.push_words import words
from members.queries.records import running_break_of
from members.queries.roster import open_shift_of

log = logging.getLogger(__name__)

TELL_PHONE = "deliveries.tell_phone"
GATHER_SECONDS = 1
CLAIM = timedelta(seconds=30)
MOST_REFUSALS = 5
UNSEEN = timedelta(days=90)
SETTLED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ToTell:
    """A message for one phone, and the notes it settles."""

    subscription_id: UUID
    phone: dict[str, str]
    message: bytes
    note_ids: tuple[UUID, ...]


@unit_of_work
def note_change(
    *, courier_id: UUID, delivery_id: UUID, change: Change, position: int, at: datetime
) -> list[UUID]:
    """Note for each phone of a courier at work that a stop came or went. Returns the phones with something new.

    Nothing is noted off shift or in a break. The same journal entry twice is noted once.
    """
    if not _is_at_work(courier_id, at):
        return []
    return _noted(courier_id, position=position, change=change, delivery_id=delivery_id, noted_at=at)


@unit_of_work
def note_words(*, courier_id: UUID, note_id: UUID, position: int, at: datetime) -> list[UUID]:
    """As `note_change`, for a dispatcher's words."""
    if not _is_at_work(courier_id, at):
        return []
    return _noted(courier_id, position=position, change=Change.SAID, words_id=note_id, noted_at=at)


def tell_soon(subscription_id: UUID, *, after: int = GATHER_SECONDS, attempt: int = 1) -> None:
    """Have a worker tell a phone what is noted; what comes within a second is told together."""
    arguments = {
        "cooperative_id": required(),
        "subscription_id": str(subscription_id),
        "attempt": attempt,
    }
    try:
        current_app.send_task(TELL_PHONE, kwargs=arguments, countdown=after)
    except (RedisError, OperationalError):
        log.warning("No worker could be asked; the phone is told with the next change.")


@unit_of_work
def claim_notes(*, subscription_id: UUID, slug: str, at: datetime) -> ToTell | None:
    """What to tell a phone now, with its notes in hand for half a minute. None when there is nothing (any more).

    Whatever is old, no longer so, or comes while the courier is off shift or on a break is settled untold.
    """
    phone = (
        PushSubscription.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=subscription_id)
        .first()
    )
    if phone is None:
        return None
    waiting = list(phone.notes.filter(settled_at__isnull=True).order_by("position"))
    if any(note.claimed_at and at - note.claimed_at < CLAIM for note in waiting):
        return None
    fresh = [note for note in waiting if at - note.noted_at < LASTS]
    changes = [(note.delivery_id, Change(note.change)) for note in fresh if note.delivery_id]
    mine = _mine(phone.courier_id, [delivery_id for delivery_id, _change in changes])
    came, went = news([(str(delivery_id), change) for delivery_id, change in changes], mine)
    told = answered([(str(delivery_id), change) for delivery_id, change in changes])
    said = unread_words([note.words_id for note in fresh if note.words_id])
    if not (came or went or said or told) or not _is_at_work(phone.courier_id, at):
        phone.notes.filter(pk__in=[note.pk for note in waiting]).update(settled_at=at)
        return None
    phone.notes.filter(pk__in=[note.pk for note in waiting]).update(claimed_at=at)
    message = words(came, went, said, told, language=phone.language) | {
        "url": f"/c/{slug}/day/",
        "tag": f"day-{slug}",
    }
    return ToTell(
        phone.pk,
        {"endpoint": phone.endpoint, "p256dh": phone.p256dh, "auth": phone.auth},
        json.dumps(message, ensure_ascii=False).encode(),
        tuple(note.pk for note in waiting),
    )


@unit_of_work
def settle_notes(*, told: ToTell, answer: Answer, attempt: int, at: datetime) -> int | None:
    """Write down what became of a message. Returns in how many seconds to try again, or None.

    A phone that unsubscribed, or whose push service refused five times, is forgotten.
    """
    phone = PushSubscription.objects.filter(pk=told.subscription_id).first()
    if phone is None:
        return None
    if answer.outcome is Outcome.GONE or (
        answer.outcome is Outcome.REFUSED and phone.refusals + 1 >= MOST_REFUSALS
    ):
        phone.delete()
        return None
    notes = phone.notes.filter(pk__in=told.note_ids)
    wait = retry_in(attempt, answer.retry_after) if answer.outcome is Outcome.LATER else None
    if wait is not None:
        notes.update(claimed_at=None)
        return wait
    notes.update(settled_at=at)
    if answer.outcome is Outcome.TAKEN:
        phone.told_at, phone.refusals = at, 0
    elif answer.outcome is Outcome.REFUSED:
        phone.refusals += 1
    phone.save(update_fields=["told_at", "refusals"])
    return None


@unit_of_work
def purge_push(*, at: datetime) -> int:
    """Forget phones neither seen nor told for 90 days, and notes of two days ago. Returns how many phones."""
    PushNote.objects.filter(noted_at__lt=at - SETTLED).delete()
    forgotten = PushSubscription.objects.filter(seen_at__lt=at - UNSEEN).exclude(told_at__gte=at - UNSEEN)
    count = forgotten.count()
    forgotten.delete()
    return count


def _noted(courier_id: UUID, **facts: Any) -> list[UUID]:
    phones = list(PushSubscription.objects.filter(courier_id=courier_id).values_list("pk", flat=True))
    PushNote.objects.bulk_create(
        [PushNote(subscription_id=phone, **facts) for phone in phones], ignore_conflicts=True
    )
    return phones


def _is_at_work(courier_id: UUID, at: datetime) -> bool:
    """The right to disconnect: a phone is told only in an open shift, and not in its breaks."""
    shift = open_shift_of(courier_id, at)
    return shift is not None and running_break_of(shift.shift_id) is None


def _mine(courier_id: UUID, delivery_ids: Sequence[UUID]) -> set[str]:
    todo = Task.objects.filter(
        delivery__in=delivery_ids,
        assignee_id=courier_id,
        state__in=TODO,
        delivery__order__state__in=(OrderState.DISPATCHED, OrderState.PICKED_UP),
    )
    return {str(delivery_id) for delivery_id in todo.values_list("delivery_id", flat=True)}
