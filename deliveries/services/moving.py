"""Stops moved by hand on the board: the server alone owns their order, and whoever saw an older one is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.dispatch import Problem
from deliveries.domain.groups import in_their_order
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.queues import Stop, appended, in_riding_order, placed, settled, taken_back
from deliveries.models import BoardMove, Order, Task
from deliveries.services.arranging import Queues, Scene
from deliveries.services.assigning import someone_was_quicker
from deliveries.services.groups import check_whole, stale_group
from members.queries.roster import workers

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Move:
    """Whole deliveries, in riding order, or single stops of one courier, to come to a courier or to nobody (`to`).

    In front of stop `before`, last (`is_last`), or behind what there is, at the same door where that is possible.
    `seen` are the versions of the queues concerned as the person saw them, `groups` those of the groups.
    """

    to: UUID | None
    deliveries: tuple[UUID, ...] = ()
    stops: tuple[UUID, ...] = ()
    before: UUID | None = None
    is_last: bool = False
    seen: Mapping[UUID, int] | None = None
    groups: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move touched: its row, and the deliveries and couriers to look at again."""

    row: BoardMove
    deliveries: tuple[UUID, ...]
    couriers: tuple[UUID, ...]


@unit_of_work
def move_stops(
    *, move: Move, by: Actor, at: datetime, problem: Problem | None = None, reason: str = ""
) -> Moved:
    """All of it or nothing. Done stops stay where they are. The doors of a group come in the order of its promises.

    Raises NotFound; Invalid for a move that names nothing or too much; NotAllowedNow when the stops or a group were
    changed since the person saw them, a move would part a group, a drop-off would precede its pickup, the order is
    already carried by someone else, or the courier is not on shift.
    """
    delivery_ids = _deliveries(move)
    scene = Scene(delivery_ids, {move.to} if move.to else set())
    _check_seen(move, scene)
    holders: dict[UUID, UUID | None] = dict.fromkeys(delivery_ids, move.to)
    moving = _moving(move, scene)
    before = snapshot(scene.queues, scene.holders)
    queues = _without(scene.queues, moving)
    if move.to:
        queues[move.to] = settled(_joined(scene.queues[move.to], moving, move))
    scene.write(queues, holders, problem=problem, reason=reason, by=by, at=at)
    row = BoardMove.objects.create(
        kind=BoardMove.Kind.STOPS, before=before, after=snapshot(queues, holders), made_by=str(by), made_at=at
    )
    return Moved(row, tuple(delivery_ids), tuple(queues))


def snapshot(
    queues: Mapping[UUID, list[Stop]], holders: Mapping[UUID, UUID | None]
) -> dict[str, dict[str, Any]]:
    """Queues as ids of stops, and whose each delivery is: what a move is taken back by."""
    return {
        "queues": {str(courier_id): [stop.id for stop in queue] for courier_id, queue in queues.items()},
        "holders": {str(key): str(to) if to else None for key, to in holders.items()},
    }


