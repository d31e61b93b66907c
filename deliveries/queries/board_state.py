"""The whole board as plain rows: compact enough for 2,000 stops in one answer, and the same rows for what changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, FilteredRelation, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from coopplatform.journal.reading import here
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Bike, CourierQueue, Delay, Hub, Order, OrderTag, PositionPause, Tag, Task
from deliveries.queries.board import DAY_AND_NIGHT
from deliveries.queries.delays import delays_now
from members.queries.roster import OnShift, on_shift

PROBLEMS = (OrderState.FAILED, OrderState.CANCELLED)
ORDER_STATE = {state.value: place for place, state in enumerate(OrderState)}
TASK_STATE = {state.value: place for place, state in enumerate(TaskState)}
OPEN = (TaskState.WAITING, TaskState.ARRIVED)
PROBLEMS_SHOWN = 60

Row = list[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read anew: these orders, those of these groups, and the columns of these couriers."""

    orders: Collection[UUID] = ()
    deliveries: Collection[UUID] = ()
    couriers: Collection[UUID] = ()
    groups: Collection[UUID] = ()


def board_state(at: datetime, *, day_began_at: datetime, only: Wanted | None = None) -> dict[str, Any]:
    """Everything on the board, or `only` some of it, as JSON-ready rows; times are seconds since 1970.

    `place` is read first: whoever follows the journal from there misses nothing. A fixed number of queries.
    `orders`: id, delivery, number, state, store, placed, ready, promised, ride seconds, bags, grams, is ready
    confirmed, closed, failure, is taken, pin, tags, then the pickup's id, state and holder, its name, address and
    place where that is not the store, the drop-off's id, state, name, address, latitude, longitude, and the group
    it is in as [id, name, version].
    `couriers`: id, code, name, version, began, ends, on break, unseen, bike, bags and grams it carries (the bags of
    the contract without one), the last stop done or null, and the open stops in their order as [task, rank], a hub
    where something changes hands as [task, rank, delivery, state, name].
    """
    place = str(here())
    horizon = day_began_at + DAY_AND_NIGHT
    orders, stores = _orders(day_began_at, horizon, only)
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
        state |= _choices()
    else:
        state["only"] = {
            "orders": [str(each) for each in only.orders],
            "deliveries": [str(each) for each in only.deliveries],
            "couriers": [str(each) for each in only.couriers],
        }
    return state


NUMBER, CLOSED = 2, 12
ORDER_COLUMNS = (
    *("order_key", "delivery_key", "number", "state", "store_key", "placed", "ready", "promised"),
    *(
        "delivery__ride_seconds",
        "bags",
        "grams",
        "is_ready_confirmed",
        "closed",
        "delivery__failure",
        "taken",
    ),
    *("pin_key", "tagged", "pickup_key", "pickup__state", "holder_key"),
    *("pickup__name", "pickup__address", "pickup__lat", "pickup__lon"),
    *("door_key", "door__state", "door__name", "door__address", "door__lat", "door__lon"),
    *("group_key", "grouped__group__name", "grouped__group__version"),
    *("store__name", "store__address", "store__lat", "store__lon"),
)


def _orders(
    day_began_at: datetime, horizon: datetime, only: Wanted | None
) -> tuple[list[Row], dict[str, Row]]:
    """The orders' rows by number, those that went wrong last, and by id the name and place of each store."""
    if only is not None and not (only.orders or only.deliveries or only.groups):
        return [], {}
    shown = Q(closed_at__isnull=True, ready_at__lt=horizon, delivery__carried_by="")
    gone = Order.objects.filter(_of(only), state__in=PROBLEMS, closed_at__gte=day_began_at)
    some = _read(gone).order_by("-closed_at")[:PROBLEMS_SHOWN]
    rows = sorted(_read(Order.objects.filter(shown, _of(only))).union(some, all=True), key=_by_number)
    stores: dict[str, Row] = {}
    found = []
    for *facts, name, address, lat, lon in rows:
        stores[facts[4]] = [name, address, lat, lon]
        found.append(_order(facts, (lat, lon)))
    return found, stores


def _by_number(row: Any) -> tuple[int, int]:
    """Open ones by number, then those that went wrong, the newest first."""
    return (0, row[NUMBER]) if row[CLOSED] is None else (1, -row[CLOSED])


