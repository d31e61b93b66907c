"""A plan on the map: each bike from its hub through its stops and back, and what is on no tour."""

from typing import Any

from deliveries.queries.tours import PlanView, StopOfPlan
from deliveries.queries.towns import town_here
from deliveries.web.ways import along, lonlat


def tour_map(view: PlanView) -> dict[str, Any]:
    """As `<coop-map>` takes it; a route carries its tour's id, a stop its order's."""
    town = town_here()
    graph = town.graph if town else ""
    couriers, stops, routes = [], [], []
    for tour in view.tours:
        hub = tour.tour.bike.hub.point
        if not tour.stops:
            continue
        couriers.append({"code": tour.code, "at": lonlat(hub), "tour": str(tour.tour.pk)})
        stops += [_stop(row, row.stop.kind) for row in tour.stops]
        points = [hub, *(row.task.point for row in tour.stops), hub]
        routes.append({"kind": "route", "tour": str(tour.tour.pk), "points": along(graph, points)})
    stops += [_stop(row, f"suggested-{row.stop.kind}") for row in view.out]
    return {"couriers": couriers, "stops": stops, "routes": routes}


def _stop(row: StopOfPlan, kind: str) -> dict[str, Any]:
    return {"id": str(row.stop.pk), "kind": kind, "at": lonlat(row.task.point)}
