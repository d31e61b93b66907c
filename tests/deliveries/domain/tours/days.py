"""Small days to plan: a hub in the middle of a plane, where 100 m north or east take 24 seconds."""

from typing import Any

from hypothesis import strategies as st

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch.sim.city import METRES_A_DEGREE, Plane
from deliveries.domain.dispatch.tours.model import (
    Bike,
    Depot,
    Problem,
    Rest,
    Shipment,
    Stop,
    Visit,
    Way,
    Window,
)

HOUR = 3600
NINE, NOON = 9 * HOUR, 12 * HOUR


def at(north: float, east: float = 0.0) -> Point:
    """So many hundreds of metres from the hub."""
    return Point(north * 100 / METRES_A_DEGREE, east * 100 / METRES_A_DEGREE)


HUB = Depot("hub", at(0))


def window(after: float, before: float) -> Window:
    """From so many minutes after nine to so many."""
    return Window(NINE + round(60 * after), NINE + round(60 * before))


def stop(id_: str, north: float, east: float = 0.0, *windows: Window, **more: Any) -> Stop:
    return Stop(id_, at(north, east), windows, **{"service_seconds": 60, "load": (1,), **more})


def visit(id_: str, north: float, east: float = 0.0, *windows: Window, **more: Any) -> Visit:
    of_stop = {key: more.pop(key) for key in ("service_seconds", "load") if key in more}
    return Visit(stop(id_, north, east, *windows, **of_stop), **more)


def bike(id_: str = "alma", **more: Any) -> Bike:
    facts = {"start": "hub", "end": "hub", "shift": Window(NINE, NINE + 4 * HOUR), "capacity": (10,)}
    return Bike(id_, **{**facts, **more})


def day(*jobs: Visit | Shipment, bikes: tuple[Bike, ...] = (bike(),), **more: Any) -> Problem:
    facts = {"depots": (HUB,), "bikes": bikes, "travel": Plane(), "dimensions": ("bags",)}
    visits = tuple(job for job in jobs if isinstance(job, Visit))
    shipments = tuple(job for job in jobs if isinstance(job, Shipment))
    return Problem(**{**facts, "visits": visits, "shipments": shipments, **more})


# Any day at all, sensible or not: clashing names, windows the wrong way round, loads no bike carries, no bikes.

near = st.integers(-30, 30)
anywhere = st.one_of(
    st.builds(at, near, near), st.builds(at, near, near), st.just(Point(-90, 180)), st.none()
)
minutes = st.integers(-60, 360)
windows = st.lists(st.builds(window, minutes, minutes), max_size=2).map(tuple)
loads = st.one_of(st.tuples(st.integers(0, 4)), st.sampled_from([(), (99,), (-1,), (1, 1)]))
skills = st.frozensets(st.sampled_from(["trailer", "cold"]), max_size=1)
names = st.sampled_from([f"stop {n}" for n in range(12)])
depot_ids = st.sampled_from(["hub", "north", "nowhere"])
stops = st.builds(Stop, names, anywhere, windows, st.integers(-1, 900), loads)
visits = st.builds(
    Visit, stops, st.sampled_from(Way), skills, st.one_of(st.none(), depot_ids), st.integers(0, 3)
)
shipments = st.builds(
    Shipment,
    st.sampled_from(["shipment 1", "shipment 2", "stop 1"]),
    st.lists(stops, max_size=2).map(tuple),
    st.lists(stops, max_size=2).map(tuple),
    skills,
)
rests = st.lists(st.builds(Rest, st.integers(-1, 1800), st.builds(window, minutes, minutes)), max_size=1)
bikes = st.builds(
    Bike,
    st.sampled_from(["alma", "ben", "cleo"]),
    st.sampled_from(["hub", "hub", "north", "nowhere"]),
    st.sampled_from(["hub", "hub", "north"]),
    st.builds(window, st.integers(-60, 60), st.integers(-60, 360)),
    st.one_of(st.tuples(st.integers(2, 6)), st.just(())),
    st.frozensets(st.sampled_from(["trailer", "cold"])),
    rests.map(tuple),
    st.lists(depot_ids, max_size=1).map(tuple),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(600, 3 * HOUR)),
)
depots = st.sampled_from([(HUB,), (HUB, Depot("north", at(20), window(0, 300), 120)), (HUB, HUB), ()])
any_day = st.builds(
    Problem,
    depots,
    st.lists(bikes, max_size=3).map(tuple),
    st.just(Plane()),
    st.lists(visits, max_size=8).map(tuple),
    st.lists(shipments, max_size=3).map(tuple),
    st.just(("bags",)),
)
