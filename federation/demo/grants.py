"""What two of the demo's co-ops grant each other: parcels that come by train are relayed, and a client is shared.

La Roue Libre sends parcels to Helsinki by train; Pyöräkuriirit carry them from the station to the door. One is
delivered, one waits. La Roue Libre also has a client with a shop there.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.domain.sections import PARCELS
from cooperatives.models import Cooperative
from cooperatives.queries.access import account, cooperative
from cooperatives.queries.here import inside
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point
from deliveries.queries.elsewhere import stops_of
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.ordering import place_order
from deliveries.services.quoting import Destination, NewOrder
from deliveries.services.stores import open_store
from federation.demo.cast import HELSINKI, MONACO, DemoCooperative
from federation.demo.founding import PLATFORM
from federation.domain.means.terms import Kind, Limits, Tariff, Terms
from federation.models import Grant
from federation.services.means.following import look_after
from federation.services.means.granting import accept_grant, offer_grant
from federation.services.means.handing_over import hand_over
from federation.services.means.partner_stores import put_shop_under_grant
from federation.services.means.taking_over import take_on
from members.queries.roster import everyone, on_shift
from members.services.roster import clock_in, clock_out, plan_shift

STATION = Destination("Rautatieasema, consigne 12", "Kaivokatu 1, Helsinki", Point(60.1715, 24.9416))
DOORS = (
    Destination("Mme Laaksonen", "Lönnrotinkatu 3, Helsinki", Point(60.1672, 24.9405), phone="+358401234567"),
    Destination(
        "M. Salminen", "Pohjoisesplanadi 33, Helsinki", Point(60.1668, 24.9462), phone="+358407654321"
    ),
    Destination("Mme Nurmi", "Aleksanterinkatu 28, Helsinki", Point(60.1694, 24.9478), phone="+358409876543"),
)
SHOP = ("Librairie du Rocher, Helsinki", "Mikonkatu 4, Helsinki", Point(60.1693, 24.9452))
RIDE = timedelta(minutes=12)
HOUR = timedelta(hours=1)


def help_each_other(*, at: datetime) -> None:
    """A relay with a delivered hand-over and one that waits; a client with a month's statement."""
    relay = _granted(
        Kind.RELAY,
        "Les colis arrivés par le train à la gare d’Helsinki, jusqu’à la porte.",
        Limits(deliveries=120, cents=1_500_00, daily_deliveries=8),
        Tariff(cents_per_delivery=7_50, cents_per_km=80),
        at - 20 * 24 * HOUR,
    )
    _follow(at)
    desk = _desk(at - 6 * HOUR)
    begun = at - 4 * HOUR
    carried = _handed_over(relay, desk, DOORS[0], begun)
    with inside(_here(HELSINKI)):
        order_id = take_on(use_id=carried, by=_person(HELSINKI, Role.DISPATCHER), at=begun + HOUR / 12)
    client = _granted(
        Kind.CLIENT,
        "Les librairies du Rocher : une boutique à Helsinki, livrée sur place.",
        Limits(deliveries=400, daily_deliveries=20),
        Tariff(cents_per_delivery=9_50, cents_per_km=90, kept_percent=8),
        at - 12 * 24 * HOUR,
    )
    sold = _sold(client, begun)
    _follow(at)
    _ridden([order_id, *sold], begun + HOUR / 4)
    _follow(at)
    _handed_over(relay, desk, DOORS[1], at)


def _granted(kind: Kind, purpose: str, limits: Limits, tariff: Tariff, at: datetime) -> Grant:
    """Offered by La Roue Libre, accepted by Pyöräkuriirit the same day."""
    today = timezone.localdate(at)
    terms = Terms(
        kind=kind,
        giver=MONACO.slug,
        taker=HELSINKI.slug,
        valid_from=today,
        valid_until=today + timedelta(days=330),
        purpose=purpose,
        currency=MONACO.currency,
        limits=limits,
        tariff=tariff,
    )
    with inside(_here(MONACO)):
        grant = offer_grant(terms=terms, by=_person(MONACO, Role.COOP_ADMIN), at=at)
    with inside(_here(HELSINKI)):
        by = _person(HELSINKI, Role.COOP_ADMIN)
        accept_grant(grant_id=grant.pk, sha256=grant.sha256, by=by, at=at + 5 * HOUR)
    return grant


