"""The public page behind an unguessable link: the order's line, and the courier only while they bring it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coopplatform.kernel.geo import Point
from deliveries.domain.lifecycle import OrderState
from deliveries.models import CourierPlace, Delivery, Order, Proof, Task
from deliveries.queries.proofs import code_for_customer
from members.queries.roster import workers


@dataclass(frozen=True, slots=True)
class Tracking:
    """`courier` and `place` are None outside the drop-off leg; of the courier, only the two letters are told.

    `code` is what the recipient tells at the door, where it is asked for; `proof` how it was handed over.
    """

    delivery_id: UUID
    order: Order
    store_name: str
    store_point: Point
    pickup: Task
    dropoff: Task
    courier_code: str | None
    place: Point | None
    expected_at: datetime
    code: str
    proof: Proof | None


def tracking(token: str) -> Tracking | None:
    """None for a link that is not known in this co-op."""
    delivery = (
        Delivery.objects.filter(tracking_token=token)
        .select_related("order__store")
        .prefetch_related("tasks")
        .first()
    )
    if delivery is None:
        return None
    tasks = {task.kind: task for task in delivery.tasks.all()}
    dropoff = tasks[Task.Kind.DROPOFF]
    code, place = _courier(delivery.order, dropoff)
    return Tracking(
        delivery_id=delivery.id,
        order=delivery.order,
        store_name=delivery.order.store.name,
        store_point=delivery.order.store.point,
        pickup=tasks[Task.Kind.PICKUP],
        dropoff=dropoff,
        courier_code=code,
        place=place,
        expected_at=delivery.order.promised_at,
        code=code_for_customer(delivery.order),
        proof=_proof(delivery.order, dropoff),
    )


def _proof(order: Order, dropoff: Task) -> Proof | None:
    return Proof.objects.filter(task=dropoff).first() if order.state == OrderState.DELIVERED else None


def _courier(order: Order, dropoff: Task) -> tuple[str | None, Point | None]:
    if order.state != OrderState.PICKED_UP or dropoff.assignee_id is None:
        return None, None
    worker = workers({dropoff.assignee_id})[dropoff.assignee_id]
    place = CourierPlace.objects.filter(courier_id=dropoff.assignee_id).first()
    return worker.code, Point(place.lat, place.lon) if place else None