def put_back(row: BoardMove, *, by: Actor, at: datetime) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Building block: the stops as they were before a move. Deliveries and couriers to look at again.

    What was done since stays done, what came since comes behind. Raises NotAllowedNow if it was changed since.
    """
    wanted = {UUID(key): UUID(to) if to else None for key, to in row.before["holders"].items()}
    couriers = {UUID(key) for key in (*row.before["queues"], *row.after["queues"])}
    scene = Scene(wanted.keys(), couriers)
    made = {UUID(key): UUID(to) if to else None for key, to in row.after["holders"].items()}
    if scene.holders != made or scene.queues.keys() != couriers:
        raise changed_since()
    for group in scene.groups.values():
        is_moved = any(wanted.get(one.job, one.holder) != one.holder for one in group.members)
        if is_moved and any(one.job not in wanted for one in group.members):
            raise changed_since()
    stops = {stop.id: stop for queue in scene.queues.values() for stop in queue}
    stops |= {stop.id: stop for stop in scene.stops_of(list(wanted))}
    queues: Queues = {}
    for courier_id in couriers:
        now = [stop.id for stop in scene.queues[courier_id]]
        old = [
            stop_id
            for stop_id in row.before["queues"].get(str(courier_id), [])
            if stop_id in now or (stop_id in stops and wanted.get(UUID(stops[stop_id].job)) == courier_id)
        ]
        back = taken_back(now, row.after["queues"].get(str(courier_id), []), old)
        if back is None:
            raise changed_since()
        queues[courier_id] = settled([stops[stop_id] for stop_id in back])
    scene.write(queues, wanted, by=by, at=at)
    return tuple(wanted), tuple(couriers)


def changed_since() -> NotAllowedNow:
    return NotAllowedNow(
        "changed_since",
        _("Someone changed it since: it stays as it is. Look at the stops and move them anew."),
    )


def _deliveries(move: Move) -> list[UUID]:
    if not 0 < len(move.deliveries) + len(move.stops) <= MOST_AT_ONCE or (move.deliveries and move.stops):
        raise Invalid("nothing_to_move", _("Choose between 1 and 200 orders to move."))
    if move.deliveries:
        return list(dict.fromkeys(move.deliveries))
    if move.to is None:
        raise Invalid("single_stop", _("A single stop stays with its courier: take the whole order back."))
    found = dict(Task.objects.filter(pk__in=move.stops).values_list("pk", "delivery_id"))
    if len(found) < len(set(move.stops)):
        raise NotFound("no_task", _("There is no such stop."))
    return list(dict.fromkeys(found[stop_id] for stop_id in move.stops))


def _check_seen(move: Move, scene: Scene) -> None:
    """Raises NotAllowedNow for whoever saw other queues than there are."""
    seen = move.seen or {}
    for courier_id, version in seen.items():
        if courier_id in scene.versions and scene.versions[courier_id] != version:
            raise _stale(courier_id)
    for key, present_id in scene.holders.items():
        if present_id is not None and present_id not in seen:
            raise someone_was_quicker(scene.orders[key], present_id)
    if move.to and move.to not in seen:
        raise _stale(move.to)
    if move.deliveries:
        _check_groups(move, scene)


def _check_groups(move: Move, scene: Scene) -> None:
    """Within its courier's own line an order moves by itself. Raises NotAllowedNow."""
    moving = set(move.deliveries)
    for key, group in scene.groups.items():
        is_moved = any(one.job in moving and one.holder != move.to for one in group.members)
        if is_moved and move.groups.get(key, group.row.version) != group.row.version:
            raise stale_group(group.row)
    check_whole(scene.groups.values(), moving, move.to)


def _stale(courier_id: UUID) -> NotAllowedNow:
    known = workers({courier_id})
    name = known[courier_id].name if courier_id in known else "?"
    return NotAllowedNow(
        "stale_queue", _("The stops of %(name)s were changed meanwhile: look at them again."), name=name
    )


def _moving(move: Move, scene: Scene) -> list[Stop]:
    if move.deliveries:
        for key in move.deliveries:
            _check_movable(scene.orders[key], scene.holders[key], move.to)
        stops = scene.stops_of(list(dict.fromkeys(move.deliveries)))
        jobs = in_their_order(move.deliveries, [group.members for group in scene.groups.values()])
        return in_riding_order(stops, [str(key) for key in jobs])
    assert move.to is not None
    if any(scene.tasks[each].kind == Task.Kind.HANDIN for each in move.stops if each in scene.tasks):
        raise Invalid("stop_at_hub", _("The stop at a hub stays where it is: move the others around it."))
    if set(scene.holders.values()) != {move.to}:
        raise Invalid("single_stop", _("A single stop stays with its courier: move the whole order."))
    own = {stop.id: stop for stop in scene.queues[move.to] if stop.kind != "handin"}
    gone = next((each for each in move.stops if str(each) not in own), None)
    if gone is not None:
        raise NotAllowedNow("stop_done", _("This stop is done already: it stays where it is."))
    return [own[str(each)] for each in dict.fromkeys(move.stops)]


def _check_movable(order: Order, present_id: UUID | None, to: UUID | None) -> None:
    if present_id is None and to is None:
        raise NotAllowedNow("waits_already", _("No. %(number)s waits already."), number=order.number)
    if order.state not in (OrderState.PLACED, OrderState.DISPATCHED, OrderState.PICKED_UP):
        raise NotAllowedNow(
            "order_is_closed", _("No. %(number)s is closed: reopen it first."), number=order.number
        )


def _without(queues: Queues, moving: list[Stop]) -> Queues:
    gone = {stop.id for stop in moving}
    return {key: [stop for stop in queue if stop.id not in gone] for key, queue in queues.items()}


def _joined(queue: list[Stop], moving: list[Stop], move: Move) -> list[Stop]:
    if move.before or move.is_last:
        return placed(queue, moving, str(move.before) if move.before else None)
    return appended(queue, moving)
