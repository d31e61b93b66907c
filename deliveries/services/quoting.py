"""What an order would cost and when it would arrive: told before sending, computed again when sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from deliveries.domain import opening
from deliveries.domain.loads import check_load
from deliveries.domain.phones import check_phone
from deliveries.domain.pricing import HandPrice, PricedQuote, Ride, Whole, price_consignment
from deliveries.domain.pricing.facts import ride_between
from deliveries.domain.proof import Need
from deliveries.models import Store, Town
from deliveries.queries.billing import is_store_taxed
from deliveries.queries.price_books import PriceBook, price_book
from deliveries.queries.slots import SlotChoice
from deliveries.queries.towns import town_here, towns_reached, travel_between
from deliveries.services.packing import packed_by
from deliveries.services.slot_places import check_open, in_slot

EARLIEST = timedelta(minutes=2)
LATEST = timedelta(days=14)
HANDOVER = timedelta(minutes=4)
PROMISE_SLACK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Destination:
    """Whom and where to: the address as found, with who found it and under which licence."""

    name: str
    address: str
    point: Point
    phone: str = ""
    instructions: str = ""
    geocoder: str = "pin"
    licence: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What a store asks for. `ready_at` is when the bags can be picked up; `window` when they may be handed over.

    Without a window the promise follows from the ride. Weight and volume are told where they matter. `proof` are
    needs (`photo`, `signature`, `name`, `code`) that this order asks at the door beyond what its store does.
    `pickup` is where the goods are, when that is not the store.
    One that another co-op hands over (`is_for_partner`) may begin or end beyond the town's limits; it is not `is_taxed`
    where that co-op is charged no VAT.
    `packages` are codes with quantities; `supplements` ids of price rules with quantities; a slot gives the window.
    """

    store_id: UUID
    to: Destination
    ready_at: datetime
    bags: int = 1
    goods_cents: int = 0
    window: TimeWindow | None = None
    grams: int | None = None
    litres: int | None = None
    needs: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    pickup: Destination | None = None
    packages: tuple[tuple[str, int], ...] = ()
    supplements: tuple[tuple[str, int], ...] = ()
    slot_id: str = ""
    price_by_hand: HandPrice | None = None
    is_for_partner: bool = False
    is_taxed: bool = True

    @property
    def opens_at(self) -> datetime:
        """Not handed over before this moment."""
        return max(self.ready_at, self.window.after) if self.window else self.ready_at


@dataclass(frozen=True, slots=True)
class Offer:
    """Price and times as told before sending; what is sent is this, computed again.

    `asked` is the order as it will be written: in its slot's window, with the weight of its packages. `ride` and
    `book` are what it was priced by, for who places several at once.
    """

    asked: NewOrder
    ride: Ride
    book: PriceBook
    slot: SlotChoice | None
    quote: PricedQuote
    charter_version: int
    distance_metres: int
    ride_seconds: int
    is_estimated: bool
    promised_at: datetime


def quote_order(new: NewOrder, *, at: datetime) -> Offer:
    """Price and promise for what would be ordered now; writes nothing.

    Raises NotFound for an unknown store; Invalid for an address out of town, a moment in the past or beyond
    two weeks, a store closed then, quantities or money out of range.
    """
    return offer_of(store_called(new.store_id), new, at)


def store_called(store_id: UUID) -> Store:
    store = Store.objects.select_related("rule_set").filter(pk=store_id).first()
    if store is None:
        raise NotFound("no_store", _("There is no such store."))
    return store


