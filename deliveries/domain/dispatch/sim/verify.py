"""Checks the three solution files against the day, with nothing of the simulator: its own clock, its own arithmetic."""

from collections import Counter
from math import ceil, hypot
from pathlib import Path

from deliveries.domain.dispatch.sim.instance import Day, Spot


def violations(day: Day, folder: Path) -> list[str]:
    """Everything that breaks the strict rules, in words; empty for a feasible solution."""
    return [*_bundles(day, folder), *_movements(day, folder)]


def _lines(path: Path) -> list[list[str]]:
    return [line.split() for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]


def _bundles(day: Day, folder: Path) -> list[str]:
    """Each order once, known when assigned, ready when picked up, before the off-time, of one restaurant."""
    orders = {o.id: o for o in day.orders}
    off = {c.id: c.off for c in day.couriers}
    wrong = []
    carried: Counter[str] = Counter()
    for assigned, pickup, courier, *bundle in _lines(folder / "solution_info_assignments.txt"):
        carried.update(bundle)
        if int(pickup) > off[courier]:
            wrong.append(f"{courier} picks {bundle} up after the shift")
        if len({orders[o].restaurant for o in bundle}) > 1:
            wrong.append(f"{bundle} come from several restaurants")
        wrong += [f"{o} assigned before it was placed" for o in bundle if int(assigned) < orders[o].placed]
        wrong += [f"{o} picked up before it was ready" for o in bundle if int(pickup) < orders[o].ready]
    wrong += [f"{o} carried {times} times" for o, times in carried.items() if times > 1]
    told = {line[0] for line in _lines(folder / "solution_info_orders.txt")}
    return wrong + [f"{o} in one file only" for o in told ^ set(carried)]


def _movements(day: Day, folder: Path) -> list[str]:
    """Couriers ride from where they are, no faster than they can, and serve each stop its full time."""
    spots: dict[str, Spot] = dict(day.restaurants)
    spots |= {o.id: o.door for o in day.orders} | {c.id: c.start for c in day.couriers}
    minutes = {
        o: (int(pickup), int(drop), courier)
        for o, _placed, _ready, pickup, drop, courier in _lines(folder / "solution_info_orders.txt")
    }
    on = {c.id: c.on for c in day.couriers}
    here: dict[str, str] = {}
    since: dict[str, int] = {}
    visits: dict[str, list[tuple[str, int, int]]] = {}
    wrong = []
    for courier, departure, origin, destination in _lines(folder / "solution_info_couriers.txt"):
        place = here.get(courier, courier)
        if (courier if origin == "0" else origin) != place:
            wrong.append(f"{courier} leaves {origin} but is at {place}")
        if int(departure) < since.get(courier, on[courier]):
            wrong.append(f"{courier} leaves {place} before arriving or before the shift")
        if place in spots and courier in since:
            visits.setdefault(courier, []).append((place, since[courier], int(departure)))
        a, b = spots[place], spots[destination]
        ride = ceil(hypot(b.x - a.x, b.y - a.y) / day.rules.metres_per_minute - 1e-9)
        here[courier], since[courier] = destination, int(departure) + ride
    for courier, place in here.items():
        visits.setdefault(courier, []).append((place, since[courier], 10**9))
    half_pickup, half_dropoff = day.rules.pickup_minutes // 2, day.rules.dropoff_minutes // 2
    restaurant = {o.id: o.restaurant for o in day.orders}
    for o, (pickup, drop, courier) in minutes.items():
        if not _stands(visits.get(courier, []), restaurant[o], pickup, half_pickup):
            wrong.append(f"{courier} is not at {restaurant[o]} to pick {o} up")
        if not _stands(visits.get(courier, []), o, drop, half_dropoff):
            wrong.append(f"{courier} is not at the door of {o}")
    return wrong


def _stands(visits: list[tuple[str, int, int]], place: str, moment: int, half: int) -> bool:
    return any(
        place == where and came + half <= moment and moment + half <= left for where, came, left in visits
    )
