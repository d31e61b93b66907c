"""The board as the dispatcher reads it: each order with its suggestion and its reason, each courier's line."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from coopplatform.kernel.text import Sentence
from deliveries.domain.dispatch import Suggestion
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Hub, OrderGroup, Pin, Task
from deliveries.queries.automatic import Automatic, automatic
from deliveries.queries.board import BoardOrder, Column, board
from deliveries.queries.groups import groups_by_order
from deliveries.queries.incidents import open_incidents_count
from deliveries.queries.proofs import incomplete_count
from deliveries.queries.relays import hubs_in_use
from deliveries.queries.suggestions import Advice, suggestions
from deliveries.web.clock import day_began
from members.queries.roster import OnShift, Worker, workers

DONE_SHOWN = 1
KEYS = 9
LATE = timedelta(minutes=2)
"""From how long on it is worth a word that a tap came in late."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A courier suggested for an order: when they leave, and with which other orders.

    `delivery_ids` are all of the ride, in drop-off order; accepting takes them together.
    """

    courier: OnShift
    is_now: bool
    leave_at: datetime
    delivery_ids: tuple[UUID, ...]
    also: tuple[int, ...] = ()
    is_added: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """An open order with what the engine says about it."""

    facts: BoardOrder
    reason: Sentence | None = None
    offer: Offer | None = None
    pinned_to: Worker | None = None
    group: OrderGroup | None = None

    @property
    def late_minutes(self) -> int:
        return -self.facts.slack_minutes if self.facts.is_late else 0

    @property
    def can_change(self) -> bool:
        return self.facts.order.state in (OrderState.PLACED, OrderState.DISPATCHED)


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """Orders that go out as one ride, by their promise; `courier` has all of those that are not picked up."""

    group: OrderGroup
    rows: list[Row]

    @property
    def courier(self) -> Worker | None:
        holders = {row.facts.courier for row in self.rows if row.can_change}
        return holders.pop() if len(holders) == 1 else None

    @property
    def can_move(self) -> bool:
        return any(row.can_change for row in self.rows)

    @property
    def late_minutes(self) -> int:
        return max(row.late_minutes for row in self.rows)


@dataclass(frozen=True, slots=True)
class BoardStop:
    """A stop in a courier's column; `is_slot` is the place a suggestion would take."""

    kind: str
    at: datetime
    words: str
    number: int
    is_pickup: bool
    is_past: bool = False
    is_slot: bool = False
    late_minutes: int = 0
    received_at: datetime | None = None
    """When the tap came in, where that was minutes after it was made."""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    courier: OnShift
    key: int | None
    stops: list[BoardStop] = field(default_factory=list)
    to_do: int = 0
    is_unseen: bool = False


@dataclass(frozen=True, slots=True)
class BoardPage:
    at: datetime
    waiting: list[Row]
    riding: list[Row]
    columns: list[BoardColumn]
    late: int
    delivered_today: int
    notes: tuple[Sentence, ...]
    automatic: Automatic
    proofs_to_look_at: int
    incidents_open: int
    hubs: list[Hub]
    groups: list[BoardGroup]

    @property
    def alone(self) -> list[Row]:
        """What waits by itself."""
        return [row for row in self.waiting if row.group is None]


def board_page(at: datetime) -> BoardPage:
    """Everything on the board at this moment, the late first. A fixed number of queries."""
    facts = board(at, day_began_at=day_began(at))
    advice = suggestions(at)
    couriers = {str(column.courier.courier_id): column.courier for column in facts.columns}
    pins = dict(Pin.objects.values_list("order", "courier"))
    grouped = groups_by_order()
    pinned = workers(set(pins.values())) if pins else {}
    offers = _Offers(advice, couriers, {str(row.order.pk): row.order.number for row in facts.waiting})
    waiting = [
        Row(
            row,
            advice.reason(str(row.order.pk)),
            offers.of(str(row.order.pk)),
            pinned.get(pins[row.order.pk]) if row.order.pk in pins else None,
            grouped.get(row.order.pk),
        )
        for row in facts.waiting
    ]
    riding = [Row(row, group=grouped.get(row.order.pk)) for row in _late_first(facts.riding)]
    return BoardPage(
        at=at,
        waiting=sorted(waiting, key=lambda row: (row.facts.slack_minutes, row.facts.order.number)),
        riding=riding,
        columns=[_column(column, i, waiting, at) for i, column in enumerate(facts.columns)],
        late=facts.late,
        delivered_today=facts.delivered_today,
        notes=advice.notes,
        automatic=automatic(at),
        proofs_to_look_at=incomplete_count(day_began(at), at),
        incidents_open=open_incidents_count(),
        hubs=hubs_in_use(),
        groups=_groups([*waiting, *riding]),
    )


