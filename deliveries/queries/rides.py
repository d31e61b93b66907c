"""An order that was placed, as the facts its price depends on."""

from collections.abc import Collection, Mapping
from datetime import datetime

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.packages import PackageFacts, Packed
from deliveries.domain.pricing import Ride
from deliveries.domain.pricing.facts import ride_between
from deliveries.models import Order, PackageType, Task
from deliveries.queries.price_books import PriceBook


def facts_of_types() -> dict[str, PackageFacts]:
    """By code, what a package counts for; of a code used twice, the one in use."""
    rows = PackageType.objects.order_by("deleted_at")
    return {kind.code: PackageFacts(kind.units_average, kind.grams_average) for kind in reversed(rows)}


def packed_of(order: Order, types: Mapping[str, PackageFacts]) -> Packed:
    """Its packages; types that are known no longer are left out."""
    counts = {code: quantity for code, quantity in order.packages if code in types}
    return Packed(counts, sum(types[code].units * many for code, many in counts.items()), order.grams)


def ride_of(
    order: Order,
    book: PriceBook,
    packed: Packed,
    *,
    supplements: Collection[tuple[str, int]] | None = None,
    window: TimeWindow | None = None,
    bags: int | None = None,
) -> Ride:
    """By its own supplements (those the book knows), window and bags, unless others are given."""
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    pickup, dropoff = tasks[Task.Kind.PICKUP], tasks[Task.Kind.DROPOFF]
    window = window or _window(dropoff.window_after, order.promised_at)
    if supplements is None:
        supplements = [(key, count) for key, count in order.supplements if key in book.rules.supplements]
    return ride_between(
        metres=order.delivery.distance_metres,
        pickup=(pickup.point, pickup.window_after),
        dropoff=(dropoff.point, window),
        placed_at=order.placed_at,
        zone=cooperative_here().zone,
        zones=book.zones,
        packed=packed,
        bags=bags or order.bags,
        goods_cents=order.goods_cents,
        needs=order.needs,
        slot=order.slot.plan.name if order.slot else "",
        supplements=tuple(supplements),
    )


def _window(after: datetime, before: datetime) -> TimeWindow:
    return TimeWindow(min(after, before), before)
