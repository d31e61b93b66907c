"""A client served together: each order of its shop is a use that the town's co-op reports, and the lead's cost."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.queries.elsewhere import how_far, orders_since, store_names
from deliveries.services.ordering import cancel_order
from deliveries.services.stores import let_order
from federation.domain.means.grants import State
from federation.domain.means.terms import Amount, Kind, Side
from federation.domain.means.uses import UseState, UseStep
from federation.models import GrantStore, UseOrder
from federation.queries.means.grants import use_seen, uses_here
from federation.services.means.booking import book_cost
from federation.services.means.using import UseAsked, move_use, use_grant

GOOD_FOR = timedelta(days=60)


@unit_of_work
def begin_client_use(*, order_id: UUID, grant_id: UUID, by: Actor, at: datetime) -> None:
    """An order of the client's shop counts against the grant; one that the grant forbids is cancelled. Twice is once.

    Raises NotFound for an order that is not there.
    """
    order = how_far(order_id)
    if order is None:
        raise NotFound("no_order", _("There is no such order."))
    if UseOrder.objects.filter(order=order_id, is_ours_to_carry=True).exists():
        return
    name = store_names([order.store_id])[order.store_id]
    asked = UseAsked(
        key=f"order:{order_id}",
        what=f"{name} {order.number}",
        on=timezone.localdate(at, cooperative_here().zone),
        amount=Amount(deliveries=1, cents=order.net_cents),
        good_until=at + GOOD_FOR,
        body={"metres": order.metres},
    )
    try:
        use = as_part(use_grant)(grant_id=grant_id, asked=asked, by=by, at=at)
    except DomainError:
        if order.state in (OrderState.PLACED, OrderState.DISPATCHED):
            as_part(cancel_order)(order_id=order_id, by=by, at=at)
        return
    UseOrder.objects.create(use=use.pk, order=order_id, is_ours_to_carry=True)


@unit_of_work
def report_client_use(*, use_id: UUID, by: Actor, at: datetime) -> None:
    """Delivered: the partner hears it, with what it costs. Not delivered: nothing counts. Twice is once."""
    row = UseOrder.objects.select_for_update().filter(use=use_id, is_ours_to_carry=True).first()
    order = how_far(row.order) if row else None
    if row is None or order is None or order.closed_at is None:
        return
    if order.state == OrderState.DELIVERED:
        found = use_seen(use_id, at)
        most = found[1].use.cents if found else 0
        step, amount = UseStep.REPORTED, Amount(deliveries=1, cents=min(order.net_cents, most))
        body = {"at": order.closed_at.isoformat(), "vat_cents": order.vat_cents, "metres": order.metres}
        as_part(move_use)(use_id=use_id, step=step, amount=amount, body=body, by=by, at=at)
    else:
        step = UseStep.WITHDRAWN
        as_part(move_use)(use_id=use_id, step=step, by=by, at=at)
    row.told = step
    row.save(update_fields=["told"])


@unit_of_work
def accept_reported(*, use_id: UUID, by: Actor, at: datetime) -> None:
    """The lead accepts what was reported, its slip checked, and books what it owes. Raises as `move_use`."""
    as_part(move_use)(use_id=use_id, step=UseStep.DONE, by=by, at=at)
    found = use_seen(use_id, at)
    assert found is not None
    book_cost(*found, by=by, at=at)


@unit_of_work
def let_client_shop_order(*, store_id: UUID, is_active: bool, by: Actor, at: datetime) -> None:
    as_part(let_order)(store_id=store_id, is_active=is_active, by=by, at=at)


def orders_to_begin() -> dict[UUID, UUID]:
    """Orders of the shops under client grants that are no use yet, with their grant."""
    shops = {row.store: row for row in GrantStore.objects.filter(is_for_relay=False)}
    if not shops:
        return {}
    orders = orders_since({store: row.opened_at for store, row in shops.items()})
    known = set(UseOrder.objects.filter(order__in=orders).values_list("order", flat=True))
    return {order: shops[store].grant for order, store in orders.items() if order not in known}


def uses_to_report(at: datetime) -> list[UUID]:
    """Ours under a client grant that are not reported yet."""
    return [
        use.use.pk
        for grant, use in uses_here(Kind.CLIENT, at)
        if grant.side is Side.TAKER and use.state is UseState.ASKED
    ]


def uses_to_accept(at: datetime) -> list[UUID]:
    """Reported to us as the lead."""
    return [
        use.use.pk
        for grant, use in uses_here(Kind.CLIENT, at)
        if grant.side is Side.GIVER and use.state is UseState.REPORTED
    ]


def shops_to_gate(states: dict[UUID, State]) -> dict[UUID, bool]:
    """Each shop under a client grant, and whether it may order now."""
    rows = GrantStore.objects.filter(is_for_relay=False, grant__in=states)
    return {row.store: states[row.grant] is State.IN_FORCE for row in rows}
