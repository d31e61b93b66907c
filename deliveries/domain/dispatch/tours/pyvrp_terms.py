"""A problem in the terms of PyVRP (MIT).

What differs from the problem, and is put right afterwards by `holds` and `repaired`: rests shorten the longest tour
but lie nowhere on it; a shipment's stop with several windows has its longest; a shipment of one pickup and many
drop-offs (or the reverse) is many shipments; one of several pickups and several drop-offs is not seen at all; no
shipment stays on board over a reload; a reload is not asked whose goods it loads.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyvrp
from numpy.typing import NDArray

from deliveries.domain.dispatch.tours.instance import Instance, Node
from deliveries.domain.dispatch.tours.model import Bike, Job, Shipment, Visit, Way, Window

FORBIDDEN = 10_000_000  # seconds to ride where the bike may not go

Need = tuple[frozenset[str], str, str]
"""What a job asks of a bike: skills, the depot it starts from, the depot it ends at ("" for any)."""


@dataclass(slots=True)
class Terms:
    """What PyVRP solves, and which of our stops its clients and shipments are."""

    data: pyvrp.ProblemData
    bikes: list[list[Bike]]  # by vehicle type: bikes that differ in nothing
    depots: list[str]
    client_stops: list[str]
    shipment_stops: list[tuple[str, str]]
    base: int

    clients_of: dict[str, list[int]] = field(default_factory=dict)  # stop id → one client a window
    shipments_of: dict[str, list[int]] = field(default_factory=dict)  # pickup's stop id → shipments

    def __post_init__(self) -> None:
        for index, stop_id in enumerate(self.client_stops):
            self.clients_of.setdefault(stop_id, []).append(index)
        for index, (pickup, _dropoff) in enumerate(self.shipment_stops):
            self.shipments_of.setdefault(pickup, []).append(index)

    def client_at(self, stop_id: str, moment: int) -> int:
        """The client that stands for the window in which service begins at `moment`, the first if none does."""
        for index in self.clients_of[stop_id]:
            client = self.data.client(index)
            if client.tw_early <= moment - self.base <= client.tw_late:
                return index
        return self.clients_of[stop_id][0]


def in_terms(instance: Instance, jobs: Sequence[Job], bikes: Sequence[Bike] | None = None) -> Terms:
    """`jobs` are those to plan, on all bikes or on these; there must be at least one."""
    return _Translator(instance, bikes or tuple(instance.bikes.values())).terms(jobs)


def is_seen(job: Job) -> bool:
    """Whether PyVRP is told of the job."""
    return isinstance(job, Visit) or min(len(job.pickups), len(job.dropoffs)) == 1


class _Translator:
    def __init__(self, instance: Instance, bikes: Sequence[Bike]) -> None:
        self.instance = instance
        self.bikes = bikes
        self.base = min(bike.shift.opens_at for bike in bikes)
        self.horizon = max(bike.shift.closes_at for bike in bikes) - self.base
        self.clients: list[pyvrp.Client] = []
        self.groups: list[pyvrp.ClientGroup] = []
        self.shipments: list[pyvrp.Shipment] = []
        self.client_stops: list[str] = []
        self.shipment_stops: list[tuple[str, str]] = []

    def terms(self, jobs: Sequence[Job]) -> Terms:
        instance = self.instance
        matrix = np.asarray(instance.seconds, dtype=np.int64)
        prize = 2 * int(matrix[matrix < FORBIDDEN].max(initial=0)) + 3600
        for job in filter(is_seen, jobs):
            if isinstance(job, Visit):
                self._visit(job, prize)
            else:
                self._shipment(job, prize)
        depots = list(instance.depots)
        alike: dict[object, list[Bike]] = {}
        for bike in self.bikes:
            alike.setdefault((self._profile(bike, jobs), *likeness(bike), bike.max_reloads), []).append(bike)
        profiles = list(dict.fromkeys(self._profile(bikes[0], jobs) for bikes in alike.values()))
        matrices: list[Any] = [self._matrix(matrix, jobs, profile) for profile in profiles]
        data = pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _row in range(len(matrix))],
            clients=self.clients,
            depots=[
                pyvrp.Depot(node.row, *self._window(node.windows[0]), node.service_seconds)
                for node in instance.depots.values()
            ],
            vehicle_types=[
                self._vehicle_type(bikes, depots, profiles.index(self._profile(bikes[0], jobs)))
                for bikes in alike.values()
            ],
            distance_matrices=matrices,
            duration_matrices=matrices,
            groups=self.groups,
            shipments=self.shipments,
        )
        return Terms(data, list(alike.values()), depots, self.client_stops, self.shipment_stops, self.base)

    def _visit(self, job: Visit, prize: int) -> None:
        node = self.instance.nodes[job.id]
        amount = [abs(load) for load in node.load]
        nothing = [0] * len(amount)
        windows = [window for window in map(self._window, node.windows) if window[0] <= window[1]]
        group = len(self.groups) if len(windows) > 1 else None
        if group is not None:
            first = len(self.clients)
            members = list(range(first, first + len(windows)))
            self.groups.append(pyvrp.ClientGroup(members, required=False))
        for opens_at, closes_at in windows:
            self.client_stops.append(job.id)
            self.clients.append(
                pyvrp.Client(
                    location=node.row,
                    delivery=amount if job.way is Way.DROPOFF else nothing,
                    pickup=amount if job.way is Way.PICKUP else nothing,
                    service_duration=node.service_seconds,
                    tw_early=opens_at,
                    tw_late=closes_at,
                    prize=prize * (1 + max(0, job.priority)),
                    required=False,
                    group=group,
                )
            )

    def _shipment(self, job: Shipment, prize: int) -> None:
        pairs = [(pickup, dropoff) for pickup in job.pickups for dropoff in job.dropoffs]
        for pickup, dropoff in pairs:
            a, b = self.instance.nodes[pickup.id], self.instance.nodes[dropoff.id]
            load = a.load if len(job.dropoffs) == 1 else b.load
            (a_opens, a_closes), (b_opens, b_closes) = self._longest(a), self._longest(b)
            self.shipment_stops.append((pickup.id, dropoff.id))
            self.shipments.append(
                pyvrp.Shipment(
                    pickup_location=a.row,
                    delivery_location=b.row,
                    pickup_tw_early=a_opens,
                    pickup_tw_late=a_closes,
                    pickup_service_duration=-(-a.service_seconds // len(job.dropoffs)),
                    delivery_tw_early=b_opens,
                    delivery_tw_late=b_closes,
                    delivery_service_duration=-(-b.service_seconds // len(job.pickups)),
                    amount=[abs(amount) for amount in load],
                    prize=-(-prize * (1 + max(0, job.priority)) // len(pairs)),
                    required=False,
                )
            )

    def _vehicle_type(self, bikes: Sequence[Bike], depots: Sequence[str], profile: int) -> pyvrp.VehicleType:
        bike = bikes[0]
        length = bike.shift.closes_at - bike.shift.opens_at
        longest = min(length, length if bike.max_seconds is None else bike.max_seconds)
        return pyvrp.VehicleType(
            num_available=len(bikes),
            capacity=list(bike.capacity),
            start_depot=depots.index(bike.start),
            end_depot=depots.index(bike.end),
            tw_early=bike.shift.opens_at - self.base,
            tw_late=bike.shift.closes_at - self.base,
            shift_duration=max(0, longest - sum(rest.seconds for rest in bike.rests)),
            profile=profile,
            reload_depots=[depots.index(depot_id) for depot_id in bike.reloads_at],
            max_reloads=bike.max_reloads,
        )

    def _window(self, window: Window) -> tuple[int, int]:
        """Within what any shift reaches."""
        return max(0, window.opens_at - self.base), min(self.horizon, window.closes_at - self.base)

    def _longest(self, node: Node) -> tuple[int, int]:
        return max(map(self._window, node.windows), key=lambda window: window[1] - window[0])

    def _profile(self, bike: Bike, jobs: Sequence[Job]) -> frozenset[Need]:
        """What is asked by some job and not met by this bike."""
        return frozenset(need for need in map(_need, jobs) if not _meets(bike, need))

    def _matrix(
        self, matrix: NDArray[np.int64], jobs: Sequence[Job], profile: frozenset[Need]
    ) -> NDArray[np.int64]:
        matrix = matrix.copy()
        for job in jobs:
            if _need(job) in profile:
                rows = [self.instance.nodes[stop.id].row for stop in job.stops]
                matrix[rows, :] = matrix[:, rows] = FORBIDDEN
        np.fill_diagonal(matrix, 0)
        return matrix


def likeness(bike: Bike) -> tuple[object, ...]:
    return bike.start, bike.end, bike.shift, bike.capacity, bike.rests, bike.reloads_at, bike.max_seconds


def _need(job: Job) -> Need:
    depot = job.depot_id or "" if isinstance(job, Visit) else ""
    starts = isinstance(job, Visit) and job.way is Way.DROPOFF
    return (job.skills, depot, "") if starts else (job.skills, "", depot)


def _meets(bike: Bike, need: Need) -> bool:
    skills, start, end = need
    return skills <= bike.skills and start in {"", bike.start} and end in {"", bike.end}
