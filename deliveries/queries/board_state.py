"""The whole board as plain rows: compact enough for 2,000 stops in one answer, and the same rows for what changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value

from coopplatform.journal.reading import here
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Bike, CourierQueue, Delay, Order, OrderTag, PositionPause, Tag, Task
from deliveries.queries.board import DAY_AND_NIGHT
from deliveries.queries.delays import delays_now
from members.queries.roster import OnShift, on_shift

PROBLEMS = (OrderState.FAILED, OrderState.CANCELLED)
ORDER_STATES = [state.value for state in OrderState]
TASK_STATES = [state.value for state in TaskState]
OPEN = (TaskState.WAITING, TaskState.ARRIVED)
PROBLEMS_SHOWN = 60

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read anew: these orders and the columns of these couriers."""

    orders: Collection[UUID] = ()
    deliveries: Collection[UUID] = ()
    couriers: Collection[UUID] = ()


def board_state(at: datetime, *, day_began_at: datetime, only: Wanted | None = None) -> dict[str, Any]:
    """Everything on the board, or `only` some of it, as JSON-ready rows; times are seconds since 1970.

    `place` is read first: whoever follows the journal from there misses nothing. A fixed number of queries.
    `orders`: id, delivery, number, state, store, placed, ready, promised, ride seconds, bags, grams, is ready
    confirmed, closed, failure, is taken, pin, tags, then the pickup's id, state and holder, its name, address and
    place where that is not the store, and the drop-off's id, state, name, address, latitude, longitude.
    `couriers`: id, code, name, version, began, ends, on break, unseen, bike, bags and grams it carries (the bags of
    the contract without one), the last stop done or null, and the open stops as [task, rank] in their order.
    """
    place = str(here())
    horizon = day_began_at + DAY_AND_NIGHT
    orders, stores = _orders(at, day_began_at, horizon, only)
    riders = [r for r in on_shift() if only is None or r.courier_id in only.couriers]
    state: dict[str, Any] = {
        "place": place,
        "at": int(at.timestamp()),
        "orders": orders,
        "stores": stores,
        "couriers": _couriers(riders, day_began_at, horizon),
        "delays": [_delay(delay) for delay in delays_now(at)],
    }
    if only is None:
        tags = Tag.objects.filter(is_active=True).order_by("name").values_list("id", "name")
        state["tags"] = [[str(key), name] for key, name in tags]
    else:
        state["only"] = {
            "orders": [str(each) for each in only.orders],
            "deliveries": [str(each) for each in only.deliveries],
            "couriers": [str(each) for each in only.couriers],
        }
    return state


ORDER_COLUMNS = (
    *("id", "delivery__id", "number", "state", "store_id", "placed_at", "ready_at", "promised_at"),
    *("delivery__ride_seconds", "bags", "grams", "is_ready_confirmed", "closed_at", "delivery__failure"),
    *("delivery__taken_at", "pin__courier_id", "tagged"),
    *("store__name", "store__address", "store__lat", "store__lon"),
)


def _orders(
    at: datetime, day_began_at: datetime, horizon: datetime, only: Wanted | None
) -> tuple[list[Row], dict[str, Row]]:
    if only is not None and not (only.orders or only.deliveries):
        return [], {}
    shown = Q(closed_at__isnull=True, ready_at__lt=horizon)
    rows = list(_read(Order.objects.filter(shown, _of(only))))
    gone = Order.objects.filter(_of(only), state__in=PROBLEMS, closed_at__gte=day_began_at)
    rows += list(_read(gone).order_by("-closed_at")[:PROBLEMS_SHOWN])
    tasks = _tasks([row[1] for row in rows])
    stores: dict[str, Row] = {}
    found = []
    for row in rows:
        *facts, name, address, lat, lon = row
        pair = tasks.get(facts[1])
        if pair is None:
            continue
        stores[str(facts[4])] = place = [name, address, lat, lon]
        *pickup, origin = pair[0]
        found.append([*_order(facts), *pickup, None if origin[2:] == place[2:] else origin, *pair[1]])
    return found, stores


def _read(orders: QuerySet[Order]) -> QuerySet[Order, Any]:
    tagged = ArraySubquery(OrderTag.objects.filter(order=OuterRef("pk")).values("tag_id"))
    return orders.annotate(tagged=tagged).values_list(*ORDER_COLUMNS)


