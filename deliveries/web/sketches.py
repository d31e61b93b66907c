"""The courier's own way: at once as a sketch, and for the map when it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.kernel.geo import Point
from deliveries.domain.sketch import Sketch, sketch
from deliveries.models import Task
from deliveries.permissions import can_complete_task
from deliveries.queries.day import day_of
from deliveries.queries.towns import town_here
from deliveries.web.clock import day_began
from deliveries.web.ways import along, lonlat
from members.queries.roster import worker_of

MOST_STOPS = 8
"""Sketched ahead: more would not be told apart in so small a box."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place in the sketch, `x` and `y` as SVG writes them; `ids` are those of its stops, parted by spaces."""

    x: str
    y: str
    kind: str
    ids: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class SketchShown:
    """For `deliveries/parts/sketch.html`; `names` are the stops in their order, once each in a row."""

    drawing: Sketch
    dots: list[Dot]
    names: list[str]


def sketch_of(stops: Sequence[Task], graph: str, place: Point | None = None) -> SketchShown | None:
    """Of the stops still to do, in their order, from where the courier is (if known) along a town's streets.

    No query; ways between two points are remembered. None without a stop.
    """
    doors = _doors(stops)[:MOST_STOPS]
    points = [door[0].point for door in doors]
    way = [Point(lat, lon) for lon, lat in along(graph, [*([place] if place else []), *points])]
    drawing = sketch(way, points)
    if drawing is None:
        return None
    dots = [
        Dot(f"{x:.0f}", f"{y:.0f}", door[0].shape, " ".join(str(stop.pk) for stop in door), n == 0)
        for n, ((x, y), door) in enumerate(zip(drawing.stops, doors, strict=True))
    ]
    return SketchShown(drawing, dots[::-1], [_name(door[0]) for door in doors])


@allow(can_complete_task)
@require_GET
def day_map(request: TenantRequest) -> HttpResponse:
    """The courier's own stops and way, as `<coop-map>` takes them."""
    worker, town = worker_of(request.user.pk or 0), town_here()
    if worker is None:
        raise Http404
    day = day_of(worker.courier_id, day_began_at=day_began(timezone.now()))
    answer = JsonResponse(map_of(day.todo, day.done, town.graph if town else ""))
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def map_of(todo: Sequence[Task], done: Sequence[Task], graph: str) -> dict[str, Any]:
    points = [task.point for task in todo]
    before = [task.point for task in done[-1:]]
    stops = [
        {
            "id": str(task.pk),
            "kind": f"next-{task.shape}" if task is todo[0] else task.shape,
            "at": lonlat(task.point),
        }
        for task in todo
    ]
    stops += [{"id": str(task.pk), "kind": "done", "at": lonlat(task.point)} for task in done]
    routes = [{"kind": "route", "points": along(graph, [*before, *points])}] if before or points[1:] else []
    return {"couriers": [], "stops": stops, "routes": routes if points else []}


def _doors(stops: Sequence[Task]) -> list[list[Task]]:
    """Several stops of one kind in a row at one door are drawn as one."""
    doors = groupby(stops, key=lambda stop: (stop.kind, stop.point))
    return [list(door) for _place, door in doors]


def _name(stop: Task) -> str:
    return stop.address if stop.kind == Task.Kind.DROPOFF else stop.name
