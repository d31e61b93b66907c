"""A person's hand in a plan: moving stops, choosing riders, taking the last change back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from coopplatform.contracts.dispatching import TourPlanEdited
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.dispatch.tours import Edited, Inserted, Instance, evaluated, insert, moved, taken_out
from deliveries.domain.dispatch.tours.model import Problem
from deliveries.domain.dispatch.tours.model import TourPlan as Planned
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.tour_plans import PLAN, PlanEvent, PlanState
from deliveries.models import GroupedOrder, Order, PlannedStop, Tour, TourPlan
from deliveries.queries.tour_problem import orders_of, problem_of
from deliveries.services.tour_writing import locked_plan, write_tours
from members.queries.roster import workers


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move came to: the order it was about and what the plan's riding gained or lost, in seconds."""

    plan: TourPlan
    number: int
    bike: str | None
    extra_seconds: int


@unit_of_work
def move_stop(
    *,
    plan_id: UUID,
    stop_id: UUID,
    seen_moves: int,
    to_tour_id: UUID | None,
    before_id: UUID | None,
    by: Actor,
    at: datetime,
) -> Moved:
    """Put a stop on a tour, before another stop or last; on no tour, the whole order leaves them.

    To another bike the order's other stop comes along, to its best place. What it breaks is written beside it,
    never refused. `seen_moves` is what the person saw: who was slower gets NotAllowedNow. Raises NotFound.
    """
    plan = _editable(plan_id)
    stop, partner = _pair(plan, stop_id)
    if stop.moves != seen_moves:
        raise NotAllowedNow(
            "stop_was_moved",
            _("Someone was quicker: the stop of no. %(number)s was moved meanwhile."),
            number=stop.order.number,
        )
    tour = _tour(plan, to_tour_id) if to_tour_id else None
    problem = problem_of(plan)
    orders = orders_of(plan, problem)
    if str(stop.pk) not in {s.id for shipment in problem.shipments for s in shipment.stops}:
        raise NotAllowedNow(
            "not_waiting", _("No. %(number)s no longer waits for a courier."), number=stop.order.number
        )
    before, after = _edited(problem, orders, stop, partner, tour, before_id)
    _write(plan, problem, orders, before, after)
    PlannedStop.objects.filter(pk__in=[stop.pk, partner.pk]).update(moves=F("moves") + 1)
    record(TourPlanEdited(tour_plan_id=plan.pk, changed_id=stop.pk, occurred_at=at), by=by)
    return Moved(plan, stop.order.number, tour.bike.name if tour else None, after.extra_seconds)


@unit_of_work
def insert_urgent(*, plan_id: UUID, order_id: UUID, by: Actor, at: datetime) -> Moved:
    """One more order into tours that stand, where it costs least riding; nothing else moves.

    Without room it is left out, by name. Adding it twice is adding it once. Raises NotFound; NotAllowedNow when the
    order does not wait any more, or is in a named group.
    """
    plan = _editable(plan_id)
    order = Order.objects.filter(pk=order_id).first()
    if order is None:
        raise NotFound("no_order", _("There is no such order."))
    if order.state != OrderState.PLACED:
        raise NotAllowedNow(
            "not_waiting", _("No. %(number)s no longer waits for a courier."), number=order.number
        )
    if grouped := GroupedOrder.objects.filter(order=order).select_related("group").first():
        raise NotAllowedNow(
            "grouped_already",
            _("No. %(number)s is in the group “%(group)s” already: take it out there first."),
            number=order.number,
            group=grouped.group.name,
        )
    if plan.stops.filter(order=order).exists():
        return Moved(plan, order.number, None, 0)
    PlannedStop.objects.bulk_create(
        PlannedStop(plan=plan, order=order, kind=kind) for kind in PlannedStop.Kind
    )
    problem = problem_of(plan)
    instance = Instance.of(problem)
    orders = orders_of(plan, problem)
    before = evaluated(instance, orders).plan
    extra, bike = 0, None
    named = next((left for left in instance.jobs_out if left.id == str(order.pk)), None)
    found = named or insert(instance, before, str(order.pk))
    if isinstance(found, Inserted):
        extra = found.extra_seconds
        bike = plan.tours.select_related("bike").get(bike_id=found.bike_id).bike.name
        after = evaluated(instance, found.plan.orders)
        _write(plan, problem, orders, before, after)
    else:
        left_out = {"code": found.code, **found.reason.as_json()}
        plan.stops.filter(order=order).update(left_out=left_out)
    event = TourPlanEdited(tour_plan_id=plan.pk, changed_id=order.pk, occurred_at=at)
    record(event, by=by)
    return Moved(plan, order.number, bike, extra)


