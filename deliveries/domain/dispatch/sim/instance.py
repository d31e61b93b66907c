"""A day of the Meal Delivery Routing Problem (Grubhub, github.com/grubhub/mdrplib) and its plane. Minutes, metres."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt
from pathlib import Path

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.domain.travel import Matrix, Route

METRES_A_DEGREE = 1000.0


@dataclass(frozen=True, slots=True)
class Spot:
    id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DayOrder:
    id: str
    door: Spot
    restaurant: str
    placed: int
    ready: int


@dataclass(frozen=True, slots=True)
class DayCourier:
    id: str
    start: Spot
    on: int
    off: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What `instance_parameters.txt` sets: a speed, minutes of service, a target, and pay."""

    metres_per_minute: float
    pickup_minutes: int
    dropoff_minutes: int
    target_minutes: int
    pay_per_order: float
    pay_per_hour: float


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    rules: Rules
    restaurants: dict[str, Spot]
    orders: tuple[DayOrder, ...]
    couriers: tuple[DayCourier, ...]

    def ride(self, a: Spot, b: Spot) -> int:
        """Whole minutes from a to b."""
        return ceil(sqrt((b.x - a.x) ** 2 + (b.y - a.y) ** 2) / self.rules.metres_per_minute)

    def least_click_to_door(self, order: DayOrder) -> int:
        """No courier can be quicker: ready, half of each service, the direct ride."""
        service = self.rules.pickup_minutes - self.rules.pickup_minutes // 2 + self.rules.dropoff_minutes // 2
        return (
            order.ready - order.placed + service + self.ride(self.restaurants[order.restaurant], order.door)
        )

    def is_out_of_hours(self, order: DayOrder) -> bool:
        """Whether no courier is on shift late enough to fetch it, wherever they are."""
        half = self.rules.pickup_minutes // 2
        return all(c.off < max(order.ready, max(c.on, order.placed) + half) for c in self.couriers)


def read(folder: Path) -> Day:
    """The day in `folder`. Raises FileNotFoundError, or KeyError and ValueError for another format."""
    (given,) = _rows(folder / "instance_parameters.txt")
    rules = Rules(
        float(given["meters_per_minute"]),
        int(given["pickup service minutes"]),
        int(given["dropoff service minutes"]),
        int(given["target click-to-door"]),
        float(given["pay per order"]),
        float(given["guaranteed pay per hour"]),
    )
    restaurants = {row["restaurant"]: _spot(row, "restaurant") for row in _rows(folder / "restaurants.txt")}
    orders = tuple(
        DayOrder(
            row["order"],
            _spot(row, "order"),
            row["restaurant"],
            int(row["placement_time"]),
            int(row["ready_time"]),
        )
        for row in _rows(folder / "orders.txt")
    )
    couriers = tuple(
        DayCourier(row["courier"], _spot(row, "courier"), int(row["on_time"]), int(row["off_time"]))
        for row in _rows(folder / "couriers.txt")
    )
    return Day(folder.name, rules, restaurants, orders, couriers)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _spot(row: dict[str, str], id_column: str) -> Spot:
    return Spot(row[id_column], float(row["x"]), float(row["y"]))


def overlay(days: Sequence[Day]) -> Day:
    """Several days in one town at once, under the first one's rules: a bigger day."""

    def of(n: int, spot: Spot) -> Spot:
        return replace(spot, id=f"{spot.id}_{n}")

    return Day(
        "+".join(day.name for day in days),
        days[0].rules,
        {f"{id_}_{n}": of(n, spot) for n, day in enumerate(days) for id_, spot in day.restaurants.items()},
        tuple(
            replace(o, id=f"{o.id}_{n}", door=of(n, o.door), restaurant=f"{o.restaurant}_{n}")
            for n, day in enumerate(days)
            for o in day.orders
        ),
        tuple(
            replace(c, id=f"{c.id}_{n}", start=of(n, c.start))
            for n, day in enumerate(days)
            for c in day.couriers
        ),
    )


def on_globe(spot: Spot) -> Point:
    """The plane's metres written as thousandths of a degree, so that any engine of points can be asked."""
    return Point(spot.y / METRES_A_DEGREE, spot.x / METRES_A_DEGREE)


class Plane:
    """Travel on the plane of a day: straight lines, whole minutes rounded up."""

    def __init__(self, rules: Rules) -> None:
        self._speed = rules.metres_per_minute

    def matrix(self, origins: Sequence[Point], destinations: Sequence[Point]) -> Matrix:
        a, b = _metres(origins), _metres(destinations)
        metres = np.sqrt(((a[:, None, :] - b[None, :, :]) ** 2).sum(axis=2))
        seconds = np.ceil(metres / self._speed).astype(np.int64) * 60
        return Matrix(seconds, np.rint(metres).astype(np.int64), np.zeros(metres.shape, dtype=bool))

    def route(self, origin: Point, destination: Point) -> Route:
        answer = self.matrix([origin], [destination])
        return Route(
            (origin, destination), int(answer.seconds[0, 0]), int(answer.metres[0, 0]), estimated=False
        )


def _metres(points: Sequence[Point]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    plane = np.array([(p.lon, p.lat) for p in points], dtype=np.float64).reshape(-1, 2)
    return np.rint(plane * METRES_A_DEGREE)
