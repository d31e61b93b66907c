"""Taking in what couriers tapped: each tap once, in the order of its phone, whatever came between."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from coopplatform.contracts.carrying import TapKept, TapSeen
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, NotAllowedNow, NotFound
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.taps import Outcome, TapKind, made_at, ready
from deliveries.models import Phone, Tap, Task
from deliveries.services.tapping import perform


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap as the phone sends it: `at` by the phone's clock, `subject` the stop or the shift."""

    key: UUID
    number: int
    kind: str
    at: datetime
    subject: UUID | None = None
    undoes: UUID | None = None
    reason: str = ""
    proof: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What a phone sends at once. `oldest` is the lowest number it has not had an answer for."""

    device: UUID
    sent_at: datetime
    oldest: int
    taps: tuple[Tapped, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """The rows of the taps sent, in that order, and how far their phone is applied."""

    taps: tuple[Tap, ...]
    through: int


def receive_taps(*, courier_id: UUID, batch: Batch, by: Actor, at: datetime) -> Received:
    """Put down what came, then apply what is ready, each in a unit of work of its own.

    Sent again, whole or in part, it changes nothing: a tap counts once by its key. If the server dies in between,
    what was put down is applied with the next batch. Raises NotAllowedNow when two devices share one numbering.
    """
    phone_id, numbers = _put_down(courier_id=courier_id, batch=batch, at=at)
    for number in numbers:
        apply_tap(phone_id=phone_id, number=number, by=by)
    rows = {
        row.key: row for row in Tap.objects.filter(courier=courier_id, key__in=[t.key for t in batch.taps])
    }
    through = Phone.objects.values_list("applied_through", flat=True).get(pk=phone_id)
    return Received(tuple(rows[tap.key] for tap in batch.taps), through)


@unit_of_work
def _put_down(*, courier_id: UUID, batch: Batch, at: datetime) -> tuple[UUID, list[int]]:
    """The phone's id, and the numbers that may be applied now."""
    phone = _locked_phone(courier_id, batch.device, at)
    known = set(
        Tap.objects.filter(courier=courier_id, key__in=[tap.key for tap in batch.taps]).values_list(
            "key", flat=True
        )
    )
    new = list({tap.key: tap for tap in batch.taps}.values())
    taken = dict(phone.taps.filter(number__in=[tap.number for tap in new]).values_list("number", "key"))
    if any(taken.get(tap.number, tap.key) != tap.key and tap.key not in known for tap in new):
        raise NotAllowedNow(
            "phone_copied", _("This phone was copied from another: it goes on under its own name.")
        )
    subjects = [tap.subject for tap in new if tap.subject]
    deliveries = dict(Task.objects.filter(pk__in=subjects).values_list("pk", "delivery_id"))
    Tap.objects.bulk_create(
        _row(
            phone,
            tap,
            sent_at=batch.sent_at,
            at=at,
            delivery_id=deliveries.get(tap.subject) if tap.subject else None,
            is_known=tap.key in known,
        )
        for tap in new
        if tap.number not in taken
    )
    held = set(phone.taps.filter(outcome=Outcome.HELD).values_list("number", flat=True))
    run = ready(phone.applied_through, held, oldest=batch.oldest)
    phone.applied_through = max(phone.applied_through, min([batch.oldest, *run]) - 1)
    phone.seen_at = at
    phone.save(update_fields=["applied_through", "seen_at"])
    return phone.pk, run


def _locked_phone(courier_id: UUID, device: UUID, at: datetime) -> Phone:
    """The phone's row is the lock of its numbering."""
    facts = {"courier_id": courier_id, "device": device}
    Phone.objects.bulk_create([Phone(**facts, seen_at=at)], ignore_conflicts=True)
    return Phone.objects.select_for_update(of=("self",), no_key=True).get(**facts)


def _row(
    phone: Phone, tap: Tapped, *, sent_at: datetime, at: datetime, delivery_id: UUID | None, is_known: bool
) -> Tap:
    """A tap another phone of theirs has sent already takes its number here, and nothing follows."""
    return Tap(
        courier_id=phone.courier_id,
        phone=phone,
        number=tap.number,
        key=uuid7() if is_known else tap.key,
        kind=TapKind.VOID if is_known else tap.kind[:12],
        subject=tap.subject,
        delivery_id=delivery_id,
        undoes=tap.undoes,
        reason=tap.reason[:200],
        proof=tap.proof,
        tapped_at=tap.at,
        made_at=made_at(tap.at, sent_at=sent_at, received_at=at),
        received_at=at,
    )


@unit_of_work
def apply_tap(*, phone_id: UUID, number: int, by: Actor) -> Tap:
    """What one tap says happens now, or it is kept and the dispatcher told. Applied twice is once."""
    phone = Phone.objects.select_for_update(of=("self",), no_key=True).get(pk=phone_id)
    tap = Tap.objects.get(phone=phone, number=number)
    if tap.outcome != Outcome.HELD:
        return tap
    tap.made_at = max(tap.made_at, phone.last_made_at or tap.made_at)
    try:
        remark = perform(tap, by=by)
    except DomainError as refused:
        tap.outcome, remark = Outcome.KEPT, refused
    else:
        tap.outcome = Outcome.DONE
    if remark is not None:
        tap.code, tap.told = remark.code[:40], Sentence(remark.message, remark.params).as_json()
        tap.is_for_dispatcher = True
        record(
            TapKept(
                tap_id=tap.pk, courier_id=tap.courier_id, delivery_id=tap.delivery_id, occurred_at=tap.made_at
            ),
            by=by,
        )
    tap.save(update_fields=["made_at", "outcome", "code", "told", "is_for_dispatcher"])
    phone.applied_through, phone.last_made_at = max(phone.applied_through, tap.number), tap.made_at
    phone.save(update_fields=["applied_through", "last_made_at"])
    return tap


@unit_of_work
def see_tap(*, tap_id: UUID, by: Actor, at: datetime) -> None:
    """A dispatcher looked at what was kept. Twice is once. Raises NotFound."""
    tap = Tap.objects.select_for_update(of=("self",), no_key=True).filter(pk=tap_id).first()
    if tap is None or not tap.is_for_dispatcher:
        raise NotFound("no_tap", _("There is nothing of the kind to look at."))
    if tap.seen_at is None:
        tap.seen_at, tap.seen_by = at, str(by)
        tap.save(update_fields=["seen_at", "seen_by"])
        record(TapSeen(tap_id=tap.pk, courier_id=tap.courier_id, occurred_at=at), by=by)
