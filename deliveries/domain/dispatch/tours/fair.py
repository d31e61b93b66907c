"""Whole tours change riders so that work is shared out evenly; no tour gets longer by it.

What a rider has worked this month and what a tour brings are added; the sum of their squares is made as small as can
be (an assignment problem: tours × bikes). Squares, so that the hour goes to who has fewest.
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

from deliveries.domain.dispatch.tours.fitness import fits
from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.model import Bike, Tour, TourPlan
from deliveries.domain.dispatch.tours.timing import holds, ridden, schedule


def balanced(
    instance: Instance,
    plan: TourPlan,
    so_far: Mapping[str, int],
    worth: Callable[[Tour], int] = lambda tour: tour.seconds,
) -> TourPlan:
    """The plan with its tours handed out evenly: `so_far` by bike id, in the unit of `worth` (seconds, or cents).

    A tour goes only to a bike that can ride it as it is, without a second more of riding.
    """
    bikes = list(instance.bikes.values())
    tours = plan.tours
    cost = np.full((len(tours), len(bikes)), np.inf)
    options: dict[tuple[int, int], Tour] = {}
    for i, tour in enumerate(tours):
        for j, bike in enumerate(bikes):
            own = bike.id == tour.bike_id
            if own or _may_ride(instance, bike, tour):
                options[i, j] = tour if own else schedule(instance, bike, tour.order)
                before = float(so_far.get(bike.id, 0))
                cost[i, j] = (before + worth(options[i, j])) ** 2 - before**2
    if not tours:
        return plan
    rows, columns = linear_sum_assignment(cost)
    chosen = {bikes[j].id: options[int(i), int(j)] for i, j in zip(rows, columns, strict=True)}
    return TourPlan(
        tuple(chosen[bike.id] for bike in bikes if bike.id in chosen), plan.left_out, plan.bikes_out
    )


def _may_ride(instance: Instance, bike: Bike, tour: Tour) -> bool:
    order = tour.order
    reloads = [id_ for id_ in order if id_ not in instance.nodes]
    return (
        all(fits(bike, instance.job_of[stop_id]) for stop_id in tour.stop_ids)
        and set(reloads) <= set(bike.reloads_at)
        and len(reloads) <= bike.max_reloads
        and ridden(instance, bike, order) <= tour.travel_seconds
        and holds(instance, bike, order)
    )
