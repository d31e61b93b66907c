"""What may happen next to an order and to a task: two tables, read from left to right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _

StopKind = Literal["pickup", "dropoff", "handin"]
"""A hand-in ends the ride of whoever brings a delivery to a hub; its pickup is there then."""

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


class OrderState(StrEnum):
    PLACED = "placed"
    DISPATCHED = "dispatched"
    PICKED_UP = "picked_up"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OrderEvent(StrEnum):
    DISPATCH = "dispatch"
    RECALL = "recall"
    PICK_UP = "pick_up"
    PUT_BACK = "put_back"
    DELIVER = "deliver"
    FAIL = "fail"
    REOPEN = "reopen"
    CANCEL = "cancel"
    RESTORE = "restore"


class TaskState(StrEnum):
    WAITING = "waiting"
    ARRIVED = "arrived"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TaskEvent(StrEnum):
    ARRIVE = "arrive"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    REOPEN = "reopen"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S, E]):
    """A transition table, and for each state the sentence that explains a refusal."""

    name: str
    table: Mapping[tuple[S, E], S]
    refusals: Mapping[S, str]

    def next(self, state: S, event: E) -> S:
        """The state after `event`. Raises NotAllowedNow, with what stands in the way."""
        if (state, event) not in self.table:
            code = f"{self.name}_is_{state}"
            raise NotAllowedNow(code, self.refusals[state])
        return self.table[state, event]

    def allows(self, state: S, event: E) -> bool:
        return (state, event) in self.table


ORDER = Lifecycle(
    "order",
    {
        (OrderState.PLACED, OrderEvent.DISPATCH): OrderState.DISPATCHED,
        (OrderState.PLACED, OrderEvent.CANCEL): OrderState.CANCELLED,
        (OrderState.DISPATCHED, OrderEvent.RECALL): OrderState.PLACED,
        (OrderState.DISPATCHED, OrderEvent.PICK_UP): OrderState.PICKED_UP,
        (OrderState.DISPATCHED, OrderEvent.FAIL): OrderState.FAILED,
        (OrderState.DISPATCHED, OrderEvent.CANCEL): OrderState.CANCELLED,
        (OrderState.PICKED_UP, OrderEvent.PUT_BACK): OrderState.DISPATCHED,
        (OrderState.PICKED_UP, OrderEvent.DELIVER): OrderState.DELIVERED,
        (OrderState.PICKED_UP, OrderEvent.FAIL): OrderState.FAILED,
        (OrderState.DELIVERED, OrderEvent.REOPEN): OrderState.PICKED_UP,
        (OrderState.FAILED, OrderEvent.REOPEN): OrderState.DISPATCHED,
        (OrderState.CANCELLED, OrderEvent.RESTORE): OrderState.PLACED,
    },
    {
        OrderState.PLACED: _("No courier has this order yet."),
        OrderState.DISPATCHED: _("A courier is on the way to pick this order up."),
        OrderState.PICKED_UP: _("A courier is already carrying this order."),
        OrderState.DELIVERED: _("This order is already delivered."),
        OrderState.FAILED: _("This order could not be delivered; reopen it first."),
        OrderState.CANCELLED: _("This order was cancelled."),
    },
)

TASK = Lifecycle(
    "task",
    {
        (TaskState.WAITING, TaskEvent.ARRIVE): TaskState.ARRIVED,
        (TaskState.WAITING, TaskEvent.COMPLETE): TaskState.DONE,
        (TaskState.WAITING, TaskEvent.FAIL): TaskState.FAILED,
        (TaskState.WAITING, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.ARRIVED, TaskEvent.COMPLETE): TaskState.DONE,
        (TaskState.ARRIVED, TaskEvent.FAIL): TaskState.FAILED,
        (TaskState.ARRIVED, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.ARRIVED, TaskEvent.REOPEN): TaskState.WAITING,
        (TaskState.DONE, TaskEvent.REOPEN): TaskState.ARRIVED,
        (TaskState.FAILED, TaskEvent.REOPEN): TaskState.ARRIVED,
        (TaskState.CANCELLED, TaskEvent.RESTORE): TaskState.WAITING,
    },
    {
        TaskState.WAITING: _("Nothing has happened at this stop yet."),
        TaskState.ARRIVED: _("The courier is already at this stop."),
        TaskState.DONE: _("This stop is already done."),
        TaskState.FAILED: _("This stop was reported as a problem; reopen it first."),
        TaskState.CANCELLED: _("This stop was cancelled."),
    },
)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """As much of a task as its order's state depends on."""

    kind: StopKind
    state: TaskState
    assigned: bool


def order_state(tasks: Iterable[TaskFacts]) -> OrderState:
    """The order's state, read off its tasks: what happened on the street is the truth."""
    known = list(tasks)
    states = {task.state for task in known}
    if not known or TaskState.CANCELLED in states:
        return OrderState.CANCELLED
    if TaskState.FAILED in states:
        return OrderState.FAILED
    if states == {TaskState.DONE}:
        return OrderState.DELIVERED
    if all(task.state == TaskState.DONE for task in known if task.kind == "pickup"):
        return OrderState.PICKED_UP
    return OrderState.DISPATCHED if all(task.assigned for task in known) else OrderState.PLACED


def check_order_of_stops(event: TaskEvent, kind: StopKind, pickup: TaskState) -> None:
    """A bag is carried before it is handed over. Raises NotAllowedNow for a drop-off before its pickup."""
    if kind == "dropoff" and event in (TaskEvent.ARRIVE, TaskEvent.COMPLETE) and pickup != TaskState.DONE:
        raise NotAllowedNow("pickup_not_done", _("Pick the order up first, then deliver it."))
