"""What the engine sees of the co-op in scope: who waits, who rides, who was ruled out, who had more than a share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from coopplatform.kernel.geo import Point
from coopplatform.tenancy.scope import required
from deliveries.domain.balance import seconds_above_share
from deliveries.domain.delays import Slip, slip_of
from deliveries.domain.dispatch import Courier, Load, Params, State, WaitingOrder
from deliveries.domain.dispatch.model import SIX_BAGS, Waiting
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.domain.travel import TravelTimes
from deliveries.models import Bike, Pin, Refusal, Task
from deliveries.queries.delays import as_slip, delays_now
from deliveries.queries.fleet import bikes_of
from deliveries.queries.following import places
from deliveries.queries.relays import who_hands_over
from deliveries.queries.towns import town_here, travel_in
from members.queries.balance import carried_in, month_of_work
from members.queries.roster import OnShift, on_shift

OPEN_TASKS = (TaskState.WAITING, TaskState.ARRIVED)
NOWHERE = Point(0.0, 0.0)
BALANCE_SECONDS = 600
"""The month's balance is read anew this often: it moves by minutes a day."""


def dispatch_state(at: datetime, params: Params) -> tuple[State, dict[str, UUID]]:
    """The engine's state, and the delivery behind each waiting order. A fixed number of queries.

    What was said to come later is promised for later. Orders in a named group are left out: a person chose who belongs
    together, and a person gives the group out.
    """
    waiting = _later(
        _stops(
            Task.objects.filter(
                kind=Task.Kind.DROPOFF,
                delivery__order__state=OrderState.PLACED,
                delivery__order__closed_at__isnull=True,
                delivery__order__grouped__isnull=True,
            )
        ),
        [as_slip(delay) for delay in delays_now(at)],
    )
    town = town_here()
    travel = travel_in(town)
    centre = town.centre if town else waiting[0].pickup if waiting else NOWHERE
    pins = dict(Pin.objects.values_list("order", "courier"))
    refused: dict[UUID, set[str]] = {}
    open_refusals = Refusal.objects.filter(order__state=OrderState.PLACED, order__closed_at__isnull=True)
    for order_id, courier_id in open_refusals.values_list("order", "courier"):
        refused.setdefault(order_id, set()).add(str(courier_id))
    for order_id, courier_id in who_hands_over():
        refused.setdefault(order_id, set()).add(str(courier_id))
    orders = tuple(
        stop.as_order(pinned_to=pins.get(stop.order_id), declined_by=refused.get(stop.order_id, ()))
        for stop in waiting
    )
    riding = [rider for rider in on_shift() if not rider.on_break]
    couriers = _couriers(riding, at, travel, params, centre)
    return State(orders, tuple(couriers), travel), {str(stop.order_id): stop.delivery_id for stop in waiting}


@dataclass(frozen=True, slots=True)
class _Stop:
    """A task with what dispatch needs of its order, read as plain columns: thousands a tick cost little."""

    assignee_id: UUID | None
    kind: str
    state: str
    lat: float
    lon: float
    window_after: datetime
    delivery_id: UUID
    order_id: UUID
    store_id: UUID
    store_lat: float
    store_lon: float
    origin_lat: float | None
    origin_lon: float | None
    placed_at: datetime
    ready_at: datetime
    promised_at: datetime
    bags: int
    grams: int | None
    litres: int | None
    needs: list[str]
    is_ready_confirmed: bool

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)

    @property
    def pickup(self) -> Point:
        if self.origin_lat is None or self.origin_lon is None:
            return Point(self.store_lat, self.store_lon)
        return Point(self.origin_lat, self.origin_lon)

    @property
    def pickup_place(self) -> str:
        """What tells one pickup place from another: the store, or where its goods lie elsewhere."""
        return str(self.store_id) if self.origin_lat is None else f"{self.origin_lat},{self.origin_lon}"

    @property
    def is_pickup(self) -> bool:
        return self.kind == Task.Kind.PICKUP

    def as_order(self, *, pinned_to: UUID | None = None, declined_by: Iterable[str] = ()) -> WaitingOrder:
        """The order of a drop-off."""
        return WaitingOrder(
            id=str(self.order_id),
            place=self.pickup_place,
            pickup=self.pickup,
            dropoff=self.point,
            placed_at=int(self.placed_at.timestamp()),
            ready_at=int(self.ready_at.timestamp()),
            promised_at=int(self.promised_at.timestamp()),
            load=Load(bags=self.bags, grams=self.grams or 0, litres=self.litres or 0),
            needs=frozenset(self.needs),
            is_ready_confirmed=self.is_ready_confirmed,
            pinned_to=str(pinned_to) if pinned_to else None,
            declined_by=frozenset(declined_by),
        )


COLUMNS = (
    *("assignee_id", "kind", "state", "lat", "lon", "window_after", "delivery_id"),
    *("delivery__order_id", "delivery__order__store_id"),
    *("delivery__order__store__lat", "delivery__order__store__lon"),
    *("delivery__origin_lat", "delivery__origin_lon"),
    *("delivery__order__placed_at", "delivery__order__ready_at", "delivery__order__promised_at"),
    *("delivery__order__bags", "delivery__order__grams", "delivery__order__litres", "delivery__order__needs"),
    "delivery__order__is_ready_confirmed",
)


