"""The side that hands an order over: what leaves is written into a use, and what the other side says is carried out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.queries.elsewhere import Sendable, sendable
from deliveries.services.elsewhere import (
    bring_back,
    delivered_elsewhere,
    failed_elsewhere,
    picked_up_elsewhere,
    send_elsewhere,
)
from federation.domain.means.grants import State
from federation.domain.means.letters import Letter
from federation.domain.means.terms import Amount, Kind
from federation.domain.means.uses import UseState, UseStep
from federation.models import GrantUse, UseOrder
from federation.queries.means.grants import SeenGrant, SeenUse, grant_seen, use_seen, uses_here
from federation.services.means.booking import book_cost
from federation.services.means.using import UseAsked, move_use, use_grant

GOOD_FOR = timedelta(hours=12)
NO_GRANT = {State.IN_FORCE, State.SPENT}


def what_leaves(order: Sendable) -> Letter:
    """All that the other co-op is told, as it is shown before it leaves."""
    return Letter(
        number=order.number,
        pickup_name=order.pickup.name,
        pickup_address=order.pickup.address,
        pickup_phone=order.pickup.phone,
        pickup_lat=order.pickup.point.lat,
        pickup_lon=order.pickup.point.lon,
        to_name=order.to.name,
        to_address=order.to.address,
        to_phone=order.to.phone,
        to_instructions=order.to.instructions,
        to_lat=order.to.point.lat,
        to_lon=order.to.point.lon,
        ready_at=order.ready_at.isoformat(),
        opens_at=order.opens_at.isoformat(),
        promised_at=order.promised_at.isoformat(),
        bags=order.bags,
        grams=order.grams,
        litres=order.litres,
        needs=order.needs,
    )


@unit_of_work
def hand_over(*, order_id: UUID, grant_id: UUID, by: Actor, at: datetime) -> GrantUse:
    """The order goes to the other co-op, at the grant's price, and out of our dispatch.

    Raises NotFound; NotAllowedNow for an order that does not wait for a courier, and where the grant forbids it.
    """
    order, found = sendable(order_id), grant_seen(grant_id, at)
    if order is None:
        raise NotFound("no_order", _("There is no such order."))
    if found is None or found.terms.kind is not Kind.RELAY:
        raise NotFound("no_grant", _("There is no such grant."))
    as_part(send_elsewhere)(order_id=order_id, partner=found.partner, by=by, at=at)
    times = UseOrder.objects.filter(order=order_id).count() + 1
    use = as_part(use_grant)(
        grant_id=grant_id,
        asked=UseAsked(
            key=f"order:{order_id}:{times}",
            what=f"{order.number}",
            on=timezone.localdate(at, cooperative_here().zone),
            amount=Amount(deliveries=1, cents=found.terms.tariff.of_delivery(order.metres)),
            good_until=max(order.promised_at, at + timedelta(minutes=30)) + GOOD_FOR,
            body={"metres": order.metres, "bags": order.bags},
            letter=what_leaves(order).as_json(),
        ),
        by=by,
        at=at,
    )
    UseOrder.objects.create(use=use.pk, order=order_id, is_ours_to_carry=False)
    return use


@unit_of_work
def take_back(*, use_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Ours again, as long as they have not picked it up. Raises NotFound, NotAllowedNow."""
    as_part(move_use)(use_id=use_id, step=UseStep.WITHDRAWN, reason=reason, by=by, at=at)
    _carry_out(use_id, by=by, at=at)


@unit_of_work
def follow_handover(*, use_id: UUID, by: Actor, at: datetime) -> None:
    """Our order comes to where the other side says it is; what is done is booked. Twice is once.

    What nobody has taken on when the grant ends, or its slip does, comes back.
    """
    found = use_seen(use_id, at)
    if found is None or UseOrder.objects.filter(use=use_id, is_ours_to_carry=False).first() is None:
        raise NotFound("no_use", _("There is no such use of a grant."))
    grant, use = found
    if use.state is UseState.ASKED and (grant.state not in NO_GRANT or at > use.use.good_until):
        as_part(move_use)(use_id=use_id, step=UseStep.WITHDRAWN, by=by, at=at)
    _carry_out(use_id, by=by, at=at)


def handovers_to_follow(at: datetime) -> list[UUID]:
    """Those whose last word was not carried out yet, or that still wait for one."""
    told = {row.use: row for row in UseOrder.objects.filter(is_ours_to_carry=False)}
    return [
        use.use.pk
        for _grant, use in uses_here(Kind.RELAY, at)
        if use.use.pk in told
        and (
            use.state != told[use.use.pk].told
            or (use.state is UseState.DONE and not told[use.use.pk].booked_at)
        )
    ]


def _carry_out(use_id: UUID, *, by: Actor, at: datetime) -> None:
    found = use_seen(use_id, at)
    row = UseOrder.objects.select_for_update().get(use=use_id)
    assert found is not None
    grant, use = found
    state, moment = use.state, _moment(use, at)
    facts: dict[str, Any] = {"order_id": row.order, "by": by, "at": at}
    if row.told == state and (state is not UseState.DONE or row.booked_at):
        return
    match state:
        case UseState.BEGUN:
            as_part(picked_up_elsewhere)(happened_at=moment, **facts)
        case UseState.DONE:
            as_part(delivered_elsewhere)(happened_at=moment, **facts)
            book_cost(grant, use, by=by, at=at)
            row.booked_at = at
        case UseState.FAILED:
            as_part(failed_elsewhere)(happened_at=moment, **facts)
        case UseState.DECLINED | UseState.WITHDRAWN:
            _bring_back(row.order, by=by, at=at)
    row.told = state
    row.save(update_fields=["told", "booked_at"])


def _bring_back(order_id: UUID, *, by: Actor, at: datetime) -> None:
    try:
        as_part(bring_back)(order_id=order_id, by=by, at=at)
    except NotAllowedNow:
        return


def _moment(use: SeenUse, at: datetime) -> datetime:
    """When it happened there, never later than now."""
    said = use.steps[-1].body.get("at") if use.steps else None
    return min(datetime.fromisoformat(said), at) if said else at


def handover_of(order_id: UUID, at: datetime) -> tuple[SeenGrant, SeenUse] | None:
    """The newest hand-over of an order."""
    row = UseOrder.objects.filter(order=order_id, is_ours_to_carry=False).order_by("-id").first()
    return use_seen(row.use, at) if row else None
