"""Orders that go out as one ride, under a name: made, added to, taken out of, dissolved; each can be taken back.

The automatic dispatcher leaves a group alone, whole or in part: a person chose who belongs together, and a person gives
it out. The page says so on the group's card.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from coopplatform.contracts.dispatching import OrderGrouped, OrderUngrouped
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.groups import check_size, holder_of, name_of
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.queues import appended, in_riding_order, settled
from deliveries.models import BoardMove, GroupedOrder, Order, OrderGroup, Pin
from deliveries.services.arranging import Scene
from deliveries.services.assigning import holder, locked_orders
from deliveries.services.groups import dissolve, jobs_of, locked_groups_called, seen_group, touch_groups
from deliveries.services.moving import Moved, changed_since, put_back, snapshot
from deliveries.services.ordering import carried_elsewhere
from deliveries.services.reviving import locked_order
from members.queries.roster import workers

NOTHING_MOVED: dict[str, Any] = {"queues": {}, "holders": {}}


@unit_of_work
def make_group(*, name: str, delivery_ids: Sequence[UUID], by: Actor, at: datetime) -> Moved:
    """Waiting orders become a group. Who was kept for a courier is so no longer: the group goes to one courier.

    Raises NotFound; Invalid for a name or a number of orders that makes no sense; NotAllowedNow for an order that does
    not wait or is in a group already.
    """
    ids = list(dict.fromkeys(delivery_ids))
    name = name_of(name)
    check_size(len(ids))
    orders = locked_orders(ids)
    _check_free(orders)
    for order in orders.values():
        _check_waits(order)
    row = OrderGroup.objects.create(name=name, made_by=str(by), made_at=at)
    _join(row, orders, by=by, at=at)
    return _remembered("made", row, before=None, after=ids, by=by, at=at)


@unit_of_work
def add_to_group(
    *, group_id: UUID, delivery_ids: Sequence[UUID], seen_version: int, by: Actor, at: datetime
) -> Moved:
    """Orders that wait join a group, and come to the courier who has it; so do those this courier has already.

    Raises NotFound; NotAllowedNow for an order that someone else has, is in a group already, or when the group was
    changed since the person saw it.
    """
    ids = list(dict.fromkeys(delivery_ids))
    check_size(len(ids), least=1)
    first = locked_orders({*ids, *jobs_of(group_id)})
    group = seen_group(group_id, seen_version)
    new = {key: first[key] for key in ids}
    _check_free(new)
    to = holder_of(group.members)
    for order in new.values():
        _check_waits(order, or_with=to)
    check_size(len(group.members) + len(new))
    before = jobs_of(group_id)
    _join(group.row, new, by=by, at=at)
    came = [key for key in ids if to and holder(new[key].delivery) is None]
    moved = _brought(to, came, by=by, at=at) if to and came else (NOTHING_MOVED, NOTHING_MOVED)
    if not came:
        touch_groups([group])
    return _remembered("added", group.row, before=before, after=[*before, *ids], moved=moved, by=by, at=at)


@unit_of_work
def take_out_of_group(
    *, group_id: UUID, delivery_ids: Sequence[UUID], seen_version: int, by: Actor, at: datetime
) -> Moved:
    """Orders leave a group and stay where they are: waiting, or with their courier. Without orders it is dissolved.

    Raises NotFound; NotAllowedNow for one that is not in it, or when it was changed since the person saw it.
    """
    ids = list(dict.fromkeys(delivery_ids))
    check_size(len(ids), least=1)
    orders = locked_orders(ids)
    group = seen_group(group_id, seen_version)
    before = jobs_of(group_id)
    for key, order in orders.items():
        if key not in before:
            raise NotAllowedNow(
                "not_in_group",
                _("No. %(number)s is not in the group “%(group)s” any more."),
                number=order.number,
                group=group.row.name,
            )
    after = [key for key in before if key not in orders]
    _leave(group.row, orders, by=by, at=at)
    if not after:
        dissolve(group.row, at)
    touch_groups([group])
    return _remembered("taken_out", group.row, before=before, after=after, by=by, at=at)


@unit_of_work
def dissolve_group(*, group_id: UUID, seen_version: int, by: Actor, at: datetime) -> Moved:
    """Its orders stay where they are, each by itself. Raises NotFound; NotAllowedNow when it was changed since."""
    orders = locked_orders(jobs_of(group_id))
    group = seen_group(group_id, seen_version)
    before = jobs_of(group_id)
    _leave(group.row, {key: order for key, order in orders.items() if key in before}, by=by, at=at)
    dissolve(group.row, at)
    touch_groups([group])
    return _remembered("dissolved", group.row, before=before, after=None, by=by, at=at)


@unit_of_work
def regroup(row: BoardMove, *, by: Actor, at: datetime) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """Take back what was done to a group. Deliveries and couriers to look at again.

    Raises NotAllowedNow if it, or the orders it had, changed since.
    """
    group_id = UUID(row.after["group"])
    was, became = (_ids(side["jobs"]) for side in (row.before, row.after))
    orders = locked_orders({*was, *became})
    group = locked_groups_called([group_id])[group_id]
    if {*jobs_of(group_id)} != {*became}:
        raise changed_since()
    coming = {key: orders[key] for key in was if key not in became}
    if GroupedOrder.objects.filter(order__in=list(coming.values())).exists():
        raise changed_since()
    couriers: tuple[UUID, ...] = ()
    _leave(group.row, {key: orders[key] for key in became if key not in was}, by=by, at=at)
    if row.before["holders"]:
        _deliveries, couriers = put_back(row, by=by, at=at)
    _join(group.row, coming, by=by, at=at)
    OrderGroup.objects.filter(pk=group_id).update(dissolved_at=None if was else at)
    touch_groups([group])
    return tuple({*was, *became}), couriers


@unit_of_work
def rejoin(*, order_id: UUID, group_id: UUID, left_at: datetime, by: Actor, at: datetime) -> None:
    """An order that left its group with its cancellation is back in it, unless the group was dissolved since."""
    orders = {order.delivery.pk: order for order in [locked_order(order_id)]}
    group = locked_groups_called([group_id])[group_id]
    if group.row.dissolved_at not in (None, left_at):
        return
    _join(group.row, orders, by=by, at=at)
    OrderGroup.objects.filter(pk=group_id).update(dissolved_at=None)
    touch_groups([group])


def _check_free(orders: Mapping[UUID, Order]) -> None:
    taken = (
        GroupedOrder.objects.filter(order__in=list(orders.values())).select_related("order", "group").first()
    )
    if taken:
        raise NotAllowedNow(
            "grouped_already",
            _("No. %(number)s is in the group “%(group)s” already: take it out there first."),
            number=taken.order.number,
            group=taken.group.name,
        )


def _check_waits(order: Order, *, or_with: UUID | None = None) -> None:
    """Raises NotAllowedNow."""
    if order.delivery.carried_by:
        raise carried_elsewhere(order)
    present_id = holder(order.delivery)
    if order.state == OrderState.PLACED or (order.state == OrderState.DISPATCHED and present_id == or_with):
        return
    if order.state == OrderState.DISPATCHED and present_id:
        raise NotAllowedNow(
            "has_courier",
            _("No. %(number)s is with %(name)s: take it back first."),
            number=order.number,
            name=workers({present_id})[present_id].name,
        )
    raise NotAllowedNow("not_waiting", _("No. %(number)s does not wait any more."), number=order.number)


def _join(row: OrderGroup, orders: Mapping[UUID, Order], *, by: Actor, at: datetime) -> None:
    GroupedOrder.objects.bulk_create(GroupedOrder(order=order, group=row) for order in orders.values())
    Pin.objects.filter(order__in=list(orders.values())).delete()
    for key, order in orders.items():
        record(OrderGrouped(group_id=row.pk, **_whose(key, order), occurred_at=at), by=by)


def _leave(row: OrderGroup, orders: Mapping[UUID, Order], *, by: Actor, at: datetime) -> None:
    GroupedOrder.objects.filter(order__in=list(orders.values())).delete()
    for key, order in orders.items():
        record(OrderUngrouped(group_id=row.pk, **_whose(key, order), occurred_at=at), by=by)


def _whose(key: UUID, order: Order) -> dict[str, Any]:
    return {"delivery_id": key, "store_id": order.store_id, "courier_id": holder(order.delivery)}


def _brought(
    to: UUID, jobs: Sequence[UUID], *, by: Actor, at: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Waiting orders come behind what the group's courier has. What it was before and after, to take it back."""
    scene = Scene(jobs, {to})
    moving = in_riding_order(scene.stops_of(jobs), [str(key) for key in jobs])
    holders: dict[UUID, UUID | None] = dict.fromkeys(jobs, to)
    queues = {to: settled(appended(scene.queues[to], moving))}
    before = snapshot(scene.queues, scene.holders)
    scene.write(queues, holders, by=by, at=at)
    return before, snapshot(queues, holders)


def _remembered(
    act: str,
    row: OrderGroup,
    *,
    before: Sequence[UUID] | None,
    after: Sequence[UUID] | None,
    moved: tuple[dict[str, Any], dict[str, Any]] = (NOTHING_MOVED, NOTHING_MOVED),
    by: Actor,
    at: datetime,
) -> Moved:
    """Kept, so that it can be taken back. `before` and `after` are the group's deliveries, None where it was not."""
    sides = [
        {**queues, "group": str(row.pk), "act": act, "jobs": [str(key) for key in jobs or ()]}
        for queues, jobs in zip(moved, (before, after), strict=True)
    ]
    kept = BoardMove.objects.create(
        kind=BoardMove.Kind.GROUP, before=sides[0], after=sides[1], made_by=str(by), made_at=at
    )
    couriers = tuple(UUID(key) for key in moved[1]["queues"])
    return Moved(kept, tuple({*(before or ()), *(after or ())}), couriers)


def _ids(values: Sequence[str]) -> list[UUID]:
    return [UUID(value) for value in values]