def _stops(tasks: QuerySet[Task]) -> list[_Stop]:
    return [_Stop(*row) for row in tasks.order_by("rank", "window_after", "id").values_list(*COLUMNS)]


def _later(stops: list[_Stop], slips: list[Slip]) -> list[_Stop]:
    """With the promises that announced delays have moved."""
    if not slips:
        return stops
    return [replace(stop, promised_at=stop.promised_at + _slip(stop, slips)) for stop in stops]


def _slip(stop: _Stop, slips: list[Slip]) -> timedelta:
    found = slip_of(slips, store=str(stop.store_id), placed_at=stop.placed_at, promised_at=stop.promised_at)
    return timedelta(minutes=found.minutes if found else 0)


@dataclass(frozen=True, slots=True)
class _Rider:
    """A courier on shift, where they are, the stops they still have, and the bike they usually ride."""

    facts: OnShift
    place: Point
    todo: list[_Stop]
    bike: Bike | None


def _couriers(
    riders: list[OnShift], at: datetime, travel: TravelTimes, params: Params, centre: Point
) -> list[Courier]:
    ids = [rider.courier_id for rider in riders]
    seen_at = places()
    ends_at = {rider.courier_id: rider.ends_at for rider in riders}
    todo: dict[UUID, list[_Stop]] = {courier_id: [] for courier_id in ids}
    for stop in _stops(Task.objects.filter(assignee__isnull=False, state__in=OPEN_TASKS)):
        # a tour planned for a later shift does not keep anyone busy now
        if stop.assignee_id in ends_at and stop.window_after < max(at, ends_at[stop.assignee_id]):
            todo[stop.assignee_id].append(stop)
    bikes = bikes_of(ids)
    found = []
    for rider in riders:
        mine = todo[rider.courier_id]
        found.append(
            _Rider(rider, _somewhere(rider, seen_at, mine, centre), mine, bikes.get(rider.courier_id))
        )
    free_at = _free_at(found, at, travel, params)
    carried = carried_in([rider.shift_id for rider in riders])
    balance = _balance(required(), timezone.localdate(at), int(at.timestamp()) // BALANCE_SECONDS)
    return [
        _courier(rider, free_at[k], carried.get(rider.facts.shift_id, 0), balance)
        for k, rider in enumerate(found)
    ]


def _somewhere(rider: OnShift, seen_at: Mapping[UUID, Point], todo: list[_Stop], centre: Point) -> Point:
    """Where their phone last was; else at their next stop; else in the middle of things."""
    return seen_at.get(rider.courier_id) or (todo[0].point if todo else centre)


@lru_cache(maxsize=256)
def _balance(cooperative_id: int, today: date, _period: int) -> Mapping[UUID, int]:
    work = month_of_work(today.replace(day=1), today)
    return seconds_above_share(
        {who: month.metres for who, month in work.items()},
        {who: month.minutes for who, month in work.items()},
    )


def _courier(rider: _Rider, free_at: int, carried: int, balance: Mapping[UUID, int]) -> Courier:
    facts, todo = rider.facts, rider.todo
    in_hand = sum(not stop.is_pickup for stop in todo)
    return Courier(
        id=str(facts.courier_id),
        position=todo[-1].point if todo else rider.place,
        free_at=free_at,
        shift_starts_at=int(facts.starts_at.timestamp()),
        shift_ends_at=int(facts.ends_at.timestamp()),
        capacity=_capacity(rider),
        skills=frozenset(rider.bike.equipment) if rider.bike else frozenset(),
        orders_this_shift=carried + in_hand,
        month_seconds=balance.get(facts.courier_id, 0),
        waiting_at=_waiting_at(todo),
    )


def _capacity(rider: _Rider) -> Load:
    """The bike's, where it is known; else as many bags as the rider usually carries."""
    if rider.bike is None:
        return replace(SIX_BAGS, bags=rider.facts.capacity_bags)
    return Load(*rider.bike.capacity.as_load())


def _waiting_at(todo: list[_Stop]) -> Waiting | None:
    """What they are about to pick up, when all of it lies at one restaurant and nothing is on the bike."""
    pickups = [stop for stop in todo if stop.is_pickup]
    doors = [stop for stop in todo if not stop.is_pickup]
    places = {stop.pickup_place for stop in pickups}
    if len(places) != 1 or {stop.delivery_id for stop in pickups} != {stop.delivery_id for stop in doors}:
        return None
    return Waiting(
        place=places.pop(),
        orders=tuple(door.as_order() for door in doors),
        pickup_at=int(max(door.ready_at for door in doors).timestamp()),
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


def _after(stop: _Stop, now: int, ride: int, params: Params) -> int:
    """When the courier leaves a stop they set out for at `now`; one where they stand already takes no ride."""
    here_at = now if stop.state == TaskState.ARRIVED else now + ride
    if stop.is_pickup:
        return (
            max(here_at + params.pickup_seconds // 2, int(stop.window_after.timestamp()))
            + params.pickup_seconds // 2
        )
    return here_at + params.dropoff_seconds
