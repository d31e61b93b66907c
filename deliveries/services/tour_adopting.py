"""Planned tours become couriers' days."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.dispatching import TourPlanAdopted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.tour_plans import PLAN, PlanEvent, PlanState
from deliveries.models import Decision, GroupedOrder, PlannedStop, Tour
from deliveries.services.assigning import hand_over, locked_orders
from deliveries.services.queueing import queue_as, touch_queues
from deliveries.services.tour_writing import locked_plan
from members.queries.roster import shifts_touching, workers

UNRIDEABLE = "order"


@dataclass(frozen=True, slots=True)
class Adopted:
    """Numbers of the orders given out, and of those that did not wait any more."""

    given: tuple[int, ...]
    passed_over: tuple[int, ...]


@unit_of_work
def adopt_tours(*, plan_id: UUID, seen_version: int, by: Actor, at: datetime) -> Adopted:
    """Give every tour to its courier, stop by stop, after what they have to do already. All of it or nothing.

    An order that no longer waits, or waits in a named group, is passed over and told. Raises NotFound; NotAllowedNow
    before the plan is ready, when it was changed since the person saw it, while a tour has no rider or its rider does
    not work then, or when a stop comes before its pickup.
    """
    plan = locked_plan(plan_id)
    plan.state = PLAN.next(PlanState(plan.state), PlanEvent.ADOPT)
    if plan.version != seen_version:
        raise NotAllowedNow(
            "edited_since", _("The plan was changed meanwhile: look at it again before giving it out.")
        )
    tours = [tour for tour in plan.tours.select_related("bike").order_by("rank") if tour.starts_at]
    if not tours:
        raise NotAllowedNow("nothing_planned", _("No order is on a tour."))
    _check_riders(tours)
    _check_order(tours)
    _lock(tours)
    given: list[int] = []
    passed_over: list[int] = []
    for tour in tours:
        _give(tour, given, passed_over, by, at)
    plan.adopted_at = at
    plan.save(update_fields=["state", "adopted_at"])
    record(TourPlanAdopted(tour_plan_id=plan.pk, occurred_at=at), by=by)
    return Adopted(tuple(given), tuple(passed_over))


def _lock(tours: list[Tour]) -> None:
    """All orders, then all queues: a move on the board meanwhile waits, or is waited for."""
    locked_orders(
        set(PlannedStop.objects.filter(tour__in=tours).values_list("order__delivery__pk", flat=True))
    )
    touch_queues({tour.courier_id for tour in tours if tour.courier_id})


def _check_riders(tours: list[Tour]) -> None:
    """Raises NotAllowedNow for a tour without a rider, or whose rider has no shift that touches it."""
    working = {
        tour.pk: {s.courier_id for s in shifts_touching(tour.starts_at, tour.ends_at)}
        for tour in tours
        if tour.starts_at and tour.ends_at
    }
    names = workers({tour.courier_id for tour in tours if tour.courier_id})
    for tour in tours:
        if tour.courier_id is None:
            raise NotAllowedNow("no_rider", _("Choose who rides %(bike)s first."), bike=tour.bike.name)
        if tour.courier_id not in working[tour.pk]:
            raise NotAllowedNow(
                "not_on_roster",
                _("%(name)s has no shift at the time of this tour: plan one, or choose someone else."),
                name=names[tour.courier_id].name,
            )


def _check_order(tours: list[Tour]) -> None:
    """Late or heavy is a person's choice; a bag cannot be handed over before it is picked up."""
    for stop in PlannedStop.objects.filter(tour__in=tours).exclude(violations=[]).select_related("order"):
        if any(broken["code"] == UNRIDEABLE for broken in stop.violations):
            raise NotAllowedNow(
                "dropped_before_pickup",
                _("No. %(number)s is dropped off before it is picked up: move it first."),
                number=stop.order.number,
            )


def _give(tour: Tour, given: list[int], passed_over: list[int], by: Actor, at: datetime) -> None:
    """One tour's orders, its stops in their order behind what its rider has to do."""
    courier_id = tour.courier_id
    assert courier_id is not None
    stops = list(PlannedStop.objects.filter(tour=tour).select_related("order__delivery").order_by("rank"))
    orders = {order.pk: order for order in locked_orders({stop.order.delivery.pk for stop in stops}).values()}
    grouped = set(GroupedOrder.objects.filter(order__in=orders).values_list("order_id", flat=True))
    waiting = [o for o in orders.values() if o.state == OrderState.PLACED and o.pk not in grouped]
    passed_over += sorted(order.number for order in orders.values() if order not in waiting)
    tasks = {(order.pk, task.kind): task for order in waiting for task in order.delivery.tasks.all()}
    way = [tasks[stop.order_id, stop.kind] for stop in stops if (stop.order_id, stop.kind) in tasks]
    hand_over(
        [(courier_id, waiting)],
        queue=lambda: queue_as(courier_id, way),
        decided=lambda order, courier_id: Decision(
            delivery=order.delivery,
            courier_id=courier_id,
            kind=Decision.Kind.PLANNED,
            policy=f"tour:{tour.pk.hex}",
        ),
        reason="",
        by=by,
        at=at,
    )
    given += sorted(order.number for order in waiting)
