"""What the engine sees of the co-op in scope: who waits, who rides, who was ruled out, who had more than a share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.utils import timezone

from coopplatform.kernel.geo import Point
from coopplatform.tenancy.scope import required
from deliveries.domain.balance import seconds_above_share
from deliveries.domain.dispatch import Courier, Load, Params, State, WaitingOrder
from deliveries.domain.dispatch.model import SIX_BAGS, Waiting
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.domain.travel import TravelTimes
from deliveries.models import CourierPlace, Order, Pin, Refusal, Task
from deliveries.queries.towns import town_here, travel_in
from members.queries.balance import carried_in, month_of_work
from members.queries.roster import OnShift, on_shift

OPEN_TASKS = (TaskState.WAITING, TaskState.ARRIVED)
NOWHERE = Point(0.0, 0.0)
BALANCE_SECONDS = 600
"""The month's balance is read anew this often: it moves by minutes a day."""


def dispatch_state(at: datetime, params: Params) -> tuple[State, dict[str, UUID]]:
    """The engine's state, and the delivery behind each waiting order. A fixed number of queries."""
    orders = list(
        Order.objects.filter(state=OrderState.PLACED, closed_at__isnull=True)
        .select_related("store", "delivery")
        .prefetch_related("delivery__tasks")
        .order_by("ready_at")
    )
    town = town_here()
    travel = travel_in(town)
    centre = town.centre if town else orders[0].store.point if orders else NOWHERE
    pins = dict(Pin.objects.values_list("order", "courier"))
    refused: dict[UUID, set[str]] = {}
    for order, courier in Refusal.objects.filter(order__in=orders).values_list("order", "courier"):
        refused.setdefault(order, set()).add(str(courier))
    waiting = tuple(
        _seen(order, _dropoff(order), pins.get(order.pk), refused.get(order.pk, ())) for order in orders
    )
    couriers = _couriers(on_shift(), at, travel, params, centre)
    return State(waiting, tuple(couriers), travel), {str(order.pk): order.delivery.pk for order in orders}


def _seen(
    order: Order, dropoff: Task, pinned_to: UUID | None = None, declined_by: Iterable[str] = ()
) -> WaitingOrder:
    return WaitingOrder(
        id=str(order.id),
        place=str(order.store_id),
        pickup=order.store.point,
        dropoff=dropoff.point,
        placed_at=int(order.placed_at.timestamp()),
        ready_at=int(order.ready_at.timestamp()),
        promised_at=int(order.promised_at.timestamp()),
        load=Load(bags=order.bags),
        is_ready_confirmed=order.is_ready_confirmed,
        pinned_to=str(pinned_to) if pinned_to else None,
        declined_by=frozenset(declined_by),
    )


def _dropoff(order: Order) -> Task:
    return next(task for task in order.delivery.tasks.all() if task.kind == Task.Kind.DROPOFF)


@dataclass(frozen=True, slots=True)
class _Rider:
    """A courier on shift, where they are and the stops they still have."""

    facts: OnShift
    place: Point
    todo: list[Task]


