"""Planned tours as rows: one place where times, violations and reasons are written."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.tours.model import Kind, LeftOut, Problem, TourStop, Violation
from deliveries.domain.dispatch.tours.model import Tour as PlannedTour
from deliveries.domain.dispatch.tours.model import TourPlan as Planned
from deliveries.models import PlannedStop, Tour, TourPlan

NOT_WAITING = LeftOut("", "not_waiting", Sentence(_("It no longer waits for a courier.")))
NOT_PLANNED = LeftOut("", "not_planned", Sentence(_("No tour carries it.")))


def locked_plan(plan_id: UUID) -> TourPlan:
    """The plan's row is the lock of its tours and stops. Raises NotFound."""
    plan = TourPlan.objects.select_for_update(of=("self",), no_key=True).filter(pk=plan_id).first()
    if plan is None:
        raise NotFound("no_tour_plan", _("There is no such plan."))
    return plan


def write_tours(
    plan: TourPlan,
    problem: Problem,
    planned: Planned,
    broken: Collection[Violation],
    *,
    only: Collection[str] | None = None,
) -> None:
    """A building block: these tours, and what they break, take the place of what the plan has, or `only` on some bikes.

    A stop on none of them is left out, with the reason that the planner gives.
    """
    rows = {str(tour.bike_id): tour for tour in plan.tours.all()}
    considered = set(rows) if only is None else set(only)
    stops = {str(stop.pk): stop for stop in plan.stops.all()}
    shown = {tour.bike_id: tour for tour in planned.tours if tour.bike_id in considered}
    touched = {key for key, stop in stops.items() if _bike_of(stop, rows) in considered}
    touched |= {stop_id for tour in shown.values() for stop_id in tour.stop_ids}
    if only is None:
        touched = set(stops)
    reasons = _reasons(planned.left_out, problem)
    waiting = {stop.id for shipment in problem.shipments for stop in shipment.stops}
    for key in touched:
        _leave_out(stops[key], reasons.get(key) or (NOT_PLANNED if key in waiting else NOT_WAITING))
    for bike_id in considered:
        _write_tour(rows[bike_id], shown.get(bike_id), problem, stops)
    for violation in broken:
        if violation.bike_id in considered:
            (stops.get(violation.stop_id) or rows[violation.bike_id]).violations.append(_told(violation))
    Tour.objects.bulk_update(
        [rows[bike_id] for bike_id in sorted(considered)],
        ["starts_at", "ends_at", "travel_seconds", "wait_seconds", "pauses", "violations", "is_estimated"],
    )
    PlannedStop.objects.bulk_update(
        [stops[key] for key in sorted(touched)],
        ["tour", "rank", "arrives_at", "begins_at", "leaves_at", "violations", "left_out"],
    )


def _bike_of(stop: PlannedStop, rows: dict[str, Tour]) -> str | None:
    return next((bike for bike, tour in rows.items() if tour.pk == stop.tour_id), None)


def _reasons(left_out: Iterable[LeftOut], problem: Problem) -> dict[str, LeftOut]:
    """By stop: the planner names jobs."""
    stops_of = {shipment.id: [stop.id for stop in shipment.stops] for shipment in problem.shipments}
    return {stop: left for left in left_out for stop in stops_of.get(left.id, ())}


def _leave_out(stop: PlannedStop, left: LeftOut) -> None:
    stop.tour, stop.rank, stop.violations = None, 0, []
    stop.arrives_at = stop.begins_at = stop.leaves_at = None
    stop.left_out = {"code": left.code, **left.reason.as_json()}


def _write_tour(row: Tour, tour: PlannedTour | None, problem: Problem, stops: dict[str, PlannedStop]) -> None:
    row.starts_at = row.ends_at = None
    row.travel_seconds = row.wait_seconds = 0
    row.pauses, row.violations, row.is_estimated = [], [], False
    if tour is None or not tour.stop_ids:
        return
    row.starts_at, row.ends_at = _moment(tour.start_at), _moment(tour.end_at)
    row.travel_seconds, row.wait_seconds = tour.travel_seconds, tour.wait_seconds
    row.pauses = [[stop.start_at, stop.leave_at] for stop in tour.stops if stop.kind is Kind.REST]
    row.is_estimated = _is_estimated(tour, problem)
    for rank, stop in enumerate(stop for stop in tour.stops if stop.is_work):
        _write_stop(stops[stop.id], row, rank, stop)


def _write_stop(stop: PlannedStop, row: Tour, rank: int, planned: TourStop) -> None:
    stop.tour, stop.rank, stop.left_out, stop.violations = row, rank, {}, []
    stop.arrives_at, stop.begins_at = _moment(planned.arrive_at), _moment(planned.start_at)
    stop.leaves_at = _moment(planned.leave_at)


def _told(violation: Violation) -> dict[str, Any]:
    return {"code": violation.code, **violation.reason.as_json()}


def _is_estimated(tour: PlannedTour, problem: Problem) -> bool:
    """Whether any of its rides is not by street."""
    points = {stop.id: stop.point for shipment in problem.shipments for stop in shipment.stops}
    way = [point for stop in tour.stops if (point := points.get(stop.id)) is not None]
    if len(way) < 2:
        return False
    return bool(problem.travel.matrix(way[:-1], way[1:]).estimated.diagonal().any())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
