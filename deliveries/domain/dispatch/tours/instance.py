"""A sensible problem made ready to compute with: things by id, travel times looked up once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch.tours.model import (
    Bike,
    Depot,
    Job,
    Kind,
    LeftOut,
    Load,
    Problem,
    Stop,
    Visit,
    Way,
    Window,
)
from deliveries.domain.dispatch.tours.screening import screen

ENDLESS = 2**40
OUT_OF_REACH = 10_000_000  # seconds, 115 days: what a router cannot answer
ANY_TIME = (Window(-ENDLESS, ENDLESS),)


@dataclass(frozen=True, slots=True)
class Node:
    """A stop or depot as the clock sees it: its row of the matrix, when service may begin, how long it takes."""

    id: str
    kind: Kind  # RELOAD at a depot
    row: int
    windows: tuple[Window, ...]
    service_seconds: int
    load: Load  # what boards the bike (> 0) or leaves it (< 0)
    is_visit: bool  # its goods come from or go to a depot


@dataclass(frozen=True, slots=True)
class Instance:
    """A screened problem. `seconds[a, b]` rides from row a to row b of the matrix (int32), both whole seconds."""

    problem: Problem
    jobs_out: tuple[LeftOut, ...]
    bikes_out: tuple[LeftOut, ...]
    bikes: dict[str, Bike]
    depots: dict[str, Node]
    nodes: dict[str, Node]
    jobs: dict[str, Job]
    job_of: dict[str, Job]
    bound: dict[str, str]  # stop id → the depot its goods belong to
    seconds: memoryview
    row_at: dict[Point, int]

    @classmethod
    def of(cls, problem: Problem, only_stops: Iterable[str] | None = None) -> "Instance":
        """With `only_stops`, the jobs of these stops alone: quicker where a person edits two tours of many."""
        if only_stops is not None:
            problem = _reduced(problem, frozenset(only_stops))
        clean, jobs_out, bikes_out = screen(problem)
        depots = {depot.id: _depot_node(depot, row) for row, depot in enumerate(clean.depots)}
        nodes: dict[str, Node] = {}
        job_of: dict[str, Job] = {}
        points = [depot.point for depot in clean.depots]
        for job in clean.jobs:
            for stop, sign in _signed(job):
                nodes[stop.id] = _stop_node(stop, sign, len(points), is_visit=isinstance(job, Visit))
                job_of[stop.id] = job
                points.append(_place(stop))
        return cls(
            problem=clean,
            jobs_out=jobs_out,
            bikes_out=bikes_out,
            bikes={bike.id: bike for bike in clean.bikes},
            depots=depots,
            nodes=nodes,
            jobs={job.id: job for job in clean.jobs},
            job_of=job_of,
            bound={visit.id: visit.depot_id for visit in clean.visits if visit.depot_id is not None},
            seconds=_square(clean, points),
            row_at={point: row for row, point in enumerate(points)},
        )

    def ride(self, points: Sequence[Point]) -> list[int]:
        """Seconds from each point of a way to the next, from the matrix at hand."""
        rows = [self.row_at[point] for point in points]
        return [self.seconds[a, b] for a, b in pairwise(rows)]

    def node(self, id_: str) -> Node:
        """The stop of this id, or the depot where a tour reloads."""
        return self.nodes.get(id_) or self.depots[id_]


def _depot_node(depot: Depot, row: int) -> Node:
    windows = (depot.opening,) if depot.opening else ANY_TIME
    return Node(depot.id, Kind.RELOAD, row, windows, max(0, depot.loading_seconds), (), is_visit=False)


def _stop_node(stop: Stop, sign: int, row: int, *, is_visit: bool) -> Node:
    load = tuple(sign * amount for amount in stop.load)
    kind = Kind.PICKUP if sign > 0 else Kind.DROPOFF
    return Node(stop.id, kind, row, stop.windows or ANY_TIME, stop.service_seconds, load, is_visit)


def _signed(job: Job) -> list[tuple[Stop, int]]:
    if isinstance(job, Visit):
        return [(job.stop, -1 if job.way is Way.DROPOFF else 1)]
    return [*((stop, 1) for stop in job.pickups), *((stop, -1) for stop in job.dropoffs)]


def _place(stop: Stop) -> Point:
    assert stop.point is not None  # screened
    return stop.point


def _square(problem: Problem, points: Sequence[Point]) -> memoryview:
    """Between all points; what a router answers in nonsense (negative, endless) becomes out of reach."""
    if not points:
        return np.zeros((0, 0), dtype=np.int32).data
    seconds = np.asarray(problem.travel.matrix(points, points).seconds, dtype=np.int64).copy()
    seconds[(seconds < 0) | (seconds > OUT_OF_REACH)] = OUT_OF_REACH
    np.fill_diagonal(seconds, 0)
    return np.ascontiguousarray(seconds, dtype=np.int32).data


def _reduced(problem: Problem, stops: frozenset[str]) -> Problem:
    return replace(
        problem,
        visits=tuple(job for job in problem.visits if job.id in stops),
        shipments=tuple(job for job in problem.shipments if any(s.id in stops for s in job.stops)),
    )
