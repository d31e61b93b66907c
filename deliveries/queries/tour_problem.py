"""A stored plan as the planner of tours sees it."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from deliveries.domain.dispatch.tours.model import (
    Bike,
    Depot,
    Load,
    Problem,
    Rest,
    Shipment,
    Stop,
    Window,
)
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.loads import DIMENSIONS, TourTerms
from deliveries.models import Hub, PlannedStop, Task, Tour, TourPlan
from deliveries.queries.towns import travel_here

REST_FROM = timedelta(hours=2)


def terms_of_tours(day: date) -> TourTerms:
    """What the charter in force that day says of tours."""
    return TourTerms.from_terms(charter_on(day).terms)


def problem_of(plan: TourPlan) -> Problem:
    """Bikes, hubs and the orders that still wait for a courier. A fixed number of queries."""
    terms = terms_of_tours(plan.day)
    tours = list(plan.tours.select_related("bike__hub").order_by("rank"))
    stops = list(
        PlannedStop.objects.filter(plan=plan, order__state=OrderState.PLACED)
        .select_related("order__delivery")
        .order_by("order__number")
    )
    tasks = {
        (task.delivery_id, task.kind): task
        for task in Task.objects.filter(delivery__in={stop.order.delivery.pk for stop in stops})
    }
    return Problem(
        depots=tuple(
            _depot(hub, plan.day) for hub in {tour.bike.hub_id: tour.bike.hub for tour in tours}.values()
        ),
        bikes=tuple(_bike(tour, terms) for tour in tours),
        travel=travel_here(),
        shipments=tuple(_shipments(stops, tasks, terms)),
        dimensions=DIMENSIONS,
    )


def orders_of(plan: TourPlan, problem: Problem) -> dict[str, tuple[str, ...]]:
    """Bike id → the ids of its stops as they are stored, as far as the problem still knows them."""
    known = {stop.id for shipment in problem.shipments for stop in shipment.stops}
    orders: dict[str, list[str]] = {bike.id: [] for bike in problem.bikes}
    placed = PlannedStop.objects.filter(plan=plan, tour__isnull=False).order_by("rank")
    for stop_id, bike_id in placed.values_list("pk", "tour__bike_id"):
        if str(stop_id) in known:
            orders[str(bike_id)].append(str(stop_id))
    return {bike: tuple(stops) for bike, stops in orders.items()}


def _depot(hub: Hub, day: date) -> Depot:
    midnight = datetime.combine(day, time(), cooperative_here().zone)
    opening = Window(_unix(midnight) + 60 * hub.opens_minute, _unix(midnight) + 60 * hub.closes_minute)
    return Depot(str(hub.pk), hub.point, opening)


def _bike(tour: Tour, terms: TourTerms) -> Bike:
    hub = str(tour.bike.hub_id)
    shift = Window(_unix(tour.shift_starts_at), _unix(tour.shift_ends_at))
    is_long = shift.closes_at - shift.opens_at >= terms.rest_after_seconds > 0
    latest = shift.opens_at + terms.rest_after_seconds
    from_ = min(shift.opens_at + int(REST_FROM.total_seconds()), latest)
    rests = (Rest(terms.rest_seconds, Window(from_, latest)),) if is_long and terms.rest_seconds else ()
    return Bike(
        id=str(tour.bike_id),
        start=hub,
        end=hub,
        shift=shift,
        capacity=tour.bike.capacity.as_load(),
        skills=frozenset(tour.bike.equipment),
        rests=rests,
    )


def _shipments(
    stops: Iterable[PlannedStop], tasks: dict[tuple[UUID, str], Task], terms: TourTerms
) -> Iterable[Shipment]:
    ends: dict[UUID, dict[str, PlannedStop]] = {}
    for stop in stops:
        ends.setdefault(stop.order_id, {})[stop.kind] = stop
    for pair in ends.values():
        order = pair[PlannedStop.Kind.PICKUP].order
        load = terms.load(order.bags, order.grams, order.litres).as_load()
        stand = {
            PlannedStop.Kind.PICKUP: terms.pickup_seconds,
            PlannedStop.Kind.DROPOFF: terms.dropoff_seconds,
        }
        pickup, dropoff = (
            _stop(pair[kind], tasks[order.delivery.pk, kind], stand[kind], load)
            for kind in (PlannedStop.Kind.PICKUP, PlannedStop.Kind.DROPOFF)
        )
        yield Shipment(str(order.pk), (pickup,), (dropoff,), frozenset(order.needs))


def _stop(stop: PlannedStop, task: Task, seconds: int, load: Load) -> Stop:
    window = Window(_unix(task.window_after), _unix(task.window_before))
    return Stop(str(stop.pk), task.point, (window,), seconds, load)


def _unix(moment: datetime) -> int:
    return int(moment.timestamp())
