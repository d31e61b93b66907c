"""Proof of delivery: what the tap said and the pictures it named, in whatever order they come in."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from coopplatform.contracts.carrying import ProofFileReceived, ProofFileRefused, ProofIncomplete, ProofSettled
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from deliveries.adapters.photos import PictureRefused, Small, made_small
from deliveries.domain.handover_code import code_of
from deliveries.domain.proof import Need, ProofGiven, missing
from deliveries.models import Incident, Order, Proof, ProofFile, Task


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is kept; `is_new` is False when its bytes were there before."""

    file: ProofFile
    is_new: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as the courier's phone names it. `taken_at` is the phone's word."""

    file_id: UUID
    courier_id: UUID
    kind: Need
    taken_at: datetime


def keep_proof(
    *, task: Task, given: ProofGiven, courier_id: UUID, by: Actor, at: datetime, received_at: datetime
) -> Proof:
    """What the tap of moment `at` said of a drop-off, in the caller's unit of work. Twice is once.

    Nothing stands in the way of a delivery that has happened: what is missing is recorded, and the dispatcher told.
    A later tap (after an undo) replaces what an earlier one said, whichever is heard first; files only add up. A file
    that is another courier's, or of another delivery, is as good as none.
    """
    require_unit_of_work()
    order = Order.objects.select_related("store", "delivery").get(delivery=task.delivery_id)
    mine = Q(incident=None) & (Q(proof=None) | Q(proof__task=task))
    files = _claimed(given.files, courier_id, mine, taken_at=at, noted_at=received_at)
    given = replace(given, files=tuple((file.pk, Need(file.kind)) for file in files))
    proof = _proof(order, task, given, courier_id=courier_id, at=at, received_at=received_at)
    Proof.objects.bulk_create([proof], ignore_conflicts=True)
    kept = Proof.objects.select_for_update(of=("self",), no_key=True).get(task=task)
    ProofFile.objects.filter(pk__in=[file.pk for file in files]).update(proof=kept)
    if kept.pk != proof.pk:
        if at <= kept.given_at:
            return kept
        proof.pk = kept.pk
        proof.save(force_update=True)
    if not proof.is_complete:
        _tell_incomplete(proof, order, by=by, at=at)
    return proof


@unit_of_work
def settle_proof(*, proof_id: UUID, by: Actor, at: datetime) -> Proof:
    """The dispatcher has looked at what is amiss: it leaves their list. Twice is once; raises NotFound."""
    proof = Proof.objects.select_for_update(of=("self",), no_key=True).filter(pk=proof_id).first()
    if proof is None:
        raise NotFound("no_proof", _("There is no such proof of delivery."))
    if proof.settled_at is None:
        proof.settled_at, proof.settled_by = at, str(by)
        proof.save(update_fields=["settled_at", "settled_by"])
        order = Order.objects.select_related("delivery").get(delivery__tasks__proof=proof)
        event = ProofSettled(
            proof_id=proof.pk,
            delivery_id=order.delivery.pk,
            store_id=order.store_id,
            courier_id=proof.courier_id,
            occurred_at=at,
        )
        record(event, by=by)
    return proof


def attach_photos(
    incident: Incident, photos: Iterable[UUID], *, courier_id: UUID, taken_at: datetime, noted_at: datetime
) -> None:
    """A building block: the photos are this incident's, once they come or as they are. Another's is as good as none."""
    require_unit_of_work()
    named = tuple((pk, Need.PHOTO) for pk in photos)
    mine = Q(proof=None) & (Q(incident=None) | Q(incident=incident))
    files = _claimed(named, courier_id, mine, taken_at=taken_at, noted_at=noted_at)
    ProofFile.objects.filter(pk__in=[file.pk for file in files]).update(incident=incident)


def receive_file(*, sent: Sent, content: bytes, by: Actor, at: datetime) -> Received:
    """Keep the bytes of a photo or signature, made small. The same bytes again change nothing.

    Raises NotFound for another courier's file, NotAllowedNow for other bytes under the same id, PictureRefused for
    what is too large or no picture: then the dispatcher is told.
    """
    digest = hashlib.sha256(content).hexdigest()
    if known := ProofFile.objects.defer("image").filter(pk=sent.file_id, received_at__isnull=False).first():
        return _before(known, sent, digest)
    try:
        small = made_small(content)  # outside of the transaction: it takes its time
    except PictureRefused as refused:
        refuse_file(sent=sent, reason=refused.code, by=by, at=at)
        raise
    return _keep_bytes(sent=sent, small=small, digest=digest, by=by, at=at)


@unit_of_work
def refuse_file(*, sent: Sent, reason: str, by: Actor, at: datetime) -> ProofFile:
    """Remember that what the phone sent could not be kept. Told once for a reason; raises NotFound."""
    file = _locked(sent, noted_at=at)
    if file.received_at is not None or file.refusal == reason:
        return file
    file.refusal = reason
    file.save(update_fields=["refusal"])
    order = _order_of(file)
    event = ProofFileRefused(
        file_id=file.pk,
        courier_id=sent.courier_id,
        reason=reason,
        delivery_id=order.delivery.pk if order else None,
        store_id=order.store_id if order else None,
        occurred_at=at,
    )
    record(event, by=by)
    return file


@unit_of_work
def _keep_bytes(*, sent: Sent, small: Small, digest: str, by: Actor, at: datetime) -> Received:
    file = _locked(sent, noted_at=at)
    if file.received_at is not None:
        return _before(file, sent, digest)
    file.image, file.digest, file.refusal = small.webp, digest, ""
    file.size, file.width, file.height = len(small.webp), small.width, small.height
    file.taken_at, file.received_at = sent.taken_at, at
    file.save()
    if order := _order_of(file):
        event = ProofFileReceived(
            file_id=file.pk,
            delivery_id=order.delivery.pk,
            store_id=order.store_id,
            courier_id=sent.courier_id,
            occurred_at=at,
        )
        record(event, by=by)
    return Received(file, is_new=True)


def _before(file: ProofFile, sent: Sent, digest: str) -> Received:
    """The file whose bytes were there already."""
    if file.courier_id != sent.courier_id:
        raise _unknown()
    if not hmac.compare_digest(file.digest, digest):
        raise NotAllowedNow(
            "file_id_reused", _("Another picture was sent under this id before: send it under a new one.")
        )
    return Received(file, is_new=False)


def _locked(sent: Sent, *, noted_at: datetime) -> ProofFile:
    """The file's row, made if the tap has not made it. Raises NotFound when it is not this courier's."""
    row = _row(sent.file_id, sent.kind, sent.courier_id, taken_at=sent.taken_at, noted_at=noted_at)
    ProofFile.objects.bulk_create([row], ignore_conflicts=True)
    rows = ProofFile.objects.select_for_update(of=("self",), no_key=True).defer("image")
    file = rows.filter(pk=sent.file_id, courier_id=sent.courier_id).first()
    if file is None:
        raise _unknown()
    return file


def _claimed(
    named: Iterable[tuple[UUID, Need]], courier_id: UUID, mine: Q, *, taken_at: datetime, noted_at: datetime
) -> list[ProofFile]:
    """The rows of the files that a tap names and may name (`mine`), locked in the order of their ids."""
    rows = [_row(pk, kind, courier_id, taken_at=taken_at, noted_at=noted_at) for pk, kind in sorted(named)]
    if not rows:
        return []
    ProofFile.objects.bulk_create(rows, ignore_conflicts=True)
    known = ProofFile.objects.select_for_update(of=("self",), no_key=True).defer("image")
    return list(known.filter(mine, pk__in=[row.pk for row in rows], courier_id=courier_id).order_by("pk"))


def _row(pk: UUID, kind: Need, courier_id: UUID, *, taken_at: datetime, noted_at: datetime) -> ProofFile:
    return ProofFile(id=pk, kind=kind, courier_id=courier_id, taken_at=taken_at, noted_at=noted_at)


def _proof(
    order: Order, task: Task, given: ProofGiven, *, courier_id: UUID, at: datetime, received_at: datetime
) -> Proof:
    rules, code = order.proof_rules, code_of(order.delivery.tracking_token)
    return Proof(
        task=task,
        courier_id=courier_id,
        method=given.method,
        is_allowed=given.method in rules.needs,
        name=given.name,
        code_matches=given.code == code if given.code else None,
        missing=_plain(missing(rules, given, code=code)),
        given_at=at,
        received_at=received_at,
    )


def _tell_incomplete(proof: Proof, order: Order, *, by: Actor, at: datetime) -> None:
    event = ProofIncomplete(
        proof_id=proof.pk,
        task_id=proof.task_id,
        delivery_id=order.delivery.pk,
        store_id=order.store_id,
        courier_id=proof.courier_id,
        missing=tuple(proof.missing),
        occurred_at=at,
    )
    record(event, by=by)


def _order_of(file: ProofFile) -> Order | None:
    if file.incident_id:
        return Order.objects.select_related("delivery").get(incidents=file.incident_id)
    if file.proof_id is None:
        return None
    return Order.objects.select_related("delivery").get(delivery__tasks__proof=file.proof_id)


def _plain(needs: Iterable[Need]) -> list[str]:
    return [need.value for need in needs]


def _unknown() -> NotFound:
    return NotFound("no_file", _("There is no such picture."))
