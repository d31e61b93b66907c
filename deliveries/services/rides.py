"""What an order is priced by, out of what was asked: its packages, its moments, the zones it rides through."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from coopplatform.kernel.geo import Point
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.packages import Packed, packed
from deliveries.domain.pricing import HandPrice, Ride, StopFacts
from deliveries.domain.pricing.facts import MINUTE
from deliveries.domain.zones import Ring, names_at
from deliveries.models import Store
from deliveries.queries.packages import package_facts_of


def packed_by(store: Store, asked: tuple[tuple[str, int], ...], grams: int | None) -> Packed:
    """One query where packages are asked or told. Raises Invalid for what this store does not send, or must say."""
    facts = package_facts_of(store) if asked else {}
    return packed(
        asked,
        facts,
        grams=grams,
        are_required=store.are_packages_required,
        is_weight_required=store.is_weight_required,
    )


def ride_of(
    *,
    metres: int,
    pickup: tuple[Point, datetime],
    dropoff: tuple[Point, TimeWindow],
    placed_at: datetime,
    zone: ZoneInfo,
    zones: Mapping[str, Ring],
    packed: Packed,
    bags: int,
    goods_cents: int = 0,
    needs: Iterable[str] = (),
    slot: str = "",
    supplements: tuple[tuple[str, int], ...] = (),
    by_hand: HandPrice | None = None,
) -> Ride:
    """The facts of one order: picked up at a place from a moment on, handed over at another within a window."""
    (pickup_point, ready_at), (dropoff_point, window) = pickup, dropoff
    local = placed_at.astimezone(zone)
    return Ride(
        metres=metres,
        pickup=StopFacts.due(
            ready_at.astimezone(zone),
            placed_at=local,
            place=pickup_point,
            zones=names_at(pickup_point, zones) if zones else frozenset(),
        ),
        dropoff=StopFacts.due(
            window.after.astimezone(zone),
            before=window.before.astimezone(zone),
            placed_at=local,
            place=dropoff_point,
            zones=names_at(dropoff_point, zones) if zones else frozenset(),
        ),
        bags=bags,
        grams=packed.grams or 0,
        units=packed.units,
        goods_cents=goods_cents,
        packages=packed.counts,
        needs=frozenset(needs),
        window=(window.before - window.after) // MINUTE,
        slot=slot,
        supplements=supplements,
        by_hand=by_hand,
    )
