"""What the delivered orders of a span would have cost by other rules; nothing is written."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import Invalid
from deliveries.domain.packages import PackageFacts
from deliveries.domain.pricing import Rules, Whole, price_consignment
from deliveries.models import PRICE, Order, Store
from deliveries.queries.price_books import PriceBook, book_of
from deliveries.queries.rides import facts_of_types, packed_of, ride_of

BY_HAND = "by_hand"
MOST_ORDERS = 5000
CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Replayed:
    """One order: net as it was, and as it would be; None with the reason where the rules give no price."""

    order_id: UUID
    number: int
    placed_at: datetime
    was_cents: int
    now_cents: int | None
    refused: Invalid | None = None

    @property
    def change_cents(self) -> int:
        return 0 if self.now_cents is None else self.now_cents - self.was_cents


@dataclass(frozen=True, slots=True)
class Replay:
    """The largest changes first, orders without a price before them. Orders priced by hand are left out."""

    orders: list[Replayed]
    by_hand: int

    @property
    def was_cents(self) -> int:
        """Of the orders that have a price by the new rules too."""
        return sum(one.was_cents for one in self.orders if one.now_cents is not None)

    @property
    def now_cents(self) -> int:
        return sum(one.now_cents or 0 for one in self.orders)

    @property
    def change_cents(self) -> int:
        return self.now_cents - self.was_cents

    @property
    def refused(self) -> int:
        return sum(one.now_cents is None for one in self.orders)

    @property
    def dearer(self) -> int:
        return sum(one.change_cents > 0 for one in self.orders)

    @property
    def cheaper(self) -> int:
        return sum(one.change_cents < 0 for one in self.orders)


def replay(rules: Rules, store: Store, since: datetime, before: datetime) -> Replay:
    """The orders of a store delivered in a span, each priced by itself. Supplements other rules know are left out."""
    book, types = book_of(rules), facts_of_types()
    found, by_hand = [], 0
    for order in _delivered(store, since, before):
        if any(line["code"] == BY_HAND for line in order.price.lines):
            by_hand += 1
        else:
            found.append(_replayed(order, store, book, types))
    found.sort(key=lambda one: (one.now_cents is not None, -abs(one.change_cents), one.number))
    return Replay(found, by_hand)


@dataclass(slots=True)
class StoreReplay:
    """A store's orders together, in net cents: as they were and as they would be, and how many of each kind.

    `refused` have no price by the new rules and count in neither sum; `reason` is the first one's.
    """

    store_id: UUID
    name: str
    orders: int = 0
    was_cents: int = 0
    now_cents: int = 0
    dearer: int = 0
    cheaper: int = 0
    refused: int = 0
    by_hand: int = 0
    reason: Invalid | None = None

    @property
    def change_cents(self) -> int:
        return self.now_cents - self.was_cents


def count_delivered(since: datetime, before: datetime, store_ids: Collection[UUID]) -> int:
    return _span(since, before).filter(store__in=list(store_ids)).count()


def replay_stores(
    rules: Rules,
    store_ids: Collection[UUID],
    since: datetime,
    before: datetime,
    *,
    tell: Callable[[int], None] = lambda _done: None,
) -> list[StoreReplay]:
    """Every delivered order of these stores, a thousand at a time; `tell` hears how many are done.

    Who would pay less first. Orders priced by hand keep their price and are only counted.
    """
    book, types, done = book_of(rules), facts_of_types(), 0
    found = {
        store.pk: StoreReplay(store.pk, store.name) for store in Store.objects.filter(pk__in=list(store_ids))
    }
    stores = Store.objects.in_bulk(list(found))
    after = 0
    while chunk := _chunk(since, before, found, after):
        for order in chunk:
            _count(found[order.store_id], order, stores[order.store_id], book, types)
        after, done = chunk[-1].number, done + len(chunk)
        tell(done)
    told = (one for one in found.values() if one.orders or one.by_hand)
    return sorted(told, key=lambda one: (one.change_cents, one.name))


def _count(
    sums: StoreReplay, order: Order, store: Store, book: PriceBook, types: dict[str, PackageFacts]
) -> None:
    if any(line["code"] == BY_HAND for line in order.price.lines):
        sums.by_hand += 1
        return
    sums.orders += 1
    one = _replayed(order, store, book, types)
    if one.now_cents is None:
        sums.refused, sums.reason = sums.refused + 1, sums.reason or one.refused
        return
    sums.was_cents += one.was_cents
    sums.now_cents += one.now_cents
    sums.dearer += one.change_cents > 0
    sums.cheaper += one.change_cents < 0


def _span(since: datetime, before: datetime) -> QuerySet[Order]:
    return Order.objects.filter(state="delivered", closed_at__gte=since, closed_at__lt=before)


def _chunk(since: datetime, before: datetime, store_ids: Collection[UUID], after: int) -> list[Order]:
    rows = _span(since, before).filter(store__in=list(store_ids), number__gt=after)
    return _with_facts(rows.order_by("number")[:CHUNK])


def _delivered(store: Store, since: datetime, before: datetime) -> list[Order]:
    """Five queries for all of them."""
    return _with_facts(_span(since, before).filter(store=store).order_by("number")[:MOST_ORDERS])


def _with_facts(orders: QuerySet[Order]) -> list[Order]:
    return list(orders.select_related(*PRICE, "delivery", "slot__plan").prefetch_related("delivery__tasks"))


def _replayed(order: Order, store: Store, book: PriceBook, types: dict[str, PackageFacts]) -> Replayed:
    here = cooperative_here()
    ride = ride_of(order, book, packed_of(order, types))
    on = timezone.localdate(order.placed_at, here.zone)
    whole = Whole(ride.metres, here.country, on, order.price.currency)
    cents, refused = None, None
    try:
        cents = price_consignment(whole, (ride,), book.rules)[0].net_cents
    except Invalid as reason:
        refused = reason
    return Replayed(order.pk, order.number, order.placed_at, order.price.net_cents, cents, refused)