@unit_of_work
def undo_edit(*, plan_id: UUID, seen_version: int, by: Actor, at: datetime) -> TourPlan:
    """The stops as they were before the last edit. Raises NotFound; NotAllowedNow if someone edited since."""
    plan = _editable(plan_id)
    if plan.version != seen_version or not plan.before_edit:
        raise NotAllowedNow(
            "edited_since", _("The plan was changed meanwhile: this can no longer be undone.")
        )
    problem = problem_of(plan)
    instance = Instance.of(problem)
    orders = orders_of(plan, problem)
    now = evaluated(instance, orders).plan
    _write(plan, problem, orders, now, evaluated(instance, plan.before_edit))
    plan.before_edit = {}
    plan.save(update_fields=["before_edit"])
    record(TourPlanEdited(tour_plan_id=plan.pk, changed_id=plan.pk, occurred_at=at), by=by)
    return plan


@unit_of_work
def choose_rider(*, plan_id: UUID, tour_id: UUID, courier_id: UUID | None, by: Actor, at: datetime) -> Tour:
    """Who rides a tour. Raises NotFound; Invalid for someone who rides another one of the plan."""
    plan = _editable(plan_id)
    tour = _tour(plan, tour_id)
    if courier_id is not None and courier_id not in workers({courier_id}):
        raise NotFound("no_courier", _("There is no such courier."))
    if courier_id and plan.tours.filter(courier_id=courier_id).exclude(pk=tour.pk).exists():
        raise Invalid("rider_twice", _("One courier rides one bike at a time."), field="courier")
    tour.courier_id = courier_id
    tour.save(update_fields=["courier"])
    record(TourPlanEdited(tour_plan_id=plan.pk, changed_id=tour.pk, occurred_at=at), by=by)
    return tour


def _editable(plan_id: UUID) -> TourPlan:
    plan = locked_plan(plan_id)
    PLAN.next(PlanState(plan.state), PlanEvent.EDIT)
    return plan


def _pair(plan: TourPlan, stop_id: UUID) -> tuple[PlannedStop, PlannedStop]:
    """The stop and the other one of its order. A stop of a former run is gone: NotFound."""
    stop = PlannedStop.objects.filter(plan=plan, pk=stop_id).select_related("order").first()
    if stop is None:
        raise NotFound("no_stop", _("There is no such stop in this plan."))
    return stop, PlannedStop.objects.exclude(pk=stop.pk).get(plan=plan, order=stop.order_id)


def _tour(plan: TourPlan, tour_id: UUID) -> Tour:
    tour = plan.tours.filter(pk=tour_id).select_related("bike").first()
    if tour is None:
        raise NotFound("no_tour", _("There is no such tour in this plan."))
    return tour


def _edited(
    problem: Problem,
    orders: Mapping[str, Sequence[str]],
    stop: PlannedStop,
    partner: PlannedStop,
    tour: Tour | None,
    before_id: UUID | None,
) -> tuple[Planned, Edited]:
    """The tours a move touches, before and after it; the others are not looked at, however many they are."""
    pair = {str(stop.pk), str(partner.pk)}
    touched = {bike: row for bike, row in orders.items() if not pair.isdisjoint(row)}
    place = _position(orders, stop, str(tour.bike_id), before_id) if tour else 0
    if tour is not None:
        touched[str(tour.bike_id)] = orders[str(tour.bike_id)]
    instance = Instance.of(problem, only_stops=pair.union(*touched.values()))
    for left in instance.jobs_out:
        if left.id == str(stop.order_id):
            params: dict[str, Any] = dict(left.reason.params)
            raise NotAllowedNow(left.code, left.reason.message, **params)
    before = evaluated(instance, touched).plan
    if tour is None:
        return before, taken_out(instance, before, str(stop.order_id))
    return before, moved(instance, before, str(stop.pk), str(tour.bike_id), place)


def _position(
    orders: Mapping[str, Sequence[str]], stop: PlannedStop, bike_id: str, before_id: UUID | None
) -> int:
    """The rank on that bike, the stop itself not counted. Raises NotAllowedNow for a bike or neighbour gone."""
    if bike_id not in orders:
        raise NotAllowedNow("bike_out", _("This bike takes no part: check its hub and its hours."))
    row = [other for other in orders[bike_id] if other != str(stop.pk)]
    if before_id is None:
        return len(row)
    if str(before_id) not in row:
        raise NotAllowedNow("neighbour_moved", _("The stop you put it before is no longer on this tour."))
    return row.index(str(before_id))


def _write(
    plan: TourPlan, problem: Problem, orders: Mapping[str, Sequence[str]], before: Planned, after: Edited
) -> None:
    """Only the tours that changed are written. `orders` of the whole plan are kept, to take the edit back."""
    bikes = {tour.bike_id for tour in (*before.tours, *after.plan.tours)}
    changed = {bike for bike in bikes if before.orders.get(bike) != after.plan.orders.get(bike)}
    write_tours(plan, problem, after.plan, after.violations, only=changed)
    plan.before_edit = {bike: list(stops) for bike, stops in orders.items()}
    plan.version += 1
    plan.save(update_fields=["before_edit", "version"])
