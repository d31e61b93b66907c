"""The town's travel times: its cycling graph, kept in memory once read; straight lines where there is none."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from deliveries.domain.travel import CycleGraph, StraightLine, TravelTimes


@lru_cache(maxsize=16)
def _graph(path: str, modified: float) -> CycleGraph:
    return CycleGraph.load(Path(path))


def travel_times(graph: str) -> TravelTimes:
    """`graph` is a town's `.npz` file, relative to TOWNS_DIR; without one, times are marked as estimates."""
    path = Path(settings.TOWNS_DIR) / graph
    if not graph or not path.is_file():
        return StraightLine()
    return _graph(str(path), path.stat().st_mtime)