def _desk(at: datetime) -> UUID:
    """Where parcels for the train are handed in."""
    with inside(_here(MONACO)):
        store = open_store(
            name="Guichet des colis du rail",
            address="Place Sainte-Dévote, Monaco",
            point=Point(43.7384, 7.4193),
            activity=PARCELS,
            by=PLATFORM,
            at=at,
        )
    return UUID(str(store.pk))


def _handed_over(grant: Grant, desk: UUID, to: Destination, at: datetime) -> UUID:
    with inside(_here(MONACO)):
        new = NewOrder(store_id=desk, to=to, pickup=STATION, ready_at=at + HOUR / 2)
        order = place_order(new=new, by=PLATFORM, at=at)
        by = _person(MONACO, Role.DISPATCHER)
        return UUID(str(hand_over(order_id=order.pk, grant_id=grant.pk, by=by, at=at).pk))


def _sold(grant: Grant, at: datetime) -> list[UUID]:
    """The client's shop orders twice."""
    name, address, point = SHOP
    with inside(_here(HELSINKI)):
        by = _person(HELSINKI, Role.COOP_ADMIN)
        store = open_store(name=name, address=address, point=point, activity=PARCELS, by=by, at=at)
        put_shop_under_grant(grant_id=grant.pk, store_id=store.pk, by=by, at=at)
        orders: list[Any] = [
            place_order(new=NewOrder(store_id=store.pk, to=to, ready_at=at + HOUR / 4), by=PLATFORM, at=at)
            for to in DOORS[1:]
        ]
    return [UUID(str(order.pk)) for order in orders]


def _ridden(orders: list[UUID], at: datetime) -> None:
    """By who is on shift in Helsinki, else by the first who can come in for it."""
    with inside(_here(HELSINKI)):
        shift_id = None
        present = on_shift()
        if present:
            courier_id = present[0].courier_id
        else:
            courier_id, shift_id = _come_in(at)
        for order_id in orders:
            delivery_id, stops = stops_of(order_id)
            adopt_plan(
                delivery_id=delivery_id, courier_id=courier_id, seen_courier_id=None, by=PLATFORM, at=at
            )
            for task_id in stops:
                at += RIDE
                complete_task(task_id=task_id, courier_id=courier_id, by=PLATFORM, at=at, received_at=at)
        if shift_id is not None:
            clock_out(shift_id=shift_id, by=PLATFORM, at=at)


def _come_in(at: datetime) -> tuple[UUID, UUID]:
    """Somebody who neither works then already nor has to rest: who it is, and their shift, begun."""
    for worker in everyone():
        try:
            shift = plan_shift(member_id=worker.courier_id, starts_at=at, ends_at=at + 2 * HOUR, by=PLATFORM)
        except Invalid:
            continue
        return worker.courier_id, clock_in(shift_id=shift.pk, by=PLATFORM, at=at).pk
    raise RuntimeError("Nobody in Helsinki can come in for a ride")


def _follow(at: datetime) -> None:
    """What each one's own job does, twice: tell, then follow."""
    for plan in (HELSINKI, MONACO) * 2:
        with inside(_here(plan)):
            for work in look_after(use_id=None, at=at):
                work(PLATFORM, at)


def _here(plan: DemoCooperative) -> Cooperative:
    found = cooperative(plan.slug)
    assert found is not None
    return found


def _person(plan: DemoCooperative, role: Role) -> Actor:
    found = account(plan.person(role).email)
    assert found is not None
    return Actor.person(found.pk)