def _couriers(
    riders: list[OnShift], at: datetime, travel: TravelTimes, params: Params, centre: Point
) -> list[Courier]:
    ids = [rider.courier_id for rider in riders]
    places = {
        place.courier_id: Point(place.lat, place.lon)
        for place in CourierPlace.objects.filter(courier__in=ids)
    }
    todo: dict[UUID, list[Task]] = {courier_id: [] for courier_id in ids}
    tasks = Task.objects.filter(assignee_id__in=ids, state__in=OPEN_TASKS)
    for task in tasks.select_related("delivery__order__store").order_by("rank", "window_after"):
        if task.assignee_id:
            todo[task.assignee_id].append(task)
    found = [
        _Rider(rider, _somewhere(rider, places, todo[rider.courier_id], centre), todo[rider.courier_id])
        for rider in riders
    ]
    free_at = _free_at(found, at, travel, params)
    carried = carried_in([rider.shift_id for rider in riders])
    balance = _balance(required(), timezone.localdate(at), int(at.timestamp()) // BALANCE_SECONDS)
    return [
        _courier(rider, free_at[k], carried.get(rider.facts.shift_id, 0), balance)
        for k, rider in enumerate(found)
    ]


def _somewhere(rider: OnShift, places: Mapping[UUID, Point], todo: list[Task], centre: Point) -> Point:
    """Where their phone last was; else at their next stop; else in the middle of things."""
    return places.get(rider.courier_id) or (todo[0].point if todo else centre)


@lru_cache(maxsize=256)
def _balance(cooperative_id: int, today: date, _period: int) -> Mapping[UUID, int]:
    work = month_of_work(today.replace(day=1), today)
    return seconds_above_share(
        {who: month.metres for who, month in work.items()},
        {who: month.minutes for who, month in work.items()},
    )


def _courier(rider: _Rider, free_at: int, carried: int, balance: Mapping[UUID, int]) -> Courier:
    facts, todo = rider.facts, rider.todo
    in_hand = sum(task.kind == Task.Kind.DROPOFF for task in todo)
    return Courier(
        id=str(facts.courier_id),
        position=todo[-1].point if todo else rider.place,
        free_at=free_at,
        shift_starts_at=int(facts.starts_at.timestamp()),
        shift_ends_at=int(facts.ends_at.timestamp()),
        capacity=replace(SIX_BAGS, bags=facts.capacity_bags),
        orders_this_shift=carried + in_hand,
        month_seconds=balance.get(facts.courier_id, 0),
        waiting_at=_waiting_at(todo),
    )


def _waiting_at(todo: list[Task]) -> Waiting | None:
    """What they are about to pick up, when all of it lies at one restaurant and nothing is on the bike."""
    pickups = [task for task in todo if task.kind == Task.Kind.PICKUP]
    doors = [task.delivery for task in todo if task.kind == Task.Kind.DROPOFF]
    places = {task.delivery.order.store_id for task in pickups}
    if len(places) != 1 or {task.delivery_id for task in pickups} != {door.pk for door in doors}:
        return None
    orders = {task.delivery_id: task.delivery.order for task in pickups}
    dropoffs = {task.delivery_id: task for task in todo if task.kind == Task.Kind.DROPOFF}
    return Waiting(
        place=str(places.pop()),
        orders=tuple(_seen(orders[door.pk], dropoffs[door.pk]) for door in doors),
        pickup_at=int(max(order.ready_at for order in orders.values()).timestamp()),
    )


def _free_at(riders: list[_Rider], at: datetime, travel: TravelTimes, params: Params) -> list[int]:
    """When each courier's present work ends: one leg of every courier at a time, so that rides are asked together."""
    clock = [int(at.timestamp())] * len(riders)
    for leg in range(max((len(rider.todo) for rider in riders), default=0)):
        moving = [k for k, rider in enumerate(riders) if len(rider.todo) > leg]
        starts = [riders[k].todo[leg - 1].point if leg else riders[k].place for k in moving]
        ends = [riders[k].todo[leg].point for k in moving]
        seconds = travel.matrix(starts, ends).seconds
        for row, k in enumerate(moving):
            clock[k] = _after(riders[k].todo[leg], clock[k], int(seconds[row, row]), params)
    return clock


def _after(task: Task, now: int, ride: int, params: Params) -> int:
    """When the courier leaves a stop they set out for at `now`; one where they stand already takes no ride."""
    here_at = now if task.state == TaskState.ARRIVED else now + ride
    if task.kind == Task.Kind.PICKUP:
        return (
            max(here_at + params.pickup_seconds // 2, int(task.window_after.timestamp()))
            + params.pickup_seconds // 2
        )
    return here_at + params.dropoff_seconds
