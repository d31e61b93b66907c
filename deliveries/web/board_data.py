"""What the live board reads: all of it once, then what changed; times, suggestions and ways aside."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.geo import Point
from coopplatform.web.wording import write
from deliveries.domain.arrivals import Effect
from deliveries.domain.lifecycle import TaskState
from deliveries.models import PositionLook, Task
from deliveries.permissions import can_see_board
from deliveries.queries.arrivals import Rides
from deliveries.queries.board import DAY_AND_NIGHT
from deliveries.queries.board_search import found_on_board
from deliveries.queries.board_state import Wanted
from deliveries.queries.suggestions import Advice, suggestions
from deliveries.queries.towns import town_here
from deliveries.services.looking import Looker, look_at_places
from deliveries.web.board_json import answer, id_or_none, ids_of, state_now, told
from deliveries.web.ways import along, lonlat
from members.queries.roster import on_shift

OPEN = (TaskState.WAITING, TaskState.ARRIVED)
MOST_COLUMNS = 24
MOST_RIDES = 400


@allow(can_see_board)
@require_GET
@told
def state(request: TenantRequest) -> HttpResponse:
    """The whole board; with `orders`, `deliveries`, `couriers` or `groups`, only these."""
    names = ("orders", "deliveries", "couriers", "groups")
    if not any(name in request.GET for name in names):
        return answer(state_now())
    return answer(state_now(Wanted(**{name: ids_of(request.GET.get(name, "")) for name in names})))


@allow(can_see_board)
@require_GET
@told
def forecast(request: TenantRequest) -> HttpResponse:
    """What the engine suggests, and when each courier is expected at their stops: [stop, seconds since 1970]."""
    at = timezone.now()
    advice = suggestions(at)
    couriers = [rider.courier_id for rider in on_shift()][:MOST_RIDES]
    ways = Rides(at, couriers).as_they_are()
    return answer(
        {
            "at": int(at.timestamp()),
            "offers": _offers(advice),
            "reasons": {key: write(said) for key in advice.delivery_of_order if (said := advice.reason(key))},
            "notes": [write(note) for note in advice.notes],
            "times": {
                str(key): [[stop.id, stop.at, stop.late_seconds] for stop in way.arrivals]
                for key, way in ways.items()
            },
        }
    )


@allow(can_see_board)
@require_GET
@told
def what_if(request: TenantRequest) -> HttpResponse:
    """What a move would change for each of `couriers`: seconds, and whom it makes late. Nothing is written."""
    asked = request.GET
    jobs, stop_ids = ids_of(asked.get("deliveries", "")), ids_of(asked.get("stops", ""))
    couriers = ids_of(asked.get("couriers", ""))[:MOST_COLUMNS]
    rides = Rides(timezone.now(), couriers, jobs)
    before = id_or_none(asked.get("before"))
    found = {
        str(courier_id): _effect(
            rides.what_if(
                courier_id, jobs=jobs, stop_ids=stop_ids, before=before, is_last=asked.get("last") == "1"
            )
        )
        for courier_id in couriers
    }
    return answer({"effects": found})


@allow(can_see_board)
@require_GET
def places(request: TenantRequest) -> HttpResponse:
    """Where couriers are who may be followed; that they were shown is noted down for them."""
    shown = look_at_places(
        courier_ids=[rider.courier_id for rider in on_shift()],
        looker=Looker(PositionLook.Page.BOARD, actor_of(request)),
        at=timezone.now(),
    )
    return answer({"places": {str(key): lonlat(point) for key, point in shown.items()}})


@allow(can_see_board)
@require_GET
@told
def ways(request: TenantRequest) -> HttpResponse:
    """The ways of some couriers along the streets; and the one `to` a courier's last stop and through `deliveries`."""
    at = timezone.now()
    ids = ids_of(request.GET.get("couriers", ""))[:MOST_COLUMNS]
    town = town_here()
    graph = town.graph if town else ""
    shown = look_at_places(courier_ids=ids, looker=Looker(PositionLook.Page.BOARD, actor_of(request)), at=at)
    soon = Task.objects.filter(
        assignee__in=ids,
        state__in=OPEN,
        window_after__lt=at + DAY_AND_NIGHT,
    )
    points: dict[UUID, list[Point]] = {key: [shown[key]] if key in shown else [] for key in ids}
    for courier_id, lat, lon in soon.order_by("rank", "window_after", "id").values_list(
        "assignee_id", "lat", "lon"
    ):
        points[courier_id].append(Point(lat, lon))
    return answer(
        {
            "ways": {str(key): along(graph, way) if len(way) > 1 else [] for key, way in points.items()},
            "suggested": _suggested_way(request, graph, at),
        }
    )


@allow(can_see_board)
@require_GET
def search(request: TenantRequest) -> HttpResponse:
    """Orders of the day, open or closed, that some words mean: recipient, store, courier, address or number."""
    return answer({"found": found_on_board(request.GET.get("q", ""), at=timezone.now())})


def _suggested_way(request: TenantRequest, graph: str, at: datetime) -> list[list[float]]:
    to, jobs = id_or_none(request.GET.get("to")), ids_of(request.GET.get("deliveries", ""))
    if to is None or not jobs:
        return []
    looker = Looker(PositionLook.Page.BOARD, actor_of(request))
    last = Task.objects.filter(assignee=to, state__in=OPEN).order_by("rank", "window_after", "id").last()
    here = last.point if last else look_at_places(courier_ids=[to], looker=looker, at=at).get(to)
    tasks = list(Task.objects.filter(delivery__in=jobs))
    pickups = [task.point for task in tasks if task.kind == Task.Kind.PICKUP]
    doors = sorted(
        (task for task in tasks if task.kind == Task.Kind.DROPOFF), key=lambda t: jobs.index(t.delivery_id)
    )
    way = [*([here] if here else []), *dict.fromkeys(pickups), *(task.point for task in doors)]
    return along(graph, way) if len(way) > 1 else []


def _offers(advice: Advice) -> dict[str, dict[str, Any]]:
    """By order: whom, when they leave, and which deliveries ride together."""
    found = {}
    for suggestion in advice.decision.suggestions:
        deliveries = [str(advice.delivery_of_order[each]) for each in suggestion.order_ids]
        for order_id in suggestion.order_ids:
            found[order_id] = {
                "courier": suggestion.courier_id,
                "now": suggestion.now,
                "leave": int(datetime.fromtimestamp(suggestion.leave_at, UTC).timestamp()),
                "deliveries": deliveries,
                "added": suggestion.is_added,
            }
    return found


def _effect(found: Effect | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"extra": found.extra_seconds, "late": [[one.number, one.late_seconds] for one in found.later]}
