"""The dispatcher's board: what waits, who rides, what is late."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Order, Task
from deliveries.queries.following import switched_off_among
from members.queries.roster import OnShift, Worker, on_shift, workers

TO_DO = (TaskState.WAITING, TaskState.ARRIVED)
DAY_AND_NIGHT = timedelta(hours=27)
"""From midnight to midnight, and what an evening's work may take beyond."""


@dataclass(frozen=True, slots=True)
class BoardOrder:
    """An open order as the board shows it."""

    order: Order
    pickup: Task
    dropoff: Task
    courier: Worker | None
    is_late: bool
    slack_minutes: int


@dataclass(frozen=True, slots=True)
class Column:
    """A courier on shift with the stops of their day still to do, and the last one done.

    `is_unseen`: their position is switched off, by their own hand. Where they are, `services.looking` says.
    """

    courier: OnShift
    stops: list[Task] = field(default_factory=list)
    is_unseen: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    waiting: list[BoardOrder]
    riding: list[BoardOrder]
    columns: list[Column]
    delivered_today: int

    @property
    def late(self) -> int:
        return sum(row.is_late for row in (*self.waiting, *self.riding))


def board(at: datetime, *, day_began_at: datetime) -> Board:
    """Today's open orders, the most urgent first, and a column a courier.

    A fixed number of queries, whatever the size. Orders of later days are planned as tours.
    """
    orders = (
        Order.objects.filter(
            closed_at__isnull=True, ready_at__lt=day_began_at + DAY_AND_NIGHT, delivery__carried_by=""
        )
        .select_related("store", "delivery")
        .prefetch_related("delivery__tasks")
        .order_by("promised_at")
    )
    rows = [_row(order, at) for order in orders]
    couriers = on_shift()
    known = workers({pickup.assignee_id for _order, (pickup, _dropoff) in rows if pickup.assignee_id})
    shown = [_shown(order, pair, known, at) for order, pair in rows]
    return Board(
        waiting=[row for row in shown if row.order.state == OrderState.PLACED],
        riding=[row for row in shown if row.order.state != OrderState.PLACED],
        columns=_columns(couriers, day_began_at),
        delivered_today=Order.objects.filter(state=OrderState.DELIVERED, closed_at__gte=day_began_at).count(),
    )


def board_order(order_id: UUID, at: datetime) -> BoardOrder | None:
    order = (
        Order.objects.filter(pk=order_id)
        .select_related("store", "delivery")
        .prefetch_related("delivery__tasks")
        .first()
    )
    if order is None:
        return None
    _, pair = _row(order, at)
    return _shown(order, pair, workers({pair[0].assignee_id} if pair[0].assignee_id else set()), at)


def _row(order: Order, at: datetime) -> tuple[Order, tuple[Task, Task]]:
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    return order, (tasks[Task.Kind.PICKUP], tasks[Task.Kind.DROPOFF])


def _shown(order: Order, pair: tuple[Task, Task], known: dict[UUID, Worker], at: datetime) -> BoardOrder:
    """Late once the promise can no longer be kept, counting the ride."""
    pickup, dropoff = pair
    ride = timedelta(seconds=order.delivery.ride_seconds)
    earliest = at if order.state == OrderState.PICKED_UP else max(at, order.ready_at) + ride
    slack = int((order.promised_at - earliest).total_seconds() // 60)
    courier = known.get(pickup.assignee_id) if pickup.assignee_id else None
    return BoardOrder(order, pickup, dropoff, courier, slack < 0, slack)


def _columns(couriers: list[OnShift], day_began_at: datetime) -> list[Column]:
    ids = [courier.courier_id for courier in couriers]
    unseen = switched_off_among(ids)
    stops: dict[UUID, list[Task]] = {courier_id: [] for courier_id in ids}
    for task in day_tasks(ids, day_began_at):
        if task.assignee_id:
            stops[task.assignee_id].append(task)
    return [Column(c, stops[c.courier_id], c.courier_id in unseen) for c in couriers]


def day_tasks(courier_ids: list[UUID], day_began_at: datetime) -> list[Task]:
    """Stops done since the day began, as they were done, before those to do, in the order they are queued.

    What is planned for another day waits for it.
    """
    mine = Task.objects.filter(assignee_id__in=courier_ids)
    done = mine.filter(state=TaskState.DONE, completed_at__gte=day_began_at)
    todo = mine.filter(state__in=TO_DO, window_after__lt=day_began_at + DAY_AND_NIGHT)
    shown = ("delivery__order__store", "delivery__order__grouped__group")
    return [
        *done.select_related(*shown).order_by("completed_at", "rank", "id"),
        *todo.select_related(*shown).order_by("rank", "window_after", "id"),
    ]
