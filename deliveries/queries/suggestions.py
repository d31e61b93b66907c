"""What the engine suggests right now for the co-op in scope."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.charters import terms_on
from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch import (
    Courier,
    Decision,
    Explanation,
    Load,
    Params,
    State,
    WaitingOrder,
    decide,
    explanation,
)
from deliveries.domain.dispatch.model import SIX_BAGS
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import CourierPlace, Order, Task
from deliveries.queries.towns import travel_here
from members.queries.roster import OnShift, on_shift

OPEN_TASKS = (TaskState.WAITING, TaskState.ARRIVED)


@dataclass(frozen=True, slots=True)
class Advice:
    """A decision of the engine, with the deliveries its order ids stand for."""

    decision: Decision
    delivery_of_order: dict[str, UUID]

    def for_order(self, order_id: UUID) -> dict[str, Any]:
        """What was said about one order, as JSON: kept with the dispatcher's decision. Empty if nothing was."""
        suggestion = self.decision.suggested(str(order_id))
        why = self.why(str(order_id))
        return {**asdict(suggestion), **why.as_json()} if suggestion and why else {}

    def why(self, order_id: str) -> Explanation | None:
        """The reasons for an order's suggestion, None where there is none to give."""
        problem = self.decision.problem
        if problem is None or self.decision.suggested(order_id) is None:
            return None
        return explanation(problem, order_id)


def suggestions(at: datetime) -> Advice:
    """Ask the engine: waiting orders and couriers on shift, travel times along the town's streets."""
    orders = list(
        Order.objects.filter(state=OrderState.PLACED, closed_at__isnull=True)
        .select_related("store", "delivery")
        .prefetch_related("delivery__tasks")
        .order_by("ready_at")[:200]
    )
    riders = on_shift()
    state = State(
        orders=tuple(_waiting(order) for order in orders),
        couriers=tuple(_couriers(riders, at)),
        travel=travel_here(),
    )
    decision = decide(state, int(at.timestamp()), _params(at))
    return Advice(decision, {str(order.id): order.delivery.id for order in orders})


def _params(at: datetime) -> Params:
    return replace(Params(), **terms_on(timezone.localdate(at), "dispatch"))


def _waiting(order: Order) -> WaitingOrder:
    dropoff = next(task for task in order.delivery.tasks.all() if task.kind == Task.Kind.DROPOFF)
    return WaitingOrder(
        id=str(order.id),
        place=str(order.store_id),
        pickup=order.store.point,
        dropoff=dropoff.point,
        placed_at=int(order.placed_at.timestamp()),
        ready_at=int(order.ready_at.timestamp()),
        promised_at=int(order.promised_at.timestamp()),
        load=Load(bags=order.bags),
    )


def _couriers(riders: list[OnShift], at: datetime) -> list[Courier]:
    """Each rider where and when their present stops end; between stops, where their phone last was."""
    ids = [rider.courier_id for rider in riders]
    places = {
        place.courier_id: Point(place.lat, place.lon)
        for place in CourierPlace.objects.filter(courier__in=ids)
    }
    stops: dict[UUID, list[Task]] = {}
    for task in Task.objects.filter(assignee_id__in=ids, state__in=OPEN_TASKS).order_by(
        "rank", "window_after"
    ):
        if task.assignee_id:
            stops.setdefault(task.assignee_id, []).append(task)
    known = [*places.values(), *(task.point for tasks in stops.values() for task in tasks)]
    somewhere = known[0] if known else _town_centre()
    return [
        _courier(rider, places.get(rider.courier_id, somewhere), stops.get(rider.courier_id, []), at)
        for rider in riders
    ]


def _courier(rider: OnShift, place: Point, todo: list[Task], at: datetime) -> Courier:
    free_at, end = at, place
    if todo:
        legs = [place, *(task.point for task in todo)]
        matrix = travel_here().matrix(legs[:-1], legs[1:])
        for index, task in enumerate(todo):
            free_at += timedelta(seconds=int(matrix.seconds[index, index]))
            if task.kind == Task.Kind.PICKUP:
                free_at = max(free_at, task.window_after)
            free_at += timedelta(seconds=120)
        end = todo[-1].point
    return Courier(
        id=str(rider.courier_id),
        position=end,
        free_at=int(free_at.timestamp()),
        shift_starts_at=int(rider.starts_at.timestamp()),
        shift_ends_at=int(rider.ends_at.timestamp()),
        capacity=replace(SIX_BAGS, bags=rider.capacity_bags),
    )


def _town_centre() -> Point:
    from deliveries.queries.towns import town_here

    town = town_here()
    return Point((town.south + town.north) / 2, (town.west + town.east) / 2) if town else Point(0.0, 0.0)
