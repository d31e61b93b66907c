"""What a dispatcher does to an order from the board, each remembered so that it can be taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext, override

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.ordering import OrderTagged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.domain.lifecycle import ORDER, OrderEvent, OrderState
from deliveries.models import BoardMove, GroupedOrder, Order, OrderTag, Tag
from deliveries.services.arranging import let_go
from deliveries.services.assigning import holder
from deliveries.services.courier_notes import LONGEST, tell_courier
from deliveries.services.grouping import rejoin
from deliveries.services.groups import leave_group
from deliveries.services.ordering import cancel_order
from deliveries.services.relaying import call_off_relay, plan_relay
from deliveries.services.rescheduling import check_times, give_time, told_rescheduled
from deliveries.services.reviving import locked_order, restore_order

LONGEST_TAG = 30
MOST_TAGS = 40


@unit_of_work
def cancel_on_board(*, order_id: UUID, by: Actor, at: datetime) -> BoardMove:
    """Raises what `cancel_order` raises."""
    group_id = (
        GroupedOrder.objects.filter(order=locked_order(order_id)).values_list("group_id", flat=True).first()
    )
    order = as_part(cancel_order)(order_id=order_id, by=by, at=at)
    before = {"group": str(group_id)} if group_id else {}
    return _remembered(BoardMove.Kind.CANCEL, order, before, {}, by=by, at=at)


@unit_of_work
def restore_on_board(*, order_id: UUID, by: Actor, at: datetime) -> BoardMove:
    """Raises what `restore_order` raises."""
    order = as_part(restore_order)(order_id=order_id, by=by, at=at)
    return _remembered(BoardMove.Kind.RESTORE, order, {}, {}, by=by, at=at)


@unit_of_work
def reschedule_order(
    *, order_id: UUID, ready_at: datetime, promised_at: datetime | None = None, by: Actor, at: datetime
) -> BoardMove:
    """Another time for pickup and promise, as agreed with the store; without `promised_at` both move alike.

    Who has it keeps it, unless it is for another day: then it waits, in no group. Raises NotFound; Invalid for a time
    that makes no sense; NotAllowedNow once it is carried.
    """
    order = locked_order(order_id)
    promised_at = promised_at or order.promised_at + (ready_at - order.ready_at)
    check_times(order, ready_at, promised_at, at)
    before = _times(order)
    _write_times(order, ready_at, promised_at)
    courier_id = holder(order.delivery)
    if courier_id and timezone.localdate(ready_at) != timezone.localdate(at):
        let_go(order, courier_id, by=by, at=at)
    if timezone.localdate(ready_at) != timezone.localdate(at):
        leave_group(order, courier_id, by=by, at=at)
    told_rescheduled(order, by=by, at=at)
    return _remembered(BoardMove.Kind.RESCHEDULE, order, before, _times(order), by=by, at=at)


@unit_of_work
def tag_order(*, order_id: UUID, name: str, is_on: bool, by: Actor, at: datetime) -> BoardMove:
    """Put a tag of the co-op on an order, a new one where there is none of that name, or take it off.

    Twice changes nothing. Raises NotFound; Invalid for a tag without a name or one too many.
    """
    order = locked_order(order_id)
    tag = _tag_called(" ".join(name.split()))
    _set_tag(order, tag.pk, is_on=is_on, by=by, at=at)
    facts = {"tag": str(tag.pk)}
    return _remembered(
        BoardMove.Kind.TAG, order, {**facts, "on": not is_on}, {**facts, "on": is_on}, by=by, at=at
    )


@unit_of_work
def relay_on_board(*, order_id: UUID, hub_id: UUID, by: Actor, at: datetime) -> BoardMove:
    """The courier who carries it reads of it on their day and phone. Raises what `plan_relay` raises."""
    relay = as_part(plan_relay)(order_id=order_id, hub_id=hub_id, by=by, at=at)
    with override(cooperative_here().locale):
        text = gettext("No. %(number)s: hand it in at %(hub)s. Somebody else takes it on from there.") % {
            "number": relay.delivery.order.number,
            "hub": relay.hub.name,
        }
    as_part(tell_courier)(courier_id=relay.courier_id, text=text[:LONGEST], by=by, at=at)
    facts = {"relay": str(relay.pk), "hub": str(hub_id)}
    return _remembered(BoardMove.Kind.RELAY, relay.delivery.order, {}, facts, by=by, at=at)


@unit_of_work
def uncancel(row: BoardMove, *, by: Actor, at: datetime) -> UUID:
    """Take back a cancellation: it waits, in its group if it left one. The delivery to look at again."""
    order = as_part(restore_order)(order_id=UUID(row.after["order"]), by=by, at=at)
    if group_id := row.before.get("group"):
        as_part(rejoin)(order_id=order.pk, group_id=UUID(group_id), left_at=row.made_at, by=by, at=at)
    return order.delivery.pk


@unit_of_work
def cancel_again(row: BoardMove, *, by: Actor, at: datetime) -> UUID:
    """Take back a restoration."""
    return as_part(cancel_order)(order_id=UUID(row.after["order"]), by=by, at=at).delivery.pk


@unit_of_work
def back_in_time(row: BoardMove, *, by: Actor, at: datetime) -> UUID:
    """Take back another time; raises NotAllowedNow if it was changed again since."""
    order = locked_order(UUID(row.after["order"]))
    if any(_times(order)[name] != row.after[name] for name in ("ready", "promised")):
        raise NotAllowedNow(
            "changed_since",
            _("Someone changed it since: it stays as it is. Look at the stops and move them anew."),
        )
    if not ORDER.allows(OrderState(order.state), OrderEvent.CANCEL):
        raise NotAllowedNow(f"order_is_{order.state}", ORDER.refusals[OrderState(order.state)])
    _write_times(
        order, datetime.fromisoformat(row.before["ready"]), datetime.fromisoformat(row.before["promised"])
    )
    told_rescheduled(order, by=by, at=at)
    return order.delivery.pk


@unit_of_work
def carry_on(row: BoardMove, *, by: Actor, at: datetime) -> UUID:
    """Take back a relay: who carries it brings it to the door. Raises what `call_off_relay` raises."""
    return as_part(call_off_relay)(relay_id=UUID(row.after["relay"]), by=by, at=at)


@unit_of_work
def tag_back(row: BoardMove, *, by: Actor, at: datetime) -> UUID:
    """Take back a tag put on or taken off."""
    order = locked_order(UUID(row.after["order"]))
    _set_tag(order, UUID(row.before["tag"]), is_on=row.before["on"], by=by, at=at)
    return order.delivery.pk


def _remembered(
    kind: BoardMove.Kind,
    order: Order,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> BoardMove:
    return BoardMove.objects.create(
        kind=kind, before=before, after={**after, "order": str(order.pk)}, made_by=str(by), made_at=at
    )


def _times(order: Order) -> dict[str, str]:
    return {"ready": order.ready_at.isoformat(), "promised": order.promised_at.isoformat()}


def _write_times(order: Order, ready_at: datetime, promised_at: datetime) -> None:
    order.is_ready_confirmed = False
    give_time(order, ready_at, TimeWindow(ready_at, promised_at))


def _tag_called(name: str) -> Tag:
    if not 0 < len(name) <= LONGEST_TAG:
        raise Invalid("tag_name", _("A tag is a word or two, up to 30 letters."), field="tag")
    found = Tag.objects.filter(name__iexact=name).first()
    if found is None and Tag.objects.filter(is_active=True).count() >= MOST_TAGS:
        raise Invalid("too_many_tags", _("There are 40 tags already: use one of them."), field="tag")
    return found or Tag.objects.create(name=name)


def _set_tag(order: Order, tag_id: UUID, *, is_on: bool, by: Actor, at: datetime) -> None:
    if is_on:
        _row, is_changed = OrderTag.objects.get_or_create(order=order, tag_id=tag_id)
    else:
        is_changed = bool(OrderTag.objects.filter(order=order, tag_id=tag_id).delete()[0])
    if is_changed:
        record(OrderTagged(order_id=order.pk, store_id=order.store_id, tag_id=tag_id, occurred_at=at), by=by)
