"""The side that carries for another: it takes a hand-over on, as an order of its own, and tells how far it is."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, NotAllowedNow, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.pricing import HandPrice
from deliveries.queries.elsewhere import HowFar, how_far
from deliveries.queries.notices import order_of_delivery
from deliveries.services.ordering import cancel_order, place_order
from deliveries.services.quoting import Destination, NewOrder, quote_order
from federation.domain.means.letters import Letter
from federation.domain.means.terms import Amount, Basis, Kind
from federation.domain.means.uses import UseState, UseStep
from federation.domain.means.vat import Case
from federation.models import UseOrder
from federation.queries.means.grants import SeenGrant, SeenUse, letter_of, use_seen
from federation.services.means.booking import tax_of
from federation.services.means.partner_stores import relay_store
from federation.services.means.using import move_use

CANCELLED = _("The order was cancelled there.")
FAILED = _("It could not be delivered.")


@unit_of_work
def take_on(*, use_id: UUID, by: Actor, at: datetime) -> UUID:
    """We carry it: the slip is checked, and an order of ours placed in the partner's store. Its id; twice is once.

    Raises NotFound; Invalid for a slip that is not good, or an order that makes no sense here; NotAllowedNow.
    """
    found = use_seen(use_id, at)
    if found is None or found[0].terms.kind is not Kind.RELAY:
        raise NotFound("no_use", _("There is no such use of a grant."))
    grant, use = found
    known = UseOrder.objects.filter(use=use_id, is_ours_to_carry=True).first()
    if known is not None:
        return known.order
    as_part(move_use)(use_id=use_id, step=UseStep.TAKEN, by=by, at=at)
    store_id = relay_store(grant, by=by, at=at)
    order = as_part(place_order)(new=_asked(grant, use, store_id, at), by=by, at=at)
    UseOrder.objects.create(use=use_id, order=order.pk, is_ours_to_carry=True, told=UseStep.TAKEN)
    return UUID(str(order.pk))


@unit_of_work
def decline_handover(*, use_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """We do not carry it, and say why. Raises NotFound, Invalid without a reason, NotAllowedNow once taken on."""
    found = use_seen(use_id, at)
    if found is not None and found[1].state is not UseState.ASKED:
        raise NotAllowedNow("taken_on", _("It is taken on already: cancel the order instead, and say why."))
    as_part(move_use)(use_id=use_id, step=UseStep.DECLINED, reason=reason, by=by, at=at)


@unit_of_work
def tell_how_far(*, use_id: UUID, by: Actor, at: datetime) -> None:
    """What our order came to, the partner hears; what the partner withdrew is cancelled here. Twice is once."""
    row = UseOrder.objects.select_for_update().filter(use=use_id, is_ours_to_carry=True).first()
    found = use_seen(use_id, at)
    order = how_far(row.order) if row else None
    if row is None or found is None or order is None:
        raise NotFound("no_use", _("There is no such use of a grant."))
    if found[1].state is UseState.WITHDRAWN:
        _cancel(row.order, by=by, at=at)
        row.told = UseStep.WITHDRAWN
    for step, more in _steps(order, found[1]):
        as_part(move_use)(use_id=use_id, step=step, by=by, at=at, **more)
        row.told = step
    row.save(update_fields=["told"])


def uses_carried() -> list[UUID]:
    """Uses of others that we carry and that are not over."""
    over = (UseStep.DONE, UseStep.FAILED, UseStep.DECLINED, UseStep.WITHDRAWN)
    rows = UseOrder.objects.filter(is_ours_to_carry=True).exclude(told__in=(*over, "", UseStep.REPORTED))
    return list(rows.values_list("use", flat=True))


def carried_with(delivery_id: UUID) -> list[UUID]:
    """The uses of others that a delivery of ours goes with."""
    if not UseOrder.objects.filter(is_ours_to_carry=True).exists():
        return []
    order_id = order_of_delivery(delivery_id)
    if order_id is None:
        return []
    return list(UseOrder.objects.filter(order=order_id, is_ours_to_carry=True).values_list("use", flat=True))


def _steps(order: HowFar, use: SeenUse) -> list[tuple[UseStep, dict[str, Any]]]:
    """What there is to tell beyond what was told."""
    told: list[tuple[UseStep, dict[str, Any]]] = []
    if order.picked_up_at and use.state is UseState.TAKEN:
        told.append((UseStep.BEGUN, {"body": {"at": order.picked_up_at.isoformat()}}))
    if use.state not in (UseState.TAKEN, UseState.BEGUN) or order.closed_at is None:
        return told
    body = {"at": order.closed_at.isoformat()}
    match order.state:
        case OrderState.DELIVERED:
            amount = Amount(deliveries=1, cents=order.net_cents)
            told.append((UseStep.DONE, {"amount": amount, "body": body | {"vat_cents": order.vat_cents}}))
        case OrderState.FAILED:
            told.append((UseStep.FAILED, {"reason": order.failure or FAILED, "body": body}))
        case OrderState.CANCELLED if not told and use.state is UseState.TAKEN:
            told.append((UseStep.DECLINED, {"reason": CANCELLED, "body": body}))
    return told


def _cancel(order_id: UUID, *, by: Actor, at: datetime) -> None:
    """What a courier carries already is carried on: the two co-ops talk."""
    try:
        as_part(cancel_order)(order_id=order_id, by=by, at=at)
    except DomainError:
        return


def _asked(grant: SeenGrant, use: SeenUse, store_id: UUID, at: datetime) -> NewOrder:
    letter = Letter.from_json(letter_of(use.use))
    ready_at = max(datetime.fromisoformat(letter.ready_at), at)
    opens_at, promised_at = (datetime.fromisoformat(one) for one in (letter.opens_at, letter.promised_at))
    new = NewOrder(
        store_id=store_id,
        to=Destination(
            name=letter.to_name,
            address=letter.to_address,
            point=Point(letter.to_lat, letter.to_lon),
            phone=letter.to_phone,
            instructions=letter.to_instructions,
            geocoder="partner",
        ),
        pickup=Destination(
            name=letter.pickup_name,
            address=letter.pickup_address,
            point=Point(letter.pickup_lat, letter.pickup_lon),
            phone=letter.pickup_phone,
            geocoder="partner",
        ),
        ready_at=ready_at,
        bags=letter.bags,
        window=TimeWindow(max(opens_at, ready_at), promised_at) if promised_at > ready_at else None,
        grams=letter.grams,
        litres=letter.litres,
        needs=letter.needs,
        is_for_partner=True,
        is_taxed=tax_of(grant, use).case is Case.HOME,
    )
    most = use.use.cents
    if grant.terms.tariff.basis is Basis.OWN and quote_order(new, at=at).quote.net_cents <= most:
        return new
    return replace(new, price_by_hand=HandPrice(f"{grant.partner}, {use.use.what}", most))