def _read(orders: QuerySet[Order]) -> QuerySet[Order, Any]:
    """Ids as text and moments as seconds out of the database: thousands of rows cost little."""
    return orders.annotate(
        pickup=FilteredRelation("delivery__tasks", condition=Q(delivery__tasks__kind=Task.Kind.PICKUP)),
        door=FilteredRelation("delivery__tasks", condition=Q(delivery__tasks__kind=Task.Kind.DROPOFF)),
        tagged=ArraySubquery(OrderTag.objects.filter(order=OuterRef("pk")).values_list(_text("tag_id"))),
        order_key=_text("id"),
        delivery_key=_text("delivery__id"),
        store_key=_text("store_id"),
        pin_key=_text("pin__courier_id"),
        pickup_key=_text("pickup__id"),
        holder_key=_text("pickup__assignee_id"),
        door_key=_text("door__id"),
        group_key=_text("grouped__group_id"),
        placed=Seconds("placed_at"),
        ready=Seconds("ready_at"),
        promised=Seconds("promised_at"),
        closed=Seconds("closed_at"),
        taken=Seconds("delivery__taken_at"),
    ).values_list(*ORDER_COLUMNS)


class Seconds(Func):
    """A moment as whole seconds since 1970."""

    template = "floor(extract(epoch from %(expressions)s))::bigint"
    output_field = BigIntegerField()


def _text(column: str) -> Cast:
    return Cast(column, TextField())


def _of(only: Wanted | None) -> Q:
    if only is None:
        return Q()
    found = Q(pk__in=only.orders) | Q(delivery__in=only.deliveries)
    return found | Q(grouped__group__in=only.groups) if only.groups else found


def _order(row: list[Any], store: tuple[float, float]) -> Row:
    """As the script takes it: states as their place in the lists above, the pickup's place only where it is its own."""
    group = row[-3:]
    row[-3:] = [None if group[0] is None else group]
    row[3], row[18], row[25] = ORDER_STATE[row[3]], TASK_STATE[row[18]], TASK_STATE[row[25]]
    row[11], row[14] = int(row[11]), int(row[14] is not None)
    origin = row[20:24]
    row[20:24] = [None if (origin[2], origin[3]) == store else origin]
    return row


DONE_COLUMNS = (
    *("assignee_id", "kind", "completed_at", "received_at", "name", "address", "delivery__order__number"),
)


def _couriers(riders: list[OnShift], day_began_at: datetime, horizon: datetime) -> list[Row]:
    ids = [rider.courier_id for rider in riders]
    open_stops: dict[str, list[Row]] = {str(key): [] for key in ids}
    todo = Task.objects.filter(assignee__in=ids, state__in=OPEN, window_after__lt=horizon)
    columns = (_text("assignee_id"), "kind", _text("id"), "rank", _text("delivery_id"), "state", "name")
    for courier_id, kind, *stop in todo.order_by("rank", "window_after", "id").values_list(*columns):
        open_stops[courier_id].append(_at_hub(*stop) if kind == Task.Kind.HANDIN else stop[:2])
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
            open_stops[str(rider.courier_id)],
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


def _at_hub(task_id: str, rank: int, delivery_id: str, state: str, name: str) -> Row:
    return [task_id, rank, delivery_id, TASK_STATE[state], name]


def _choices() -> dict[str, list[Row]]:
    """The tags and hubs there are to choose from, by name: one query."""
    kinds = {"tags": Tag.objects.filter(is_active=True), "hubs": Hub.objects.filter(is_active=True)}
    tags, hubs = (
        rows.annotate(of=Value(kind)).values_list("of", "id", "name") for kind, rows in kinds.items()
    )
    found: dict[str, list[Row]] = {kind: [] for kind in kinds}
    for kind, key, name in tags.union(hubs, all=True).order_by("name"):
        found[kind].append([str(key), name])
    return found


def _delay(delay: Delay) -> Row:
    """[id, store or null, minutes, begins, ends, reason]."""
    store = str(delay.store_id) if delay.store_id else None
    begins, ends = _seconds(delay.begins_at), _seconds(delay.ends_at)
    return [str(delay.pk), store, delay.minutes, begins, ends, str(Delay.Reason(delay.reason).label)]


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None