def offer_of(store: Store, new: NewOrder, at: datetime) -> Offer:
    """Raises Invalid for whatever of moment, place, quantity or money makes no sense here."""
    cooperative = cooperative_here()
    town = town_here()
    check_load(new.grams, new.litres, new.needs)
    _check_proof(new.proof)
    _check_moment(store, new.ready_at, at, cooperative.zone)
    for place, field in ((new.to, "address"), (new.pickup, "pickup.address")):
        if place is not None:
            _check_place(place, None if new.is_for_partner else town, cooperative.country, field)
    slot = in_slot(store, new.slot_id, at) if new.slot_id else None
    packed = packed_by(store, new.packages, new.grams)
    new = replace(new, grams=packed.grams, window=slot.window if slot else new.window)
    check_open(store, (new.ready_at, new.opens_at), cooperative.zone)
    origin = new.pickup.point if new.pickup else store.point
    way = travel_between(origin, new.to.point, town).matrix([origin], [new.to.point])
    metres, seconds = int(way.metres[0, 0]), int(way.seconds[0, 0])
    today = timezone.localdate(at, cooperative.zone)
    charter = charter_on(today)
    earliest_at = new.ready_at + HANDOVER + timedelta(seconds=seconds)
    promised_at = new.window.before if new.window else earliest_at + PROMISE_SLACK
    _check_window(new.window, earliest_at)
    book = price_book(store, charter.terms["pricing"], cooperative.currency)
    ride = ride_between(
        metres=metres,
        pickup=(origin, new.ready_at),
        dropoff=(new.to.point, TimeWindow(min(new.opens_at, promised_at), promised_at)),
        placed_at=at,
        zone=cooperative.zone,
        zones=book.zones,
        packed=packed,
        bags=new.bags,
        goods_cents=new.goods_cents,
        needs=new.needs,
        slot=slot.name if slot else "",
        supplements=new.supplements,
        by_hand=new.price_by_hand,
    )
    whole = Whole(
        metres,
        cooperative.country,
        today,
        cooperative.currency,
        is_taxed=new.is_taxed and is_store_taxed(store.pk, cooperative.country),
    )
    (quote,) = price_consignment(whole, (ride,), book.rules)
    return Offer(
        asked=new,
        ride=ride,
        book=book,
        slot=slot,
        quote=quote,
        charter_version=charter.version,
        distance_metres=metres,
        ride_seconds=seconds,
        is_estimated=bool(way.estimated[0, 0]),
        promised_at=promised_at,
    )


def _check_moment(store: Store, ready_at: datetime, at: datetime, zone: ZoneInfo) -> None:
    if ready_at < at - EARLIEST:
        raise Invalid("in_the_past", _("This moment has passed: choose a later one."), field="ready_at")
    if ready_at > at + LATEST:
        raise Invalid("too_far_ahead", _("Orders are taken up to 14 days ahead."), field="ready_at")
    local = timezone.localtime(ready_at, zone)
    if not store.is_active or not opening.is_open(store.opening, local):
        raise Invalid(
            "store_closed",
            _("%(store)s is closed then. Open that day: %(hours)s."),
            field="ready_at",
            store=store.name,
            hours=opening.described(store.opening, local),
        )


def _check_window(window: TimeWindow | None, earliest_at: datetime) -> None:
    """A promise that nobody can keep is not given."""
    if window is not None and window.before < earliest_at:
        raise Invalid(
            "window_too_early",
            _(
                "The goods are there at %(at)s at the earliest: choose a later window, or have them ready sooner."
            ),
            field="window",
            at=f"{timezone.localtime(earliest_at):%H:%M}",
        )


def _check_proof(needs: tuple[str, ...]) -> None:
    if not {*needs} <= {*Need}:
        raise Invalid("unknown_proof", _("Ask for a photo, a signature, a name or a code."), field="proof")


def _check_place(place: Destination, town: Town | None, country: str, field: str) -> None:
    check_phone(place.phone, country, field=field.replace("address", "phone"))
    if town is None or town.holds(place.point):
        return
    if not any(other.holds(place.point) for other in towns_reached()):
        raise Invalid(
            "out_of_town",
            _("This address is outside %(town)s: choose another, or drop a pin in town."),
            field=field,
            town=town.name,
        )
