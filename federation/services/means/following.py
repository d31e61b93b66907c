"""What a co-op's own job does about its grants: each piece of work by itself, so that one that fails holds up none."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.text import _
from deliveries.services.elsewhere import reach_towns
from federation.domain.means.grants import State
from federation.domain.means.terms import Kind, Side
from federation.queries.means.grants import grants_here, in_force
from federation.queries.means.partners import who_belong
from federation.services.means.client_serving import (
    accept_reported,
    begin_client_use,
    let_client_shop_order,
    orders_to_begin,
    report_client_use,
    shops_to_gate,
    uses_to_accept,
    uses_to_report,
)
from federation.services.means.granting import revoke_grant
from federation.services.means.handing_over import follow_handover, handovers_to_follow
from federation.services.means.taking_over import tell_how_far, uses_carried
from federation.services.means.using import empty_letter

LOOK_AFTER_GRANTS = "federation.look_after_grants"
LETTER_KEPT = timedelta(days=30)
"""How long after a use ended its people and places stay, for questions and complaints."""
HAS_LEFT = _("One of the two co-ops no longer belongs to the federation.")

Work = Callable[[Actor, datetime], Any]


def look_after(*, use_id: UUID | None, at: datetime) -> Iterator[Work]:
    """What there is to do in the co-op in scope: for one use, or for all."""
    for each in handovers_to_follow(at):
        if use_id in (None, each):
            yield partial(_follow, each)
    for each in uses_carried():
        if use_id in (None, each):
            yield partial(_tell, each)
    yield from _serve_clients(use_id, at)
    if use_id is None:
        yield from _put_away(at)


def _serve_clients(use_id: UUID | None, at: datetime) -> Iterator[Work]:
    for order_id, grant_id in orders_to_begin().items():
        yield partial(_begin, order_id, grant_id)
    for each in uses_to_report(at):
        if use_id in (None, each):
            yield partial(_report, each)
    for each in uses_to_accept(at):
        if use_id in (None, each):
            yield partial(_accept, each)


def _put_away(at: datetime) -> Iterator[Work]:
    for found in grants_here(at):
        is_over = found.state in (State.DECLINED, State.REVOKED, State.EXPIRED)
        if not is_over and not {found.terms.giver, found.terms.taker} <= who_belong(found.today):
            yield partial(_end, found.grant.pk)
        for use in found.uses:
            if use.ended_at and use.ended_at < at - LETTER_KEPT and found.terms.used_by is found.side:
                yield partial(_forget, use.use.pk)
    yield _reach
    states = {one.grant.pk: one.state for one in grants_here(at) if one.terms.kind is Kind.CLIENT}
    for store_id, is_active in shops_to_gate(states).items():
        yield partial(_gate, store_id, is_active)


def _follow(use_id: UUID, by: Actor, at: datetime) -> None:
    follow_handover(use_id=use_id, by=by, at=at)


def _tell(use_id: UUID, by: Actor, at: datetime) -> None:
    tell_how_far(use_id=use_id, by=by, at=at)


def _begin(order_id: UUID, grant_id: UUID, by: Actor, at: datetime) -> None:
    begin_client_use(order_id=order_id, grant_id=grant_id, by=by, at=at)


def _report(use_id: UUID, by: Actor, at: datetime) -> None:
    report_client_use(use_id=use_id, by=by, at=at)


def _accept(use_id: UUID, by: Actor, at: datetime) -> None:
    accept_reported(use_id=use_id, by=by, at=at)


def _gate(store_id: UUID, is_active: bool, by: Actor, at: datetime) -> None:
    let_client_shop_order(store_id=store_id, is_active=is_active, by=by, at=at)


def _end(grant_id: UUID, by: Actor, at: datetime) -> None:
    revoke_grant(grant_id=grant_id, reason=HAS_LEFT, by=by, at=at)


def _forget(use_id: UUID, _by: Actor, at: datetime) -> None:
    empty_letter(use_id=use_id, at=at)


def _reach(_by: Actor, at: datetime) -> None:
    refresh_reach(at)


def refresh_reach(at: datetime) -> None:
    """Orders into the towns of those who relay for us are taken as long as their grant is in force."""
    partners = {
        one.grant.member.town: one.partner
        for one in in_force(Kind.RELAY, Side.GIVER, at)
        if one.grant.member.town
    }
    reach_towns(partners=partners)