def _of(only: Wanted | None) -> Q:
    return Q() if only is None else Q(pk__in=only.orders) | Q(delivery__in=only.deliveries)


def _order(facts: list[Any]) -> Row:
    (key, delivery, number, state, store, placed, ready, promised, ride, bags, grams, is_ready) = facts[:12]
    closed, failure, taken, pin, tags = facts[12:]
    return [
        *(str(key), str(delivery), number, ORDER_STATES.index(state), str(store)),
        *(_seconds(placed), _seconds(ready), _seconds(promised), ride, bags, grams, int(is_ready)),
        *(_seconds(closed), failure, int(taken is not None)),
        *(str(pin) if pin else None, [str(tag) for tag in tags]),
    ]


def _tasks(delivery_ids: list[UUID]) -> dict[UUID, tuple[Row, Row]]:
    """By delivery, what an order's row says of its pickup and of its drop-off."""
    columns = ("delivery_id", "kind", "id", "state", "assignee_id", "name", "address", "lat", "lon")
    found: dict[UUID, dict[str, Row]] = {}
    for delivery, kind, key, state, holder, *where in Task.objects.filter(
        delivery__in=delivery_ids
    ).values_list(*columns):
        row = [str(key), TASK_STATES.index(state)]
        row += [str(holder) if holder else None, where] if kind == Task.Kind.PICKUP else where
        found.setdefault(delivery, {})[kind] = row
    return {key: (pair["pickup"], pair["dropoff"]) for key, pair in found.items() if len(pair) == 2}


STOP_COLUMNS = ("assignee_id", "id", "rank")
DONE_COLUMNS = (
    *("assignee_id", "kind", "completed_at", "received_at", "name", "address", "delivery__order__number"),
)


def _couriers(riders: list[OnShift], day_began_at: datetime, horizon: datetime) -> list[Row]:
    ids = [rider.courier_id for rider in riders]
    open_stops: dict[UUID, list[Row]] = {key: [] for key in ids}
    todo = Task.objects.filter(assignee__in=ids, state__in=OPEN, window_after__lt=horizon)
    for courier_id, task_id, rank in todo.order_by("rank", "window_after", "id").values_list(*STOP_COLUMNS):
        open_stops[courier_id].append([str(task_id), rank])
    done = Task.objects.filter(assignee__in=ids, state=TaskState.DONE, completed_at__gte=day_began_at)
    newest = done.order_by("assignee", "-completed_at").distinct("assignee").values_list(*DONE_COLUMNS)
    last = {row[0]: _done(row[1:]) for row in newest}
    versions, unseen = _versions(ids)
    bikes = Bike.objects.filter(rider_id__in=ids, is_active=True)
    loads = {rider: row for rider, *row in bikes.values_list("rider_id", "name", "bags", "grams")}
    return [
        [
            *(str(rider.courier_id), rider.code, rider.name, versions.get(rider.courier_id, 0)),
            *(_seconds(rider.starts_at), _seconds(rider.ends_at), int(rider.on_break)),
            int(rider.courier_id in unseen),
            *loads.get(rider.courier_id, ["", rider.capacity_bags, 0]),
            last.get(rider.courier_id),
            open_stops[rider.courier_id],
        ]
        for rider in riders
    ]


def _versions(ids: list[UUID]) -> tuple[dict[UUID, int], set[UUID]]:
    """The versions of queues, and who has their position off: one query."""
    queues = CourierQueue.objects.filter(courier__in=ids).values_list("courier_id", "version")
    off = PositionPause.objects.filter(courier__in=ids, ended_at__isnull=True).annotate(version=Value(-1))
    rows = list(queues.union(off.values_list("courier_id", "version"), all=True))
    return {key: version for key, version in rows if version >= 0}, {key for key, v in rows if v < 0}


def _done(row: Any) -> Row:
    """[is drop-off, when, minutes later received, words, number]."""
    kind, completed, received, name, address, number = row
    is_door = kind == Task.Kind.DROPOFF
    late = int((received - completed).total_seconds() // 60) if received else 0
    return [int(is_door), _seconds(completed), late, address if is_door else name, number]


def _delay(delay: Delay) -> Row:
    """[id, store or null, minutes, begins, ends, reason]."""
    store = str(delay.store_id) if delay.store_id else None
    begins, ends = _seconds(delay.begins_at), _seconds(delay.ends_at)
    return [str(delay.pk), store, delay.minutes, begins, ends, str(Delay.Reason(delay.reason).label)]


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None
