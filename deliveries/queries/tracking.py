"""The public page behind an unguessable link: the order's line, and the courier only while they bring it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coopplatform.kernel.geo import Point
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Delivery, Order, Proof, Task
from deliveries.queries.delays import Expected, expected
from deliveries.queries.proofs import code_for_customer
from members.queries.roster import Worker, workers


@dataclass(frozen=True, slots=True)
class Tracking:
    """`courier` is None outside the drop-off leg. Only their two letters are told, and where they are by
    `services.looking`, to whom the link shows it.

    `code` is what the recipient tells at the door, where it is asked for; `proof` how it was handed over.
    """

    delivery_id: UUID
    order: Order
    store_name: str
    store_point: Point
    pickup: Task
    dropoff: Task
    courier: Worker | None
    promise: Expected
    code: str
    proof: Proof | None

    @property
    def expected_at(self) -> datetime:
        """As promised, and an announced delay later."""
        return self.promise.at

    @property
    def courier_code(self) -> str | None:
        return self.courier.code if self.courier else None


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
    return Tracking(
        delivery_id=delivery.id,
        order=delivery.order,
        store_name=delivery.order.store.name,
        store_point=delivery.order.store.point,
        pickup=tasks[Task.Kind.PICKUP],
        dropoff=dropoff,
        courier=_courier(delivery.order, dropoff),
        promise=expected(delivery.order),
        code=code_for_customer(delivery.order),
        proof=_proof(delivery.order, dropoff),
    )


def _proof(order: Order, dropoff: Task) -> Proof | None:
    return Proof.objects.filter(task=dropoff).first() if order.state == OrderState.DELIVERED else None


def _courier(order: Order, dropoff: Task) -> Worker | None:
    if order.state != OrderState.PICKED_UP or dropoff.assignee_id is None:
        return None
    return workers({dropoff.assignee_id})[dropoff.assignee_id]
