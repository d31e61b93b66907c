"""Pickups and drop-offs of Li and Lim (2001), by distance, VROOM's answer beside. Prints a JSON line a file.

    python -m deliveries.domain.dispatch.sim.lilim FILE... --seconds 20

A file's first line is `vehicles capacity speed`, each other `id x y demand ready due service pickup delivery`, the
depot first. Distances and times are kept to a thousandth, rounded up, so that what holds here holds there.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from itertools import pairwise
from math import dist
from pathlib import Path
from typing import Any

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch.sim.answers import Stopwatch, by_vroom, figures
from deliveries.domain.dispatch.sim.city import METRES_A_DEGREE, Plane
from deliveries.domain.dispatch.tours.model import Bike, Depot, Problem, Shipment, Stop, TourPlan, Window
from deliveries.domain.dispatch.tours.planning import plan

SCALE = 1000


def read(lines: Iterable[str]) -> Problem:
    """A problem of one dimension; jobs are named `pickup-delivery`, stops by their number."""
    table = [[float(word) for word in line.split()] for line in lines if line.strip()]
    vehicles, capacity, *_speed = map(int, table[0])
    rows = {int(row[0]): row for row in table[1:]}
    depot = rows.pop(int(table[1][0]))
    shift = _window(depot)
    return Problem(
        depots=(Depot("0", _point(depot)),),
        bikes=tuple(Bike(f"vehicle {n}", "0", "0", shift, (capacity,)) for n in range(vehicles)),
        travel=Plane(metres_per_second=1 / SCALE),
        shipments=tuple(
            Shipment(f"{number}-{int(row[8])}", (_stop(row),), (_stop(rows[int(row[8])]),))
            for number, row in rows.items()
            if int(row[8])
        ),
        dimensions=("load",),
    )


def _stop(row: list[float]) -> Stop:
    return Stop(str(int(row[0])), _point(row), (_window(row),), round(SCALE * row[6]), (abs(int(row[3])),))


def _window(row: list[float]) -> Window:
    return Window(round(SCALE * row[4]), round(SCALE * row[5]))


def _point(row: list[float]) -> Point:
    return Point(row[1] / METRES_A_DEGREE, row[2] / METRES_A_DEGREE)


def distance(problem: Problem, planned: TourPlan) -> float:
    """Euclidean length of all tours, in the units of the file, not rounded on the way."""
    places = {stop.id: stop.point for job in problem.jobs for stop in job.stops}
    hub = problem.depots[0].point
    total = 0.0
    for tour in planned.tours:
        way = [hub, *(places[stop_id] or hub for stop_id in tour.stop_ids), hub]
        total += sum(dist((a.lat, a.lon), (b.lat, b.lon)) for a, b in pairwise(way))
    return total * METRES_A_DEGREE


def _figures(problem: Problem, planned: TourPlan) -> dict[str, Any]:
    answer = figures(problem, planned)
    del answer["travel_hours"]
    return {**answer, "distance": round(distance(problem, planned), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--vroom-level", type=int, default=1, help="how far VROOM looks, 0 to 5; −1 does not ask it"
    )
    asked = parser.parse_args()
    for file in asked.files:
        problem = read(file.read_text().splitlines())
        watch = Stopwatch()
        planned = plan(problem, seconds=asked.seconds, seed=asked.seed)
        answer = {
            "instance": file.stem,
            "shipments": len(problem.shipments),
            "seconds": asked.seconds,
            **watch.read(),
        }
        answer |= _figures(problem, planned)
        if asked.vroom_level >= 0:
            watch = Stopwatch()
            other = by_vroom(problem, asked.vroom_level)
            answer["vroom"] = {"level": asked.vroom_level, **watch.read(), **_figures(problem, other)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
