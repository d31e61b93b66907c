"""What the delivered orders of a span would have cost by other rules; nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.packages import PackageFacts, Packed
from deliveries.domain.pricing import Ride, Rules, Whole, price_consignment
from deliveries.domain.pricing.facts import ride_between
from deliveries.models import Order, PackageType, Store, Task
from deliveries.queries.price_books import PriceBook, book_of

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
    book, types = book_of(rules), _types()
    found, by_hand = [], 0
    for order in _delivered(store, since, before):
        if any(line["code"] == BY_HAND for line in order.quote.lines):
            by_hand += 1
        else:
            found.append(_replayed(order, store, book, types))
    found.sort(key=lambda one: (one.now_cents is not None, -abs(one.change_cents), one.number))
    return Replay(found, by_hand)


def _delivered(store: Store, since: datetime, before: datetime) -> list[Order]:
    """Five queries for all of them."""
    return list(
        Order.objects.filter(store=store, state="delivered", closed_at__gte=since, closed_at__lt=before)
        .select_related("quote", "delivery", "slot__plan")
        .prefetch_related("delivery__tasks")
        .order_by("number")[:MOST_ORDERS]
    )


def _types() -> dict[str, PackageFacts]:
    """By code; of a code used twice, the one in use."""
    rows = PackageType.objects.order_by("deleted_at")
    return {kind.code: PackageFacts(kind.units_average, kind.grams_average) for kind in reversed(rows)}


def _replayed(order: Order, store: Store, book: PriceBook, types: dict[str, PackageFacts]) -> Replayed:
    here = cooperative_here()
    ride = _ride(order, book, types)
    on = timezone.localdate(order.placed_at, here.zone)
    whole = Whole(ride.metres, here.country, on, order.quote.currency)
    cents, refused = None, None
    try:
        cents = price_consignment(whole, (ride,), book.rules)[0].net_cents
    except Invalid as reason:
        refused = reason
    return Replayed(order.pk, order.number, order.placed_at, order.quote.net_cents, cents, refused)


def _ride(order: Order, book: PriceBook, types: dict[str, PackageFacts]) -> Ride:
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    pickup, dropoff = tasks[Task.Kind.PICKUP], tasks[Task.Kind.DROPOFF]
    counts = {code: quantity for code, quantity in order.packages if code in types}
    units = sum(types[code].units * quantity for code, quantity in counts.items())
    after, before = dropoff.window_after, order.promised_at
    return ride_between(
        metres=order.delivery.distance_metres,
        pickup=(pickup.point, pickup.window_after),
        dropoff=(dropoff.point, TimeWindow(min(after, before), before)),
        placed_at=order.placed_at,
        zone=cooperative_here().zone,
        zones=book.zones,
        packed=Packed(counts, units, order.grams),
        bags=order.bags,
        goods_cents=order.goods_cents,
        needs=order.needs,
        slot=order.slot.plan.name if order.slot else "",
        supplements=tuple((key, count) for key, count in order.supplements if key in book.rules.supplements),
    )
