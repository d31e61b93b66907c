"""Stores that a co-op keeps for a partner: what is carried for it is ordered there and billed as any store's is."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from cooperatives.domain.sections import PARCELS
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, require_unit_of_work, unit_of_work
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.pricing import Strategy
from deliveries.domain.pricing.tariff import Tariff as PriceList
from deliveries.queries.billing import invoicing_details
from deliveries.queries.towns import town_here
from deliveries.services.billing import HowBilled, set_billing_details
from deliveries.services.rule_sets import create_rule_set
from deliveries.services.store_prices import set_store_prices
from deliveries.services.stores import open_store
from federation.domain.means.grants import State
from federation.domain.means.terms import Kind, Side, Tariff
from federation.models import GrantStore
from federation.queries.means.grants import SeenGrant, grant_seen

MANY_BAGS = 1000


def own_party() -> dict[str, Any]:
    """The co-op in scope as an invoice names it; nothing until somebody entered it. Its IBAN stays here."""
    details = invoicing_details()
    return details.party().as_json() | {"iban": "", "creditor_id": ""} if details else {}


def relay_store(found: SeenGrant, *, by: Actor, at: datetime) -> UUID:
    """A building block: where the partner's orders are placed; opened when there is none yet."""
    require_unit_of_work()
    partner = found.grant.cooperative
    known = GrantStore.objects.filter(partner=partner.pk, is_for_relay=True).first()
    if known is not None:
        return known.store
    town = town_here()
    centre = town.centre if town else Point(partner.lat or 0.0, partner.lon or 0.0)
    store = as_part(open_store)(
        name=partner.name,
        address=partner.address or partner.name,
        point=centre,
        activity=PARCELS,
        by=by,
        at=at,
    )
    _bill(store.pk, found, by=by, at=at)
    _keep(found, store.pk, is_for_relay=True, at=at)
    return store.pk


@unit_of_work
def open_client_shop(
    *, grant_id: UUID, name: str, address: str, point: Point, phone: str = "", by: Actor, at: datetime
) -> UUID:
    """A shop of the partner's client, in our town: priced by the grant's tariff, billed to the partner.

    Returns the store. Raises NotFound; NotAllowedNow for a grant that is not in force; Invalid without a name.
    """
    found = grant_seen(grant_id, at)
    if found is None or found.terms.kind is not Kind.CLIENT or found.side is not Side.TAKER:
        raise NotFound("no_grant", _("There is no such grant."))
    if found.state is not State.IN_FORCE:
        raise NotAllowedNow("grant_not_in_force", _("Only a grant in force opens a shop."))
    town = town_here()
    if town is not None and not town.holds(point):
        raise Invalid("out_of_town", _("This shop is outside of your town."), field="address")
    store = as_part(open_store)(
        name=name, address=address, point=point, phone=phone, activity=PARCELS, by=by, at=at
    )
    prices = as_part(create_rule_set)(
        name=f"{found.partner}, {name}"[:70] + f" {str(store.pk)[-4:]}",
        strategy=Strategy.ALL,
        rules=price_list(found.terms.tariff, found.terms.currency).rules().rules,
        by=by,
        at=at,
    )
    as_part(set_store_prices)(store_id=store.pk, rule_set_id=prices.pk, by=by, at=at)
    _bill(store.pk, found, by=by, at=at)
    _keep(found, store.pk, is_for_relay=False, at=at)
    return store.pk


def price_list(tariff: Tariff, currency: str) -> PriceList:
    """What we get of a client's price: the giver's part is off each amount, in whole cents."""
    left = 100 - tariff.kept_percent
    return PriceList(
        currency=currency,
        base_cents=tariff.cents_per_delivery * left // 100,
        included_metres=0,
        per_km_cents=tariff.cents_per_km * left // 100,
        included_bags=MANY_BAGS,
        per_extra_bag_cents=0,
    )


def _bill(store_id: UUID, found: SeenGrant, *, by: Actor, at: datetime) -> None:
    """As far as the partner said how an invoice names it; else the treasurer enters it, as for any store."""
    said = {one.name: str(found.grant.party.get(one.name, "")) for one in fields(Party)}
    try:
        as_part(set_billing_details)(
            store_id=store_id,
            party=Party(**said),
            how=HowBilled(locale=cooperative_here().locale, buyer_reference=str(found.grant.pk)[:8]),
            by=by,
            at=at,
        )
    except DomainError:
        return


def _keep(found: SeenGrant, store_id: UUID, *, is_for_relay: bool, at: datetime) -> None:
    GrantStore.objects.create(
        grant=found.grant.pk,
        partner=found.grant.cooperative.pk,
        store=store_id,
        is_for_relay=is_for_relay,
        opened_at=at,
    )
