"""The long, good answer: PyVRP's iterated local search (Wouda, Lan and Kool, 2024) in a time box.

It minimises riding. Each job has a prize above any detour, so that only what finds no room is left out.
"""

import logging
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvrp
import pyvrp.search
from scipy.optimize import linear_sum_assignment

from deliveries.domain.dispatch.tours.model import Kind, Tour
from deliveries.domain.dispatch.tours.pyvrp_terms import Terms

REPORT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Manner:
    """How PyVRP searches: stops it looks at around each, stops it shakes at most, and how long it remembers."""

    neighbours: int
    perturbations: int
    history: int


# Found on days of 500 stops (`sim.tours`, seeds 2 and 3) and on 206 shipments in the manner of Li and Lim.
FOR_VISITS = Manner(neighbours=25, perturbations=25, history=100)
FOR_SHIPMENTS = Manner(neighbours=50, perturbations=15, history=300)

logging.getLogger("pyvrp").setLevel(logging.WARNING)  # it writes to the standard output

Orders = dict[str, tuple[str, ...]]
Watch = Callable[[int, int], bool]
"""Told, twice a second, the best seconds of riding and how much is left out; True ends the search."""


def search(terms: Terms, *, seconds: float, seed: int, tours: Sequence[Tour], watch: Watch) -> Orders:
    """bike id → order, `seconds` later, from where `tours` stand. It may break what PyVRP is not told of."""
    watcher = _Watcher(watch, time.monotonic() + seconds)
    manner = FOR_SHIPMENTS if terms.data.num_shipments > terms.data.num_clients else FOR_VISITS
    params = pyvrp.SolveParams(
        ils=pyvrp.IteratedLocalSearchParams(history_length=manner.history, callbacks=watcher),
        neighbourhood=pyvrp.search.NeighbourhoodParams(num_neighbours=manner.neighbours),
        perturbation=pyvrp.search.PerturbationParams(1, manner.perturbations),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a day that is too full makes it warn of its own penalties
        result = pyvrp.solve(
            terms.data,
            stop=lambda _cost: watcher.is_over(),
            seed=seed,
            collect_stats=False,
            params=params,
            initial_solution=_solution(terms, tours),
        )
    return _handed_out(terms, result.best, {tour.bike_id: tour.stop_ids for tour in tours})


class _Watcher(pyvrp.IteratedLocalSearchCallbacks):
    """Ends the search when its time is over or the watch says so."""

    def __init__(self, watch: Watch, until: float) -> None:
        self._watch = watch
        self._until = until
        self._next = time.monotonic() + REPORT_SECONDS
        self._stopped = False

    def is_over(self) -> bool:
        return self._stopped or time.monotonic() >= self._until

    def on_iteration(self, current: Any, candidate: Any, best: Any, cost_evaluator: Any) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + REPORT_SECONDS
            self._stopped = self._watch(int(best.distance()), len(best.unplanned()))


def _solution(terms: Terms, tours: Sequence[Tour]) -> pyvrp.Solution | None:
    """The tours in PyVRP's terms, or nothing to start from."""
    types = {bike.id: index for index, bikes in enumerate(terms.bikes) for bike in bikes}
    routes = []
    for tour in tours:
        try:
            routes.append(pyvrp.Route(terms.data, _activities(terms, tour), types[tour.bike_id]))
        except ValueError:  # a shipment on board over a reload: its tour begins anew
            continue
    return pyvrp.Solution(terms.data, routes) if routes else None


def _activities(terms: Terms, tour: Tour) -> list[pyvrp.Activity]:
    kinds = pyvrp.ActivityType
    activities: list[pyvrp.Activity] = []
    on_board: list[tuple[int, str]] = []
    for stop in tour.stops:
        if stop.kind is Kind.RELOAD:
            activities.append(pyvrp.Activity(kinds.DEPOT, terms.depots.index(stop.id)))
        elif stop.is_work and stop.id in terms.clients_of:
            activities.append(pyvrp.Activity(kinds.CLIENT, terms.client_at(stop.id, stop.start_at)))
        elif stop.kind is Kind.PICKUP:
            taken = [(index, terms.shipment_stops[index][1]) for index in terms.shipments_of.get(stop.id, ())]
            activities += [pyvrp.Activity(kinds.PICKUP, index) for index, _dropoff in taken]
            on_board += taken
        elif stop.kind is Kind.DROPOFF:
            given = [index for index, dropoff in on_board if dropoff == stop.id]
            activities += [pyvrp.Activity(kinds.DELIVERY, index) for index in given]
    return activities


def _handed_out(terms: Terms, solution: pyvrp.Solution, before: Mapping[str, Sequence[str]]) -> Orders:
    """Routes of bikes that differ in nothing go to the bike that had most of their stops before."""
    orders: Orders = {}
    for vehicle_type, bikes in enumerate(terms.bikes):
        routes = [_order(terms, route) for route in solution.routes() if route.vehicle_type() == vehicle_type]
        routes.sort()
        common = np.array([[_common(route, before.get(bike.id, ())) for bike in bikes] for route in routes])
        if routes:
            rows, columns = linear_sum_assignment(common, maximize=True)
            orders |= {bikes[column].id: routes[row] for row, column in zip(rows, columns, strict=True)}
    return orders


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    return len(set(a).intersection(b))


def _order(terms: Terms, route: pyvrp.Route) -> tuple[str, ...]:
    """The route's stops and reloads, each stop once: loaded at the first pickup, handed over at the last drop-off."""
    ids: list[str] = []
    activities = list(route)[1:-1]
    for activity in activities:
        if activity.is_client():
            ids.append(terms.client_stops[activity.idx])
        elif activity.is_depot():
            ids.append(terms.depots[activity.idx])
        elif activity.is_pickup():
            pickup = terms.shipment_stops[activity.idx][0]
            ids += [pickup] * (pickup not in ids)
        else:
            dropoff = terms.shipment_stops[activity.idx][1]
            ids = [*(id_ for id_ in ids if id_ != dropoff), dropoff]
    return tuple(ids)
