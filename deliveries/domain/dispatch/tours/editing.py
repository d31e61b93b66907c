"""A plan edited by hand: a stop moved, a job taken out; new times, what breaks, and the price, at once.

A person may break a promise; the plan then says which. Only the tours touched are computed anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.tours.draft import Draft, Order
from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.model import Job, LeftOut, Shipment, TourPlan, Violation
from deliveries.domain.dispatch.tours.timing import holds, ridden, schedule
from deliveries.domain.dispatch.tours.verify import verify


@dataclass(frozen=True, slots=True)
class Edited:
    """The plan after an edit, what its tours break, and the riding it adds (negative: saves)."""

    plan: TourPlan
    violations: tuple[Violation, ...]
    extra_seconds: int


def evaluated(
    instance: Instance, orders: Mapping[str, Sequence[str]], left_out: Sequence[LeftOut] = ()
) -> Edited:
    """A plan from its orders alone, bike id → ids of stops and reload depots, as it was stored.

    Stops and bikes that are no longer in the problem are no longer in the plan.
    """
    known = instance.nodes.keys() | instance.depots.keys()
    orders = {bike_id: tuple(id_ for id_ in order if id_ in known) for bike_id, order in orders.items()}
    plan = Draft(instance, orders).plan(left_out)
    return Edited(plan, verify(instance.problem, plan, instance.ride), 0)


def moved(instance: Instance, plan: TourPlan, stop_id: str, bike_id: str, position: int) -> Edited:
    """This stop as number `position` (from 0) of this bike's tour, from another tour, the same, or from left out.

    Counted in `Tour.order` without the stop. The other stops of a shipment come along, to where they add the least
    riding in a right order. Raises KeyError for an id the instance does not know.
    """
    job = instance.job_of[stop_id]
    orders = _without(plan, job if bike_id not in _bikes_of(plan, job) else None, stop_id)
    order = orders.get(bike_id, ())
    position = max(0, min(position, len(order)))
    orders[bike_id] = (*order[:position], stop_id, *order[position:])
    if isinstance(job, Shipment):
        orders[bike_id] = _completed(instance, bike_id, orders[bike_id], job)
    return _edited(instance, plan, orders, tuple(left for left in plan.left_out if left.id != job.id))


def taken_out(instance: Instance, plan: TourPlan, job_id: str) -> Edited:
    """The plan without this job, which is left out by hand."""
    job = instance.jobs[job_id]
    left = LeftOut(job_id, "by_hand", Sentence(_("It was taken out by hand.")))
    rest = tuple(other for other in plan.left_out if other.id != job_id)
    return _edited(instance, plan, _without(plan, job, ""), (*rest, left))


def _bikes_of(plan: TourPlan, job: Job) -> set[str]:
    ids = {stop.id for stop in job.stops}
    return {tour.bike_id for tour in plan.tours if not ids.isdisjoint(tour.stop_ids)}


def _without(plan: TourPlan, job: Job | None, stop_id: str) -> dict[str, Order]:
    gone = {stop_id, *(stop.id for stop in job.stops)} if job else {stop_id}
    return {bike_id: tuple(id_ for id_ in order if id_ not in gone) for bike_id, order in plan.orders.items()}


def _completed(instance: Instance, bike_id: str, order: Order, job: Shipment) -> Order:
    """The order with all stops of the shipment: pickups before its first drop-off, drop-offs after its last pickup."""
    bike = instance.bikes[bike_id]
    pickups, dropoffs = [stop.id for stop in job.pickups], [stop.id for stop in job.dropoffs]
    for stop_id in (*pickups, *dropoffs):
        if stop_id in order:
            continue
        is_pickup = stop_id in pickups
        first = 0 if is_pickup else 1 + max((order.index(id_) for id_ in pickups if id_ in order), default=-1)
        last = min((order.index(id_) for id_ in dropoffs if id_ in order), default=len(order))
        last = last if is_pickup else len(order)
        choices = [(*order[:at], stop_id, *order[at:]) for at in range(first, max(first, last) + 1)]
        order = min(
            choices, key=lambda choice: (not holds(instance, bike, choice), ridden(instance, bike, choice))
        )
    return order


def _edited(
    instance: Instance, plan: TourPlan, orders: Mapping[str, Order], left_out: tuple[LeftOut, ...]
) -> Edited:
    tours = {tour.bike_id: tour for tour in plan.tours}
    for bike_id, order in orders.items():
        if not order:
            tours.pop(bike_id, None)
        elif bike_id not in tours or tours[bike_id].order != order:
            tours[bike_id] = schedule(instance, instance.bikes[bike_id], order)
    edited = TourPlan(
        tuple(tours[bike_id] for bike_id in instance.bikes if bike_id in tours), left_out, plan.bikes_out
    )
    broken = verify(instance.problem, edited, instance.ride)
    return Edited(edited, broken, edited.travel_seconds - plan.travel_seconds)
