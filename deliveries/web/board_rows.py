"""The board as the dispatcher reads it: each order with its suggestion and its reasons, each courier's line."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from coopplatform.kernel.text import Sentence
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Task
from deliveries.queries.board import BoardOrder, Column, board
from deliveries.queries.suggestions import Advice, suggestions
from deliveries.web.clock import day_began
from members.queries.roster import OnShift

DONE_SHOWN = 1
KEYS = 9


@dataclass(frozen=True, slots=True)
class Option:
    """A courier one may choose for an order: what it costs the whole board, or why not."""

    courier: OnShift
    key: int | None
    extra_minutes: int | None = None
    why_not: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An open order with what the engine says about it."""

    facts: BoardOrder
    options: list[Option]
    suggested: OnShift | None = None
    reason: Sentence | None = None

    @property
    def late_minutes(self) -> int:
        return -self.facts.slack_minutes if self.facts.is_late else 0

    @property
    def can_change(self) -> bool:
        return self.facts.order.state in (OrderState.PLACED, OrderState.DISPATCHED)


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


@dataclass(frozen=True, slots=True)
class BoardColumn:
    courier: OnShift
    key: int | None
    stops: list[BoardStop] = field(default_factory=list)
    to_do: int = 0


@dataclass(frozen=True, slots=True)
class BoardPage:
    at: datetime
    waiting: list[Row]
    riding: list[Row]
    columns: list[BoardColumn]
    late: int
    delivered_today: int


def board_page(at: datetime) -> BoardPage:
    """Everything on the board at this moment, the late first. A fixed number of queries."""
    facts = board(at, day_began_at=day_began(at))
    advice = suggestions(at)
    couriers = [column.courier for column in facts.columns]
    known = _by_order(advice)
    waiting = [_row(row, couriers, known.get(str(row.order.pk), {})) for row in facts.waiting]
    return BoardPage(
        at=at,
        waiting=sorted(waiting, key=lambda row: (row.facts.slack_minutes, row.facts.order.number)),
        riding=[_row(row, couriers, {}) for row in _late_first(facts.riding)],
        columns=[_column(column, i, waiting, at) for i, column in enumerate(facts.columns)],
        late=facts.late,
        delivered_today=facts.delivered_today,
    )


def _late_first(rows: list[BoardOrder]) -> list[BoardOrder]:
    return sorted(rows, key=lambda row: (row.slack_minutes, row.order.number))


def _by_order(advice: Advice) -> dict[str, dict[str, Any]]:
    """What was said about each order: a suggestion, or why it waits."""
    said: dict[str, dict[str, Any]] = {
        waiting.order_id: {"reason": waiting.reason} for waiting in advice.decision.waiting
    }
    said |= {gone.id: {"reason": gone.reason} for gone in advice.decision.left_out if not gone.is_courier}
    for suggestion in advice.decision.suggestions:
        facts: dict[str, Any] = {"courier": suggestion.courier_id}
        if why := advice.why(suggestion.order_ids[0]):
            facts |= {
                "reason": why.reason,
                "extra": {a.courier_id: round(a.extra_minutes) for a in why.alternatives},
                "why_not": {w.courier_id: w.reason for w in why.why_not},
            }
        said |= dict.fromkeys(suggestion.order_ids, facts)
    return said


def _row(facts: BoardOrder, couriers: list[OnShift], said: dict[str, Any]) -> Row:
    options = [
        Option(
            courier,
            _key(index),
            said.get("extra", {}).get(str(courier.courier_id)),
            said.get("why_not", {}).get(str(courier.courier_id)),
        )
        for index, courier in enumerate(couriers)
    ]
    suggested = next((c for c in couriers if str(c.courier_id) == said.get("courier")), None)
    return Row(facts, options, suggested, said.get("reason"))


def _key(index: int) -> int | None:
    return index + 1 if index < KEYS else None


def _column(column: Column, index: int, waiting: list[Row], at: datetime) -> BoardColumn:
    tasks = column.stops
    done = [task for task in tasks if task.state == TaskState.DONE][-DONE_SHOWN:]
    todo = [task for task in tasks if task.completed_at is None]
    stops = [_stop(task, at, is_next=False) for task in done]
    stops += [_stop(task, at, is_next=task is todo[0]) for task in todo]
    mine = column.courier.courier_id
    for row in waiting:
        if row.suggested and row.suggested.courier_id == mine:
            stops += [_slot(row.facts.pickup, row), _slot(row.facts.dropoff, row)]
    return BoardColumn(column.courier, _key(index), stops, len(todo))


def _stop(task: Task, at: datetime, *, is_next: bool) -> BoardStop:
    is_pickup = task.kind == Task.Kind.PICKUP
    due = task.window_after if is_pickup else task.window_before
    late = 0 if task.completed_at or is_pickup else max(0, (at - due) // timedelta(minutes=1))
    kind = "done" if task.completed_at else f"next-{task.kind}" if is_next else task.kind
    return BoardStop(
        kind=kind,
        at=task.completed_at or due,
        words=task.name if is_pickup else task.address,
        number=task.delivery.order.number,
        is_pickup=is_pickup,
        is_past=bool(task.completed_at),
        late_minutes=late,
    )


def _slot(task: Task, row: Row) -> BoardStop:
    is_pickup = task.kind == Task.Kind.PICKUP
    return BoardStop(
        kind=f"suggested-{task.kind}",
        at=task.window_after if is_pickup else task.window_before,
        words=task.name if is_pickup else task.address,
        number=row.facts.order.number,
        is_pickup=is_pickup,
        is_slot=True,
        late_minutes=0 if is_pickup else row.late_minutes,
    )
