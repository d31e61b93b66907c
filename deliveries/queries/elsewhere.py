"""An order as another co-op may be told of it, and how far one is that we carry for another."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from coopplatform.kernel.geo import Point
from deliveries.domain.lifecycle import OrderState
from deliveries.models import PRICE, Order, Store, Task


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    address: str
    point: Point
    phone: str
    instructions: str


@dataclass(frozen=True, slots=True)
class Sendable:
    """What whoever carries it must know, and no more: no price, no goods' value, nothing else of the store."""

    order_id: UUID
    store_id: UUID
    number: int
    state: OrderState
    carried_by: str
    pickup: Place
    to: Place
    ready_at: datetime
    opens_at: datetime
    promised_at: datetime
    bags: int
    grams: int | None
    litres: int | None
    needs: tuple[str, ...]
    metres: int

    @property
    def can_be_sent(self) -> bool:
        return self.state == OrderState.PLACED and not self.carried_by


@dataclass(frozen=True, slots=True)
class HowFar:
    """Where an order is, and what it came to."""

    number: int
    store_id: UUID
    state: OrderState
    picked_up_at: datetime | None
    closed_at: datetime | None
    failure: str
    net_cents: int
    vat_cents: int
    metres: int


def sendable(order_id: UUID) -> Sendable | None:
    order = _order(order_id)
    if order is None:
        return None
    pickup, door = _ends(order)
    return Sendable(
        order_id=order.pk,
        store_id=order.store_id,
        number=order.number,
        state=OrderState(order.state),
        carried_by=order.delivery.carried_by,
        pickup=_place(pickup),
        to=_place(door),
        ready_at=order.ready_at,
        opens_at=door.window_after,
        promised_at=order.promised_at,
        bags=order.bags,
        grams=order.grams,
        litres=order.litres,
        needs=tuple(order.needs),
        metres=order.delivery.distance_metres,
    )


def how_far(order_id: UUID) -> HowFar | None:
    order = _order(order_id)
    if order is None:
        return None
    pickup, _door = _ends(order)
    return HowFar(
        number=order.number,
        store_id=order.store_id,
        state=OrderState(order.state),
        picked_up_at=pickup.completed_at,
        closed_at=order.closed_at,
        failure=order.delivery.failure,
        net_cents=order.price.net_cents,
        vat_cents=order.price.vat_cents,
        metres=order.delivery.distance_metres,
    )


def orders_since(moments: Mapping[UUID, datetime]) -> dict[UUID, UUID]:
    """Orders of some stores, each since its moment, with their store; the oldest first."""
    found = Q(pk__in=[])
    for store_id, since in moments.items():
        found |= Q(store=store_id, placed_at__gte=since)
    return dict(Order.objects.filter(found).order_by("placed_at").values_list("pk", "store"))


def store_names(store_ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(Store.objects.filter(pk__in=store_ids).values_list("pk", "name"))


def stores_that_order() -> dict[UUID, str]:
    """Their names, in their order."""
    return dict(Store.objects.filter(is_active=True).order_by("name").values_list("pk", "name"))


def stops_of(order_id: UUID) -> tuple[UUID, list[UUID]]:
    """The delivery of an order, its pickup and its drop-off."""
    order = _order(order_id)
    assert order is not None
    return order.delivery.pk, [stop.pk for stop in _ends(order)]


def _order(order_id: UUID) -> Order | None:
    found = Order.objects.select_related("delivery", *PRICE).prefetch_related("delivery__tasks")
    return found.filter(pk=order_id).first()


def _ends(order: Order) -> tuple[Task, Task]:
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    return tasks[Task.Kind.PICKUP], tasks[Task.Kind.DROPOFF]


def _place(task: Task) -> Place:
    return Place(task.name, task.address, task.point, task.phone, task.instructions)
