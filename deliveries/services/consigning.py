"""Several orders at once, all of them or none: many doors from one pickup, or many pickups for one door."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from coopplatform.web.idempotency import RequestKey, claim
from deliveries.domain.pricing import Whole, price_consignment
from deliveries.models import Consignment, Order, Store
from deliveries.queries.billing import is_store_taxed
from deliveries.queries.towns import travel_here
from deliveries.services.ordering import write_order
from deliveries.services.quoting import NewOrder, Offer, offer_of, store_called

MOST_STOPS = 50


class StopRefused(Invalid):
    """What is wrong with one of several orders; `stop` counts from 0."""

    def __init__(self, stop: int, cause: DomainError) -> None:
        field = f"orders.{stop}.{cause.field}" if cause.field else f"orders.{stop}"
        super().__init__(cause.code, cause.message, field=field, **cause.params)
        self.cause = cause
        self.stop = stop


def quote_consignment(stops: Sequence[NewOrder], *, at: datetime) -> list[Offer]:
    """Price and promise of each; writes nothing. Raises StopRefused, and NotFound for an unknown store."""
    return offers_of(store_called(_checked(stops)[0].store_id), stops, at)


@unit_of_work
def place_consignment(
    *, stops: Sequence[NewOrder], by: Actor, at: datetime, request_key: RequestKey | None = None
) -> list[Order]:
    """Write an order for each, in one consignment. The same `request_key` makes it once.

    Raises what `quote_consignment` raises; then nothing is written.
    """
    consignment_id = uuid7()
    store = store_called(_checked(stops)[0].store_id)
    if request_key and (made := claim(request_key, consignment_id)) != consignment_id:
        return list(Order.objects.filter(consignment=made).order_by("number"))
    offers = offers_of(store, stops, at)
    consignment = Consignment.objects.create(id=consignment_id, store=store, placed_at=at, placed_by=str(by))
    return [write_order(store, offer, by=by, at=at, consignment=consignment) for offer in offers]


def offers_of(store: Store, stops: Sequence[NewOrder], at: datetime) -> list[Offer]:
    """Each as an order of its own; by the store's own rules they are priced together, by the charter's one by one.

    Raises StopRefused for the first that makes no sense.
    """
    found = []
    for number, new in enumerate(stops):
        try:
            found.append(offer_of(store, new, at))
        except DomainError as refused:
            raise StopRefused(number, refused) from refused
    return _priced_together(store, found, at) if store.rule_set_id and len(found) > 1 else found


def _priced_together(store: Store, offers: list[Offer], at: datetime) -> list[Offer]:
    """Rules of a stop count for each, rules of a delivery once, over the whole way."""
    cooperative = cooperative_here()
    whole = Whole(
        _metres(store, offers),
        cooperative.country,
        timezone.localdate(at, cooperative.zone),
        cooperative.currency,
        is_taxed=is_store_taxed(store.pk, cooperative.country),
    )
    quotes = price_consignment(whole, [offer.ride for offer in offers], offers[0].book.rules)
    return [replace(offer, quote=quote) for offer, quote in zip(offers, quotes, strict=True)]


def _metres(store: Store, offers: Sequence[Offer]) -> int:
    """Along the streets, from pickup to pickup and then from door to door, as they were asked for."""
    asked = [offer.asked for offer in offers]
    pickups = [new.pickup.point if new.pickup else store.point for new in asked]
    way = [*dict.fromkeys(pickups), *dict.fromkeys(new.to.point for new in asked)]
    legs = travel_here().matrix(way[:-1], way[1:]).metres
    return sum(int(legs[leg, leg]) for leg in range(len(way) - 1))


def _checked(stops: Sequence[NewOrder]) -> Sequence[NewOrder]:
    if not 1 <= len(stops) <= MOST_STOPS:
        raise Invalid("stops_out_of_range", _("From 1 to %(most)s stops at once, please."), most=MOST_STOPS)
    if len({new.store_id for new in stops}) > 1:
        raise Invalid("several_stores", _("The stops of a consignment are ordered by one store."))
    return stops