def _groups(rows: list[Row]) -> list[BoardGroup]:
    """The late first."""
    found: dict[UUID, BoardGroup] = {}
    for row in sorted(rows, key=lambda row: (row.facts.order.promised_at, row.facts.order.number)):
        if row.group:
            found.setdefault(row.group.pk, BoardGroup(row.group, [])).rows.append(row)
    return sorted(found.values(), key=lambda one: (-one.late_minutes, one.group.name))


class _Offers:
    """The engine's suggestions by waiting order."""

    def __init__(self, advice: Advice, couriers: dict[str, OnShift], numbers: dict[str, int]) -> None:
        decision = advice.decision
        self._advice, self._couriers, self._numbers = advice, couriers, numbers
        self._suggested = {order_id: s for s in decision.suggestions for order_id in s.order_ids}

    def of(self, order_id: str) -> Offer | None:
        suggestion: Suggestion | None = self._suggested.get(order_id)
        courier = self._couriers.get(suggestion.courier_id) if suggestion else None
        if suggestion is None or courier is None:
            return None
        return Offer(
            courier=courier,
            is_now=suggestion.now,
            leave_at=datetime.fromtimestamp(suggestion.leave_at, tz=UTC),
            delivery_ids=tuple(self._advice.delivery_of_order[each] for each in suggestion.order_ids),
            also=tuple(
                self._numbers[each]
                for each in suggestion.order_ids
                if each != order_id and each in self._numbers
            ),
            is_added=suggestion.is_added,
        )


def _late_first(rows: list[BoardOrder]) -> list[BoardOrder]:
    return sorted(rows, key=lambda row: (row.slack_minutes, row.order.number))


def _column(column: Column, index: int, waiting: list[Row], at: datetime) -> BoardColumn:
    tasks = column.stops
    done = [task for task in tasks if task.state == TaskState.DONE][-DONE_SHOWN:]
    todo = [task for task in tasks if task.completed_at is None]
    stops = [_stop(task, at, is_next=False) for task in done]
    stops += [_stop(task, at, is_next=task is todo[0]) for task in todo]
    mine = column.courier.courier_id
    for row in waiting:
        if row.offer and row.offer.courier.courier_id == mine:
            stops += [_slot(row.facts.pickup, row), _slot(row.facts.dropoff, row)]
    return BoardColumn(
        column.courier, index + 1 if index < KEYS else None, stops, len(todo), column.is_unseen
    )


def _stop(task: Task, at: datetime, *, is_next: bool) -> BoardStop:
    is_pickup = task.kind == Task.Kind.PICKUP
    due = task.window_after if is_pickup else task.window_before
    late = 0 if task.completed_at or is_pickup else max(0, (at - due) // timedelta(minutes=1))
    received = task.received_at if task.completed_at and task.received_at else None
    return BoardStop(
        kind=_shape(task, is_next=is_next),
        at=task.completed_at or due,
        words=task.address if task.kind == Task.Kind.DROPOFF else task.name,
        number=task.delivery.order.number,
        is_pickup=is_pickup,
        is_past=bool(task.completed_at),
        late_minutes=late,
        received_at=received if received and received - (task.completed_at or received) >= LATE else None,
    )


def _shape(task: Task, *, is_next: bool) -> str:
    """Dashed until the courier has taken it."""
    if task.completed_at:
        return "done"
    is_sure = task.delivery.taken_at is not None or task.state != TaskState.WAITING
    return (
        f"next-{task.shape}" if is_next and is_sure else task.shape if is_sure else f"suggested-{task.shape}"
    )


def _slot(task: Task, row: Row) -> BoardStop:
    is_pickup = task.kind == Task.Kind.PICKUP
    return BoardStop(
        kind=f"suggested-{task.shape}",
        at=task.window_after if is_pickup else task.window_before,
        words=task.name if is_pickup else task.address,
        number=row.facts.order.number,
        is_pickup=is_pickup,
        is_slot=True,
        late_minutes=0 if is_pickup else row.late_minutes,
    )
