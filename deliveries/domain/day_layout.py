"""A recorded delivery day, laid onto a town: each restaurant and door moves to a real place, every time is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

from coopplatform.kernel.geo import Point


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the recorded day's plane, in its own units."""

    id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DayOrder:
    """Minutes count from the start of the day."""

    id: str
    restaurant: str
    door: Spot
    placed_minute: int
    ready_minute: int


@dataclass(frozen=True, slots=True)
class DayCourier:
    starts_at: Spot
    on_minute: int
    off_minute: int


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """One day of a delivery business on an abstract plane."""

    restaurants: tuple[Spot, ...]
    orders: tuple[DayOrder, ...]
    couriers: tuple[DayCourier, ...]


@dataclass(frozen=True, slots=True)
class LaidOrder:
    """An order of the day in the town: positions in the lists of places and addresses that were given."""

    id: str
    place: int
    address: int
    placed_minute: int
    ready_minute: int


def lay_out(day: RecordedDay, places: Sequence[Point], addresses: Sequence[Point]) -> tuple[LaidOrder, ...]:
    """The day's orders, by placement time, at the town's places and addresses.

    Both planes are stretched to the unit square; each restaurant takes the nearest free place (places are shared
    when the town has fewer), each drop-off the nearest address. Deterministic. Raises ValueError for a town
    without a place or an address.
    """
    if not places or not addresses:
        raise ValueError("A day needs at least one place and one address to be laid onto")
    planar_day = _unit_square([(s.x, s.y) for s in (*day.restaurants, *(o.door for o in day.orders))])
    spots = dict(zip((r.id for r in day.restaurants), planar_day, strict=False))
    doors = planar_day[len(day.restaurants) :]
    town = _unit_square([(p.lon * cos(radians(p.lat)), p.lat) for p in (*places, *addresses)])
    place_of = _taken(spots, town[: len(places)])
    address_spots = town[len(places) :]
    laid = [
        LaidOrder(
            order.id,
            place_of[order.restaurant],
            _nearest(door, address_spots, range(len(addresses))),
            order.placed_minute,
            order.ready_minute,
        )
        for order, door in zip(day.orders, doors, strict=True)
    ]
    return tuple(sorted(laid, key=lambda order: (order.placed_minute, order.id)))


def _unit_square(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    lows = [min(p[axis] for p in points) for axis in (0, 1)]
    sizes = [max(p[axis] for p in points) - lows[axis] or 1.0 for axis in (0, 1)]
    return [((x - lows[0]) / sizes[0], (y - lows[1]) / sizes[1]) for x, y in points]


def _taken(spots: dict[str, tuple[float, float]], places: Sequence[tuple[float, float]]) -> dict[str, int]:
    free = set(range(len(places)))
    place_of = {}
    for restaurant, spot in spots.items():
        free = free or set(range(len(places)))
        place_of[restaurant] = _nearest(spot, places, sorted(free))
        free.discard(place_of[restaurant])
    return place_of


def _nearest(spot: tuple[float, float], points: Sequence[tuple[float, float]], among: Sequence[int]) -> int:
    return min(among, key=lambda i: (hypot(points[i][0] - spot[0], points[i][1] - spot[1]), i))
