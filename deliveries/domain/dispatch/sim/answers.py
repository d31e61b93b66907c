"""What a benchmark says of a plan, and VROOM's plan of the same problem."""

import time
from collections import Counter
from typing import Any

from coopplatform.kernel.text import Sentence
from deliveries.domain.dispatch.tours import solver_vroom
from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.model import LeftOut, Problem, TourPlan
from deliveries.domain.dispatch.tours.timing import schedule
from deliveries.domain.dispatch.tours.verify import verify


class Stopwatch:
    """CPU and wall seconds since it was made."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.monotonic()

    def read(self) -> dict[str, float]:
        return {
            "cpu_s": round(time.process_time() - self._cpu, 1),
            "wall_s": round(time.monotonic() - self._wall, 1),
        }


def by_vroom(problem: Problem, level: int = 1) -> TourPlan:
    """VROOM's plan as it stands: nothing is repaired, what it leaves out is named so that it may be counted."""
    instance = Instance.of(problem)
    bikes = list(instance.bikes.values())
    orders = solver_vroom.solve(instance, bikes, instance.jobs.values(), level=level)
    tours = tuple(schedule(instance, bike, orders[bike.id]) for bike in bikes if bike.id in orders)
    planned = {instance.job_of[stop_id].id for order in orders.values() for stop_id in order}
    left = (LeftOut(id_, "vroom", Sentence("")) for id_ in instance.jobs if id_ not in planned)
    return TourPlan(tours, (*instance.jobs_out, *left))


def figures(problem: Problem, plan: TourPlan) -> dict[str, Any]:
    """served, left out by reason, violations by the independent check, hours of riding."""
    broken = verify(problem, plan)
    answer: dict[str, Any] = {
        "served": len(problem.jobs) - len(plan.left_out),
        "left_out": dict(sorted(Counter(left.code for left in plan.left_out).items())),
        "violations": len(broken),
        "tours": len(plan.tours),
        "travel_hours": round(plan.travel_seconds / 3600, 3),
    }
    if broken:
        answer["broken"] = dict(sorted(Counter(violation.code for violation in broken).items()))
    return answer
