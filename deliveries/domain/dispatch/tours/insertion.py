"""The same day goes on: an urgent job into tours that stand, one rider's order made better at once."""

from dataclasses import dataclass

from deliveries.domain.dispatch.tours.draft import Draft, Order
from deliveries.domain.dispatch.tours.fitness import fits, why_left_out
from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.keeping import sound
from deliveries.domain.dispatch.tours.model import LeftOut, TourPlan

QUICK_SECONDS = 0.8
VROOM_LEVEL = 5


@dataclass(frozen=True, slots=True)
class Inserted:
    """The plan with one more job: on which bike, and for how much more riding."""

    plan: TourPlan
    bike_id: str
    extra_seconds: int


def insert(instance: Instance, plan: TourPlan, job_id: str) -> Inserted | LeftOut:
    """The job of this id where it adds the least riding; nothing else moves. Its reason where it finds no room.

    Raises KeyError for a job the instance does not know.
    """
    job = instance.jobs[job_id]
    draft = Draft(instance, plan.orders)
    bikes = tuple(bike for bike in instance.bikes.values() if fits(bike, job))
    found = draft.cheapest(job, bikes)
    if found is None:
        able = tuple(bike for bike in bikes if Draft(instance).cheapest(job, (bike,)))
        return why_left_out(instance, job, able)
    draft.insert(found)
    return Inserted(
        _with(instance, plan, {found.bike_id: found.order}, job_id), found.bike_id, found.extra_seconds
    )


def reoptimised(instance: Instance, plan: TourPlan, bike_id: str) -> TourPlan:
    """The plan with this bike's stops in a better order, within a second; as it was if there is none.

    VROOM answers; PyVRP where the bike reloads, which VROOM does not know.
    """
    draft = Draft(instance, plan.orders)
    before = draft.orders[bike_id]
    if not before:
        return plan
    found = sound(instance, {bike_id: _asked(instance, plan, bike_id)})
    better = found.orders[bike_id]
    bike = instance.bikes[bike_id]
    is_whole = found.served == Draft(instance, {bike_id: before}).served
    if not is_whole or draft.ridden(bike, better) >= draft.ridden(bike, before):
        return plan
    return _with(instance, plan, {bike_id: better})


def _asked(instance: Instance, plan: TourPlan, bike_id: str) -> Order:
    bike = instance.bikes[bike_id]
    (tour,) = (tour for tour in plan.tours if tour.bike_id == bike_id)
    jobs = list({instance.job_of[id_].id: instance.job_of[id_] for id_ in tour.stop_ids}.values())
    if not bike.reloads_at:
        from deliveries.domain.dispatch.tours import solver_vroom

        found = solver_vroom.solve(
            instance, [bike], jobs, level=VROOM_LEVEL, threads=1, seconds=QUICK_SECONDS
        )
        return found.get(bike_id, ())
    from deliveries.domain.dispatch.tours import pyvrp_terms, solver_pyvrp

    terms = pyvrp_terms.in_terms(instance, jobs, (bike,))
    answer = solver_pyvrp.search(
        terms, seconds=QUICK_SECONDS, seed=0, tours=(tour,), watch=lambda _travel, _left: False
    )
    return answer.get(bike_id, ())


def _with(instance: Instance, plan: TourPlan, orders: dict[str, Order], job_id: str = "") -> TourPlan:
    """The plan with these tours anew, the job no longer left out."""
    changed = Draft(instance, orders).plan().tours
    tours = {tour.bike_id: tour for tour in (*plan.tours, *changed)}
    return TourPlan(
        tuple(tours[bike_id] for bike_id in instance.bikes if bike_id in tours),
        tuple(left for left in plan.left_out if left.id != job_id),
        plan.bikes_out,
    )
