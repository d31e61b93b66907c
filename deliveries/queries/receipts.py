"""An order as the books see it: who owes what, and the price as it was told."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from deliveries.models import PRICE, Order, Task
from members.queries.euro import DeliveryEuro, euro_of_delivery
from members.queries.roster import contract_of


def receipt(order_id: UUID) -> Order | None:
    """The order with its store, price and ride."""
    return Order.objects.filter(pk=order_id).select_related("store", *PRICE, "delivery").first()


@dataclass(frozen=True, slots=True)
class Carried:
    """A delivery's own paid time, from the kitchen to the door, and the gross wage of it."""

    seconds: int
    wage_cents: int


def euro_of_order(order: Order) -> DeliveryEuro | None:
    """Where its price goes; None while no month's pay is in the books."""
    return euro_of_delivery(
        net_cents=order.price.net_cents,
        vat_cents=order.price.vat_cents,
        on=timezone.localdate(order.placed_at),
    )


def carried(order: Order) -> Carried | None:
    """The ride's time and wage by the courier's contract; None until it is delivered."""
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    pickup, dropoff = tasks.get(Task.Kind.PICKUP), tasks.get(Task.Kind.DROPOFF)
    if pickup is None or dropoff is None or dropoff.completed_at is None or dropoff.assignee_id is None:
        return None
    began = pickup.arrived_at or pickup.completed_at or dropoff.completed_at
    seconds = max(0, int((dropoff.completed_at - began).total_seconds()))
    contract = contract_of(dropoff.assignee_id, on=timezone.localdate(dropoff.completed_at))
    return Carried(seconds, seconds * contract.hourly_cents // 3600 if contract else 0)
