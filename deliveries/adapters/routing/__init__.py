"""A town's travel times: a router over HTTP where one is configured, the town's cycling graph, straight lines.

Each stands in for the one before it, for as long as that is silent and for the pairs it cannot tell.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from deliveries.adapters.routing.osrm import Osrm
from deliveries.adapters.routing.server import Server
from deliveries.adapters.routing.standing_in import StandingIn
from deliveries.adapters.routing.tables import Router, Tables
from deliveries.adapters.routing.valhalla import Valhalla
from deliveries.domain.travel import CycleGraph, Remembered, StraightLine, TravelTimes

ROUTERS: dict[str, Callable[[Server, str], Router]] = {"osrm": Osrm, "valhalla": Valhalla}
AS_THE_CROW_FLIES = StraightLine()


def travel_times(graph: str) -> TravelTimes:
    """`graph` is a town's `.npz` file, relative to TOWNS_DIR; without one, times are marked as estimates.

    ROUTING, from the environment's ROUTING_URL, names a router that is asked first.
    """
    path = Path(settings.TOWNS_DIR) / graph
    streets = _streets(str(path), path.stat().st_mtime) if graph and path.is_file() else AS_THE_CROW_FLIES
    if not settings.ROUTING:
        return streets
    return _routed(tuple(sorted(settings.ROUTING.items())), streets)


@lru_cache(maxsize=16)
def _streets(path: str, modified: float) -> CycleGraph:
    return CycleGraph.load(Path(path))


@lru_cache(maxsize=16)
def _routed(options: tuple[tuple[str, object], ...], streets: TravelTimes) -> TravelTimes:
    asked = dict(options)
    server = Server(str(asked["url"]), seconds=float(str(asked["timeout"])))
    router = ROUTERS[str(asked["kind"])](server, str(asked["profile"]))
    tables = Tables(router, at_once=int(str(asked["table"])))
    return StandingIn(Remembered(tables), streets, name=f"{asked['kind']} at {asked['url']}")
