"""Stores that a co-op keeps for a partner: what is carried for it is ordered there and billed as any store's is."""

from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from cooperatives.domain.sections import PARCELS
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, NotAllowedNow, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.ids import secret_token
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, require_unit_of_work, unit_of_work
from deliveries.domain.invoicing.parties import Party
from deliveries.domain.pricing import Rule, Strategy
from deliveries.domain.pricing.prices import Fixed, PerKilometre
from deliveries.queries.billing import invoicing_details
from deliveries.queries.towns import town_here
from deliveries.services.billing import HowBilled, set_billing_details
from deliveries.services.rule_sets import create_rule_set
from deliveries.services.store_prices import set_store_prices
from deliveries.services.stores import open_store
from federation.domain.means.grants import State
from federation.domain.means.terms import Kind, Side, Tariff
from federation.models import GrantStore
from federation.queries.means.grants import SeenGrant
from federation.services.means.locking import locked_grant


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
def put_shop_under_grant(*, grant_id: UUID, store_id: UUID, by: Actor, at: datetime) -> None:
    """A store of ours is a shop of the partner's client from now on: priced by the grant, billed to the partner.

    Raises NotFound; NotAllowedNow for a grant that is not in force, or a store that is under one already.
    """
    found = locked_grant(grant_id, at)
    if found.terms.kind is not Kind.CLIENT or found.side is not Side.TAKER:
        raise NotFound("no_grant", _("There is no such grant."))
    if found.state is not State.IN_FORCE:
        raise NotAllowedNow("grant_not_in_force", _("Only under a grant in force."))
    if GrantStore.objects.filter(store=store_id).exists():
        raise NotAllowedNow("under_a_grant", _("This store is under a grant already."))
    prices = as_part(create_rule_set)(
        name=f"{found.partner} {str(store_id)[-6:]}",
        strategy=Strategy.SUM,
        rules=price_rules(found.terms.tariff),
        by=by,
        at=at,
    )
    as_part(set_store_prices)(store_id=store_id, rule_set_id=prices.pk, by=by, at=at)
    _bill(store_id, found, by=by, at=at)
    _keep(found, store_id, is_for_relay=False, at=at)


def price_rules(tariff: Tariff) -> tuple[Rule, ...]:
    """What we get of a client's price: the giver's part is off each amount, in whole cents."""
    left = 100 - tariff.kept_percent
    prices = (Fixed(tariff.cents_per_delivery * left // 100), PerKilometre(tariff.cents_per_km * left // 100))
    return tuple(Rule(secret_token(9), price) for price in prices if price.cents)


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
