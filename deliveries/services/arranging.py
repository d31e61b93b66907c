"""What a move on the board touches, locked; and how it is written: deliveries change hands, queues their order."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.dispatching import StopsReordered, TasksUnassigned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from deliveries.domain.dispatch import Problem
from deliveries.domain.lifecycle import ORDER, OrderEvent, OrderState, TaskState
from deliveries.domain.queues import Stop, ranks
from deliveries.models import Order, Task
from deliveries.services.assigning import decision_of, hand_over, holder, locked_orders
from deliveries.services.groups import locked_groups, touch_groups
from deliveries.services.ordering import carried_elsewhere
from deliveries.services.queueing import TO_DO, leave_queue, locked_queues, touch_queues
from members.queries.roster import couriers_on_shift

Queues = dict[UUID, list[Stop]]


class Scene:
    """Orders and queues of a move, locked in one order everywhere: orders, then groups, then queues.

    `groups` are those the orders are in; `queues` are the open stops of every courier concerned, in their order;
    `holders` whose each delivery is now. Raises NotFound for an unknown delivery.
    """

    def __init__(self, delivery_ids: Collection[UUID], courier_ids: Collection[UUID]) -> None:
        self.orders = locked_orders(delivery_ids)
        self.holders = {key: holder(order.delivery) for key, order in self.orders.items()}
        self.groups = locked_groups(self.orders.values())
        concerned = {*courier_ids, *(each for each in self.holders.values() if each)}
        self.versions = locked_queues(concerned)
        open_tasks = Task.objects.filter(assignee__in=concerned, state__in=TO_DO)
        found = open_tasks.select_related("delivery__order").order_by("rank", "window_after", "id")
        self.tasks: dict[UUID, Task] = {task.pk: task for task in found}
        self.queues: Queues = {courier_id: [] for courier_id in concerned}
        for task in self.tasks.values():
            assert task.assignee_id is not None
            self.queues[task.assignee_id].append(stop_of(task, task.delivery.order.number))
        for order in self.orders.values():
            for task in order.delivery.tasks.all():
                if task.state in TO_DO:
                    self.tasks.setdefault(task.pk, task)

    def stops_of(self, delivery_ids: Sequence[UUID]) -> list[Stop]:
        """The open stops of these deliveries, wherever they are; not where one of them is brought to a hub."""
        return [
            stop_of(task, self.orders[key].number)
            for key in delivery_ids
            for task in self.orders[key].delivery.tasks.all()
            if task.pk in self.tasks and task.kind != Task.Kind.HANDIN
        ]

    def write(
        self,
        queues: Mapping[UUID, Sequence[Stop]],
        holders: Mapping[UUID, UUID | None],
        *,
        problem: Problem | None = None,
        reason: str = "",
        by: Actor,
        at: datetime,
    ) -> None:
        """The queues as they shall be, and whose each of the deliveries is then. Raises NotAllowedNow."""
        changing = {key: to for key, to in holders.items() if to != self.holders[key]}
        self._check(changing)
        touch_groups(g for g in self.groups.values() if any(one.job in changing for one in g.members))
        touch_queues(queues.keys())
        given = {key: to for key, to in changing.items() if to}
        for key, to in changing.items():
            if to is None and (present := self.holders[key]):
                let_go(self.orders[key], present, by=by, at=at)
        moving: dict[UUID, list[Order]] = {}
        for key, to in given.items():
            moving.setdefault(to, []).append(self.orders[key])
        hand_over(
            list(moving.items()),
            queue=lambda: self._rank(queues, given),
            decided=lambda order, courier_id: decision_of(order, courier_id, problem),
            reason=reason,
            by=by,
            at=at,
        )
        told = set(moving) | {self.holders[key] for key in changing}
        for courier_id, queue in queues.items():
            if courier_id not in told and queue != self.queues[courier_id]:
                record(StopsReordered(courier_id=courier_id, occurred_at=at), by=by)

    def _check(self, changing: Mapping[UUID, UUID | None]) -> None:
        for key in changing:
            order = self.orders[key]
            if order.delivery.carried_by:
                raise carried_elsewhere(order)
            if order.state not in (OrderState.PLACED, OrderState.DISPATCHED):
                raise NotAllowedNow(f"order_is_{order.state}", ORDER.refusals[OrderState(order.state)])
        wanted = {to for to in changing.values() if to}
        if wanted - couriers_on_shift(wanted):
            raise NotAllowedNow("not_on_shift", _("This courier is not on shift now: choose another."))

    def _rank(self, queues: Mapping[UUID, Sequence[Stop]], given: Mapping[UUID, UUID]) -> None:
        """Who comes to a courier waits for them anew; the others only change their place, if at all."""
        kept: list[Task] = []
        taken: list[Task] = []
        for courier_id, queue in queues.items():
            for stop_id, rank in ranks(queue).items():
                task = self.tasks[UUID(stop_id)]
                is_new = given.get(task.delivery_id) == courier_id and task.kind != Task.Kind.HANDIN
                if is_new:
                    task.assignee_id, task.state, task.arrived_at = courier_id, TaskState.WAITING, None
                if is_new or task.rank != rank:
                    task.rank = rank
                    (taken if is_new else kept).append(task)
        Task.objects.bulk_update(taken, ["assignee", "rank", "state", "arrived_at"])
        Task.objects.bulk_update(kept, ["rank"])


def stop_of(task: Task, number: int) -> Stop:
    door, opens_at = (task.lat, task.lon), task.window_after.timestamp()
    return Stop(str(task.pk), str(task.delivery_id), task.stop_kind, number, door, opens_at)


def let_go(order: Order, courier_id: UUID, *, by: Actor, at: datetime) -> None:
    """Building block: a locked order waits again."""
    order.state = ORDER.next(OrderState(order.state), OrderEvent.RECALL)
    order.save(update_fields=["state"])
    leave_queue(order.delivery)
    event = TasksUnassigned(
        delivery_id=order.delivery.pk, store_id=order.store_id, courier_id=courier_id, occurred_at=at
    )
    record(event, by=by)
