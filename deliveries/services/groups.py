"""Groups of orders as every move meets them: locked, kept whole, left by an order that goes its own way.

Whoever locks several things locks orders first, then groups, then queues. A group moves as a whole or not at all: one
of its orders goes elsewhere only once it is taken out, or when its courier hands it back.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from coopplatform.contracts.dispatching import OrderUngrouped
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from deliveries.domain.groups import Member, left_behind
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Delivery, GroupedOrder, Order, OrderGroup, Task

MOVABLE = (OrderState.PLACED, OrderState.DISPATCHED)


@dataclass(frozen=True, slots=True)
class Group:
    """A locked group with its open orders that are not picked up, by their promise."""

    row: OrderGroup
    members: tuple[Member, ...]


def locked_groups(orders: Iterable[Order]) -> dict[UUID, Group]:
    """The groups that these locked orders are in, by id; one query where there are none, three at most."""
    ids = set(GroupedOrder.objects.filter(order__in=list(orders)).values_list("group_id", flat=True))
    return locked_groups_called(ids) if ids else {}


def locked_groups_called(ids: Collection[UUID]) -> dict[UUID, Group]:
    rows = list(OrderGroup.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True))
    members: dict[UUID, list[Member]] = {row.pk: [] for row in rows}
    pickups = Task.objects.filter(
        kind=Task.Kind.PICKUP,
        delivery__order__grouped__group__in=rows,
        delivery__order__state__in=MOVABLE,
        delivery__order__closed_at__isnull=True,
        delivery__carried_by="",
    )
    columns = ("delivery__order__grouped__group_id", "delivery_id", "delivery__order__number", "assignee_id")
    by_promise = ("delivery__order__promised_at", "delivery__order__number")
    for group_id, job, number, holder in pickups.order_by(*by_promise).values_list(*columns):
        members[group_id].append(Member(job, number, holder))
    return {row.pk: Group(row, tuple(members[row.pk])) for row in rows}


def seen_group(group_id: UUID, version: int) -> Group:
    """The group, locked, as the person saw it. Raises NotFound, NotAllowedNow."""
    group = locked_groups_called([group_id]).get(group_id)
    if group is None or group.row.dissolved_at is not None:
        raise NotFound("no_group", _("There is no such group any more."))
    if group.row.version != version:
        raise stale_group(group.row)
    return group


def jobs_of(group_id: UUID) -> list[UUID]:
    """Its deliveries, by their promise."""
    found = Delivery.objects.filter(order__grouped__group=group_id)
    return list(found.order_by("order__promised_at", "order__number").values_list("pk", flat=True))


def check_whole(groups: Iterable[Group], moving: Collection[UUID], to: UUID | None) -> None:
    """Raises NotAllowedNow where a move would part a group."""
    for group in groups:
        mine = [one for one in group.members if one.job in moving]
        if any(one.holder != to for one in mine) and left_behind(group.members, moving, to):
            raise NotAllowedNow(
                "in_group",
                _(
                    "No. %(number)s goes out with the group “%(group)s”: move the whole group, or take the "
                    "order out of it first."
                ),
                number=mine[0].number,
                group=group.row.name,
            )


def touch_groups(groups: Iterable[Group]) -> None:
    """Whoever saw them before is told that they changed."""
    ids = [group.row.pk for group in groups]
    if ids:
        OrderGroup.objects.filter(pk__in=ids).update(version=F("version") + 1)


def leave_group(order: Order, courier_id: UUID | None, *, by: Actor, at: datetime) -> None:
    """Building block: a locked order, of this courier or of nobody, goes its own way, if it was in a group.

    A group in which nothing is to be ridden any more is over.
    """
    groups = locked_groups([order])
    for group_id, group in groups.items():
        GroupedOrder.objects.filter(order=order).delete()
        event = OrderUngrouped(
            group_id=group_id,
            delivery_id=order.delivery.pk,
            store_id=order.store_id,
            courier_id=courier_id,
            occurred_at=at,
        )
        record(event, by=by)
        if not GroupedOrder.objects.filter(group=group_id, order__closed_at__isnull=True).exists():
            dissolve(group.row, at)
    touch_groups(groups.values())


def dissolve(row: OrderGroup, at: datetime) -> None:
    row.dissolved_at = at
    row.save(update_fields=["dissolved_at"])


def stale_group(group: OrderGroup) -> NotAllowedNow:
    return NotAllowedNow(
        "stale_group",
        _("The group “%(group)s” was changed meanwhile: look at it again."),
        group=group.name,
    )
