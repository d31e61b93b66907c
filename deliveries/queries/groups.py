"""Named groups of orders that are still to be ridden."""

from dataclasses import dataclass
from uuid import UUID

from deliveries.domain.groups import Member, holder_of
from deliveries.domain.lifecycle import OrderState
from deliveries.models import BoardMove, CourierQueue, GroupedOrder, OrderGroup, Task

MOVABLE = (OrderState.PLACED, OrderState.DISPATCHED)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group with its deliveries that are not picked up, by their promise; `holder` None while it waits."""

    id: UUID
    name: str
    version: int
    jobs: tuple[UUID, ...]
    holder: UUID | None


def group_called(group_id: UUID) -> Grouped | None:
    row = OrderGroup.objects.filter(pk=group_id, dissolved_at__isnull=True).first()
    if row is None:
        return None
    pickups = Task.objects.filter(
        kind=Task.Kind.PICKUP,
        delivery__order__grouped__group=row,
        delivery__order__state__in=MOVABLE,
        delivery__order__closed_at__isnull=True,
        delivery__carried_by="",
    )
    columns = ("delivery_id", "delivery__order__number", "assignee_id")
    by_promise = ("delivery__order__promised_at", "delivery__order__number")
    members = [Member(*found) for found in pickups.order_by(*by_promise).values_list(*columns)]
    return Grouped(row.pk, row.name, row.version, tuple(one.job for one in members), holder_of(members))


def groups_by_order() -> dict[UUID, OrderGroup]:
    """By order, of the open orders that are in one."""
    rows = GroupedOrder.objects.filter(order__closed_at__isnull=True).select_related("group")
    groups: dict[UUID, OrderGroup] = {}
    found = {}
    for row in rows:
        found[row.order_id] = groups.setdefault(row.group_id, row.group)
    return found


def queue_version(courier_id: UUID) -> int:
    """Of the stops of a courier, as they are now."""
    return CourierQueue.objects.filter(courier=courier_id).values_list("version", flat=True).first() or 0


def move_made(move_id: UUID, by: str) -> BoardMove | None:
    """A dispatcher's own move, while it stands."""
    return BoardMove.objects.filter(pk=move_id, made_by=by, undone_at__isnull=True).first()
