"""The quick answer: VROOM (BSD-2-Clause), for one rider at once and to check the other solver against.

It knows rests, windows and skills, but no reloads, no longest tour, and no depot but the bike's own.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import vroom

from deliveries.domain.dispatch.tours.instance import Instance, Node
from deliveries.domain.dispatch.tours.model import Bike, Job, Shipment, Visit, Way, Window

PROFILE = "bicycle"
MAX_PRIORITY = 100

Orders = dict[str, tuple[str, ...]]


def solve(
    instance: Instance,
    bikes: Sequence[Bike],
    jobs: Iterable[Job],
    *,
    level: int = 1,
    threads: int = 2,
    seconds: float = 0,
) -> Orders:
    """bike id → order for these jobs on these bikes; what finds no room is in no order.

    `level` 0 to 5 says how far VROOM looks; `seconds` bounds it (0: no bound).
    """
    question = _Question(instance, bikes)
    for job in jobs:
        question.add(job)
    if not bikes or not question.stops:
        return {}
    limit = timedelta(seconds=seconds) if seconds else None
    answer = question.input.solve(exploration_level=level, nb_threads=threads, timeout=limit)
    return question.orders(answer)


class _Question:
    def __init__(self, instance: Instance, bikes: Sequence[Bike]) -> None:
        self.instance = instance
        self.bikes = bikes
        self.stops: list[str] = []  # by VROOM's id
        self.skills: dict[str, int] = {}
        self.base = min((bike.shift.opens_at for bike in bikes), default=0)
        self.horizon = max((bike.shift.closes_at for bike in bikes), default=0) - self.base
        self.input = vroom.Input()
        self.input.set_durations_matrix(PROFILE, np.asarray(instance.seconds, dtype=np.uint32))
        for index, bike in enumerate(bikes):
            self.input.add_vehicle(self._vehicle(index, bike))

    def add(self, job: Job) -> None:
        if isinstance(job, Visit):
            self.input.add_job(self._job(job))
            return
        for pickup in job.pickups:
            for dropoff in job.dropoffs:
                if min(len(job.pickups), len(job.dropoffs)) == 1:
                    self._add_pair(job, pickup.id, dropoff.id)

    def orders(self, answer: Any) -> Orders:
        """Each stop once: loaded at its first pickup, handed over at its last drop-off."""
        orders: Orders = {}
        routes = answer.routes
        for index, kind, id_ in zip(routes["vehicle_id"], routes["type"], routes["id"], strict=True):
            if kind not in {"job", "pickup", "delivery"}:
                continue
            bike_id, stop_id = self.bikes[int(index)].id, self.stops[int(id_)]
            order = orders.get(bike_id, ())
            if stop_id not in order:
                orders[bike_id] = (*order, stop_id)
            elif kind == "delivery":
                orders[bike_id] = (*(other for other in order if other != stop_id), stop_id)
        return orders

    def _job(self, job: Visit) -> Any:
        node = self.instance.nodes[job.id]
        amount = [abs(load) for load in node.load]
        nothing = [0] * len(amount)
        return vroom.Job(
            self._id(job.id),
            location=node.row,
            default_service=node.service_seconds,
            delivery=amount if job.way is Way.DROPOFF else nothing,
            pickup=amount if job.way is Way.PICKUP else nothing,
            skills=self._needed(job),
            priority=_priority(job),
            time_windows=self._windows(node),
        )

    def _add_pair(self, job: Shipment, pickup_id: str, dropoff_id: str) -> None:
        a, b = self.instance.nodes[pickup_id], self.instance.nodes[dropoff_id]
        load = a.load if len(job.dropoffs) == 1 else b.load
        self.input.add_shipment(
            self._step(a, len(job.dropoffs)),
            self._step(b, len(job.pickups)),
            amount=vroom.Amount([abs(amount) for amount in load]),
            skills=self._needed(job),
            priority=_priority(job),
        )

    def _step(self, node: Node, shares: int) -> Any:
        return vroom.ShipmentStep(
            self._id(node.id),
            location=node.row,
            default_service=-(-node.service_seconds // shares),
            time_windows=self._windows(node),
        )

    def _vehicle(self, index: int, bike: Bike) -> Any:
        start, end = self.instance.depots[bike.start], self.instance.depots[bike.end]
        opening = start.windows[0]
        leaves = max(bike.shift.opens_at, opening.opens_at) + start.service_seconds
        returns = min(bike.shift.closes_at, end.windows[0].closes_at)
        rests = [
            vroom.Break(number, [self._span(rest.window)], rest.seconds)
            for number, rest in enumerate(bike.rests)
        ]
        return vroom.Vehicle(
            index,
            start=start.row,
            end=end.row,
            profile=PROFILE,
            capacity=list(bike.capacity),
            skills={self._skill(skill) for skill in (*bike.skills, f"from {bike.start}", f"to {bike.end}")},
            time_window=(leaves - self.base, max(leaves, returns) - self.base),
            breaks=rests,
        )

    def _needed(self, job: Job) -> set[int]:
        skills = {self._skill(skill) for skill in job.skills}
        if isinstance(job, Visit) and job.depot_id is not None:
            side = "from" if job.way is Way.DROPOFF else "to"
            skills.add(self._skill(f"{side} {job.depot_id}"))
        return skills

    def _skill(self, name: str) -> int:
        return self.skills.setdefault(name, len(self.skills) + 1)

    def _id(self, stop_id: str) -> int:
        self.stops.append(stop_id)
        return len(self.stops) - 1

    def _windows(self, node: Node) -> list[tuple[int, int]]:
        spans = [self._span(window) for window in node.windows]
        return [span for span in spans if span[0] <= span[1]] or [(self.horizon, self.horizon)]

    def _span(self, window: Window) -> tuple[int, int]:
        return max(0, window.opens_at - self.base), min(self.horizon, window.closes_at - self.base)


def _priority(job: Job) -> int:
    return min(MAX_PRIORITY, max(0, job.priority))
