"""What a price may depend on: the rides of one order or of several placed at once, and the scopes to ask about them."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from coopplatform.kernel.geo import Point
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.packages import Packed
from deliveries.domain.pricing.language import Function, Scope
from deliveries.domain.zones import Ring, names_at

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StopFacts:
    """A pickup or a drop-off in local time. Pickups with the same `place` and minute are one stop.

    `minute` of the day it is due from, `weekday` 1 Monday to 7 Sunday; `notice` in minutes and `days` by the
    calendar, both from the order. `zones` are the names of those it lies in.
    """

    place: Hashable = None
    zones: frozenset[str] = frozenset()
    minute: int = 0
    weekday: int = 1
    notice: int = 0
    days: int = 0

    @classmethod
    def due(
        cls,
        since: datetime,
        *,
        before: datetime | None = None,
        placed_at: datetime,
        place: Hashable = None,
        zones: frozenset[str] = frozenset(),
    ) -> Self:
        """Of local moments: due from `since`, at the latest `before`, ordered at `placed_at`."""
        notice = ((before or since) - placed_at) // MINUTE
        days = (since.date() - placed_at.date()).days
        minute = since.hour * 60 + since.minute
        return cls(place, zones, minute, since.isoweekday(), max(0, notice), max(0, days))


@dataclass(frozen=True, slots=True)
class HandPrice:
    """What a dispatcher asks instead of what the rules say, with its name."""

    name: str
    cents: int


@dataclass(frozen=True, slots=True)
class Ride:
    """One order to price: its pickup and its drop-off, and what is carried between them.

    `metres` along the streets; `grams` and `units` (of volume) of everything; `packages` by the code of their type;
    `window` in minutes; `supplements` by the id of their rule, with a quantity.
    """

    metres: int
    pickup: StopFacts = StopFacts()
    dropoff: StopFacts = StopFacts()
    bags: int = 1
    grams: int = 0
    units: int = 0
    goods_cents: int = 0
    packages: Mapping[str, int] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    window: int = 0
    slot: str = ""
    supplements: tuple[tuple[str, int], ...] = ()
    by_hand: HandPrice | None = None
    is_cancelled: bool = False


def ride_between(
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


@dataclass(frozen=True, slots=True)
class Whole:
    """What holds for all rides that are priced together: all metres, whose VAT, which day, what money.

    Not `is_taxed` where the customer owes the VAT, or nobody does.
    """

    metres: int
    country: str
    on: date
    currency: str
    is_taxed: bool = True


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to stop at, with the rides that stop there and what it is called in the rules."""

    kind: str
    number: int
    rides: tuple[int, ...]


def stops_of(rides: Sequence[Ride], live: Sequence[int]) -> list[Stop]:
    """In the order of the rides: each pickup once, though several rides begin there; each drop-off by itself."""
    together: dict[Hashable, list[int]] = {}
    for at in live:
        pickup = rides[at].pickup
        together.setdefault(
            at if pickup.place is None else (pickup.place, pickup.minute, pickup.days), []
        ).append(at)
    stops = [Stop("pickup", number, tuple(ats)) for number, ats in enumerate(together.values(), 1)]
    stops += [Stop("dropoff", number, (at,)) for number, at in enumerate(live, 1)]
    return stops


def scope_of_stop(stop: Stop, stops: Sequence[Stop], rides: Sequence[Ride]) -> Scope:
    """What is picked up or handed over at one stop."""
    here = [rides[at] for at in stop.rides]
    metres = sum(ride.metres for ride in here)
    return _scope(stop.kind, stop.number, metres, here, stops)


def scope_of_whole(metres: int, stops: Sequence[Stop], rides: Sequence[Ride]) -> Scope:
    """Everything that is priced together."""
    return _scope("delivery", 0, metres, rides, stops)


def _scope(kind: str, number: int, metres: int, rides: Sequence[Ride], stops: Sequence[Stop]) -> Scope:
    first, packages, needs = rides[0], Counter[str](), frozenset[str]()
    for ride in rides:
        packages.update(ride.packages)
        needs |= ride.needs
    values: dict[str, int | str] = {
        "kind": kind,
        "slot": first.slot,
        "distance": metres,
        "weight": sum(ride.grams for ride in rides),
        "volume": sum(ride.units for ride in rides),
        "bags": sum(ride.bags for ride in rides),
        "goods": sum(ride.goods_cents for ride in rides),
        "stop": number,
        "pickups": sum(stop.kind == "pickup" for stop in stops),
        "dropoffs": sum(stop.kind == "dropoff" for stop in stops),
        "window": first.window,
        "quantity": 1,
        "subtotal": 0,
    }
    for name, facts in (("pickup", first.pickup), ("dropoff", first.dropoff)):
        values |= {
            f"{name}_minute": facts.minute,
            f"{name}_weekday": facts.weekday,
            f"{name}_notice": facts.notice,
            f"{name}_days": facts.days,
        }
    picked_up = [ride.pickup.zones for ride in rides]
    dropped = [ride.dropoff.zones for ride in rides]
    here = {"pickup": picked_up, "dropoff": dropped}.get(kind, picked_up + dropped)
    asked: dict[str, Function] = {
        "packages": lambda code: packages[code],
        "in_zone": lambda name: all(name in zones for zones in here),
        "out_zone": lambda name: not all(name in zones for zones in here),
        "pickup_in": lambda name: all(name in zones for zones in picked_up),
        "dropoff_in": lambda name: all(name in zones for zones in dropped),
        "needs": lambda code: code in needs,
    }
    return Scope(values, asked, packages)
