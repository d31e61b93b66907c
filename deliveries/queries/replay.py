"""What the delivered orders of a span would have cost by other rules; nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


def _delivered(store: Store, since: datetime, before: datetime) -> list[Order]:
    """Five queries for all of them."""
    return list(
        Order.objects.filter(store=store, state="delivered", closed_at__gte=since, closed_at__lt=before)
        .select_related(*PRICE, "delivery", "slot__plan")
        .prefetch_related("delivery__tasks")
        .order_by("number")[:MOST_ORDERS]
    )


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
