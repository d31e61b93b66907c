"""The board's map: couriers where their phones are, their stops, and the way along the streets."""

from datetime import datetime
from typing import Any

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.geo import Point
from deliveries.domain.lifecycle import TaskState
from deliveries.models import PositionLook, Task
from deliveries.queries.board import board
from deliveries.queries.suggestions import suggestions
from deliveries.queries.towns import town_here
from deliveries.services.looking import Looker, look_at_places
from deliveries.web.clock import day_began
from deliveries.web.ways import along, lonlat


def board_map(at: datetime, *, by: Actor) -> dict[str, Any]:
    """Couriers, stops and routes as `<coop-map>` takes them; suggested routes carry their order's id.

    That `by` was shown the couriers is noted down for them.
    """
    town = town_here()
    graph = town.graph if town else ""
    facts = board(at, day_began_at=day_began(at))
    couriers, stops, routes = [], [], []
    shown = look_at_places(
        courier_ids=[column.courier.courier_id for column in facts.columns],
        looker=Looker(PositionLook.Page.BOARD, by),
        at=at,
    )
    places: dict[str, Point] = {}
    for column in facts.columns:
        code = column.courier.code
        todo = [task for task in column.stops if task.state in (TaskState.WAITING, TaskState.ARRIVED)]
        stops += [_stop(task, is_next=task is todo[0]) for task in todo]
        points = [task.point for task in todo]
        if here := shown.get(column.courier.courier_id):
            places[str(column.courier.courier_id)] = points[-1] if points else here
            couriers.append({"code": code, "at": lonlat(here)})
            points = [here, *points]
        if len(points) > 1:
            routes.append({"kind": "route", "points": along(graph, points)})
    waiting = {str(row.order.pk): row for row in facts.waiting}
    stops += [
        _stop(task, is_next=False, suggested=True)
        for row in facts.waiting
        for task in (row.pickup, row.dropoff)
    ]
    for suggestion in suggestions(at).decision.suggestions:
        start = places.get(suggestion.courier_id)
        ends = [waiting[order_id] for order_id in suggestion.order_ids if order_id in waiting]
        points = [
            *([start] if start else []),
            *(r.pickup.point for r in ends[:1]),
            *(r.dropoff.point for r in ends),
        ]
        if len(points) > 1:
            drawn = along(graph, points)
            routes += [{"kind": "suggested", "order": o, "points": drawn} for o in suggestion.order_ids]
    return {"couriers": couriers, "stops": stops, "routes": routes}


def _stop(task: Task, *, is_next: bool, suggested: bool = False) -> dict[str, Any]:
    kind = f"suggested-{task.kind}" if suggested else f"next-{task.kind}" if is_next else task.kind
    return {"id": str(task.delivery.order_id), "kind": kind, "at": lonlat(task.point)}
