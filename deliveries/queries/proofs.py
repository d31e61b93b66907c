"""What is asked at a door, what was given there, and who may look at it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from cooperatives.domain.roles import Access
from deliveries.domain.handover_code import code_check, code_of
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order, Proof, ProofFile, Task
from deliveries.queries.stores import stores_of
from members.queries.roster import Worker, workers

PATIENCE = timedelta(minutes=30)
"""So long a picture may take from a phone before the dispatcher hears of it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """How an order was handed over, with the pictures that are there and those still on the phone."""

    proof: Proof
    order: Order
    courier: Worker | None
    pictures: list[ProofFile]
    awaited: list[ProofFile]

    @property
    def delay_minutes(self) -> int:
        """How long after the tap we heard of it."""
        return max(0, int((self.proof.received_at - self.proof.given_at).total_seconds() // 60))

    @property
    def refusal(self) -> str:
        """Why a picture was turned away, if one was."""
        return next((file.refusal for file in self.awaited if file.refusal), "")


def proofs_asked(tasks: Iterable[Task]) -> dict[UUID, dict[str, Any]]:
    """By drop-off, `{"methods": {"person": ["code"], …}, "code": {"salt", "iterations", "hash"} | None}`.

    One query, whatever the number. Pickups have none.
    """
    doors = {task.delivery_id: task.pk for task in tasks if task.kind == Task.Kind.DROPOFF}
    if not doors:
        return {}
    orders = Order.objects.filter(delivery__in=doors).select_related("store", "delivery")
    return {doors[order.delivery.pk]: _asked(order) for order in orders}


def code_for_customer(order: Order) -> str:
    """The code to tell at the door while it is asked for and the order is under way; else empty.

    Reads the order's store and delivery.
    """
    is_open = order.state not in (OrderState.DELIVERED, OrderState.FAILED, OrderState.CANCELLED)
    return code_of(order.delivery.tracking_token) if is_open and order.proof_rules.asks_for_code else ""


def handover_of(order: Order) -> Handover | None:
    """None while it is not delivered, or where nothing was said. Three queries."""
    if order.state != OrderState.DELIVERED:
        return None
    return next(iter(_handovers(_proofs().filter(task__delivery__order=order))), None)


def incomplete_handovers(since: datetime, at: datetime) -> list[Handover]:
    """Delivered since a moment, something is not there that was asked, and nobody has looked at it yet.

    The newest first. Three queries.
    """
    return _handovers(_incomplete(since, at).order_by("-given_at"))


def incomplete_count(since: datetime, at: datetime) -> int:
    """How many of those there are. One query."""
    return _incomplete(since, at).count()


def picture_for(access: Access, file_id: UUID) -> ProofFile | None:
    """A picture with its order, if this person may look: those who run the co-op, and the staff of its store."""
    found = (
        ProofFile.objects.filter(pk=file_id, received_at__isnull=False)
        .select_related("proof__task__delivery__order", "incident__order")
        .first()
    )
    if found is None or (order := order_shown_on(found)) is None:
        return None
    return found if any(store.pk == order.store_id for store in stores_of(access)) else None


def order_shown_on(file: ProofFile) -> Order | None:
    """The order a picture belongs to, by its proof or its incident."""
    if file.incident is not None:
        return file.incident.order
    return file.proof.task.delivery.order if file.proof else None


def _asked(order: Order) -> dict[str, Any]:
    rules = order.proof_rules
    code = asdict(code_check(order.delivery.tracking_token)) if rules.asks_for_code else None
    return {"methods": rules.as_json(), "code": code}


def _proofs() -> QuerySet[Proof]:
    return Proof.objects.filter(task__delivery__order__state=OrderState.DELIVERED).select_related(
        "task__delivery__order__store"
    )


def _incomplete(since: datetime, at: datetime) -> QuerySet[Proof]:
    """By what the tap lacked, and by pictures that were refused or stay away."""
    lost = ProofFile.objects.filter(received_at__isnull=True, proof__isnull=False).filter(
        ~Q(refusal="") | Q(noted_at__lt=at - PATIENCE)
    )
    lacks = ~Q(missing=[]) | Q(is_allowed=False) | Q(pk__in=lost.values("proof"))
    return _proofs().filter(lacks, given_at__gte=since, settled_at__isnull=True)


def _handovers(proofs: Iterable[Proof]) -> list[Handover]:
    found = list(proofs)
    known = workers({proof.courier_id for proof in found})
    files = _files([proof.pk for proof in found])
    return [
        Handover(
            proof=proof,
            order=proof.task.delivery.order,
            courier=known.get(proof.courier_id),
            pictures=[file for file in files.get(proof.pk, []) if file.received_at],
            awaited=[file for file in files.get(proof.pk, []) if not file.received_at],
        )
        for proof in found
    ]


def _files(proof_ids: Sequence[UUID]) -> dict[UUID, list[ProofFile]]:
    """Without their bytes."""
    by_proof: dict[UUID, list[ProofFile]] = {}
    if proof_ids:
        rows = ProofFile.objects.filter(proof__in=proof_ids).defer("image").order_by("kind", "taken_at", "pk")
        for file in rows:
            assert file.proof_id is not None
            by_proof.setdefault(file.proof_id, []).append(file)
    return by_proof
