"""What a dispatch tick's matrices cost on a town's streets: `python -m deliveries.adapters.routing.bench MAP`.

Reads `.osm.pbf` or a stored `.npz`, no database; prints one JSON object a line, times in milliseconds of CPU.
Couriers are anywhere in town, restaurants and doors at its places and addresses; a tick asks for couriers →
pickups, pickups → doors and doors → doors.
"""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time

from coopplatform.kernel.geo import Point
from deliveries.adapters.openstreetmap import read_extract
from deliveries.domain.travel import CycleGraph, StreetArrays


def main(argv: Sequence[str]) -> None:
    asked = _arguments(argv)
    for path in asked.maps:
        random.seed(asked.seed)
        _bench(path, asked.couriers, asked.orders, asked.restaurants, asked.ticks)


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("maps", nargs="+", type=Path)
    parser.add_argument("--couriers", type=int, default=300)
    parser.add_argument("--orders", type=int, default=150)
    parser.add_argument("--restaurants", type=int, default=60)
    parser.add_argument("--ticks", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(argv)


def _bench(path: Path, couriers: int, orders: int, restaurants: int, ticks: int) -> None:
    """Cold, then ticks in which nobody, a tenth of the couriers, and also three orders have changed."""
    streets = StreetArrays.load(path) if path.suffix == ".npz" else read_extract(path).streets
    began = process_time()
    graph = CycleGraph(streets)
    built = process_time() - began
    places = [Point(float(lat), float(lon)) for lat, lon in streets.nodes]
    kitchens = random.choices(places, k=restaurants)
    riders = [_beside(random.choice(places)) for _ in range(couriers)]
    pickups = random.choices(kitchens, k=orders)
    doors = [_beside(random.choice(places)) for _ in range(orders)]
    cold = _tick(graph, riders, pickups, doors)
    trees = graph.trees.grown
    still, moved, busy = [], [], []
    for _ in range(ticks):
        still.append(_tick(graph, riders, pickups, doors))
        for k in random.sample(range(couriers), max(1, couriers // 10)):
            riders[k] = _beside(random.choice(places))
        moved.append(_tick(graph, riders, pickups, doors))
        for k in random.sample(range(orders), min(3, orders)):
            pickups[k], doors[k] = random.choice(kitchens), _beside(random.choice(places))
        busy.append(_tick(graph, riders, pickups, doors))
    facts = {
        "map": path.stem,
        "junctions": len(streets.nodes),
        "couriers": couriers,
        "orders": orders,
        "build_ms": _ms(built),
        "cold_ms": _ms(cold),
        "cold_trees": trees,
        "still_ms": _ms(median(still)),
        "tenth_moved_ms": _ms(median(moved)),
        "tenth_moved_max_ms": _ms(max(moved)),
        "three_new_orders_ms": _ms(median(busy)),
        "trees_kept_mb": round(graph.trees.kept_bytes / 2**20, 1),
    }
    print(json.dumps(facts), flush=True)


def _tick(graph: CycleGraph, riders: list[Point], pickups: list[Point], doors: list[Point]) -> float:
    began = process_time()
    graph.matrix(riders, pickups)
    graph.matrix(pickups, doors)
    graph.matrix(doors, doors)
    return process_time() - began


def _beside(point: Point) -> Point:
    return Point(point.lat + random.uniform(-2e-4, 2e-4), point.lon + random.uniform(-2e-4, 2e-4))


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


if __name__ == "__main__":
    main(sys.argv[1:])
