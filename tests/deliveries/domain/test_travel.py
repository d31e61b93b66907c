from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coopplatform.kernel.geo import Point, distance_metres
from deliveries.domain.travel import CycleGraph, Matrix, Remembered, StraightLine, StreetArrays

# A square of 100 m streets; the south side is one way, from west to east, and a slow lane doubles it.
SOUTH_WEST, SOUTH_EAST = Point(43.7340, 7.42000), Point(43.7340, 7.42124)
NORTH_WEST, NORTH_EAST = Point(43.7349, 7.42000), Point(43.7349, 7.42124)
CORNERS = [SOUTH_WEST, SOUTH_EAST, NORTH_EAST, NORTH_WEST]
EDGES = [(0, 1, 20), (0, 1, 60), (1, 2, 20), (2, 1, 20), (2, 3, 20), (3, 2, 20), (3, 0, 20), (0, 3, 20)]


def square() -> StreetArrays:
    shapes = [p for tail, head, _ in EDGES for p in (CORNERS[tail], CORNERS[head])]
    return StreetArrays(
        nodes=np.array([(p.lat, p.lon) for p in CORNERS]),
        tail=np.array([e[0] for e in EDGES]),
        head=np.array([e[1] for e in EDGES]),
        seconds=np.array([float(e[2]) for e in EDGES]),
        metres=np.full(len(EDGES), 100.0),
        shapes=np.array([(p.lat, p.lon) for p in shapes]),
        shape_starts=np.arange(0, 2 * len(EDGES) + 1, 2),
    )


def test_a_one_way_street_makes_the_way_back_longer() -> None:
    matrix = CycleGraph(square()).matrix([SOUTH_WEST, SOUTH_EAST], [SOUTH_WEST, SOUTH_EAST])
    assert matrix.seconds.tolist() == [[0, 20], [60, 0]]
    assert matrix.metres.tolist() == [[0, 100], [300, 0]]
    assert not matrix.estimated.any()


def test_a_route_follows_the_streets() -> None:
    route = CycleGraph(square()).route(SOUTH_EAST, SOUTH_WEST)
    assert list(route.points[1:-1]) == [SOUTH_EAST, NORTH_EAST, NORTH_WEST, SOUTH_WEST]
    assert (route.seconds, route.metres, route.estimated) == (60, 300, False)


def test_the_matrix_and_the_route_agree() -> None:
    graph = CycleGraph(square())
    matrix = graph.matrix(CORNERS, CORNERS)
    for i, a in enumerate(CORNERS):
        for j, b in enumerate(CORNERS):
            route = graph.route(a, b)
            assert (route.seconds, route.metres) == (matrix.seconds[i, j], matrix.metres[i, j])


@pytest.mark.parametrize("graph", [CycleGraph(square(), limit_seconds=30.0), CycleGraph(square())])
def test_what_no_street_reaches_is_an_estimate_and_says_so(graph: CycleGraph) -> None:
    far = Point(43.80, 7.42)
    matrix = graph.matrix([SOUTH_WEST], [far, SOUTH_EAST])
    assert matrix.estimated.tolist() == [[True, False]]
    assert matrix.metres[0, 0] == round(1.35 * distance_metres(SOUTH_WEST, far))
    assert graph.route(SOUTH_WEST, far).estimated


def test_a_point_beside_the_street_is_pushed_to_it() -> None:
    beside = Point(43.73396, 7.42000)  # 4.4 m south of the corner, at 5 km/h: 3.2 s
    assert CycleGraph(square()).matrix([beside], [SOUTH_EAST]).seconds.tolist() == [[24]]


def test_no_points_no_times() -> None:
    assert CycleGraph(square()).matrix([], [SOUTH_EAST]).seconds.shape == (0, 1)
    assert StraightLine().matrix([], []).seconds.shape == (0, 0)


def test_streets_survive_storage(tmp_path: Path) -> None:
    square().save(tmp_path / "streets.npz")
    loaded = CycleGraph.load(tmp_path / "streets.npz")
    assert loaded.route(SOUTH_EAST, SOUTH_WEST) == CycleGraph(square()).route(SOUTH_EAST, SOUTH_WEST)


def nowhere(lat: float = float("nan"), lon: float = 7.42) -> Point:
    """A point as it may come out of a broken file: `Point` itself refuses to be made like this."""
    point = object.__new__(Point)
    object.__setattr__(point, "lat", lat)
    object.__setattr__(point, "lon", lon)
    return point


@pytest.mark.parametrize(
    "absurd", [nowhere(), nowhere(float("inf")), nowhere(43.7, float("-inf")), Point(90, 0), Point(-90, 180)]
)
def test_an_absurd_point_is_far_away_and_marked_never_an_error(absurd: Point) -> None:
    for travel in (CycleGraph(square()), StraightLine(), Remembered(CycleGraph(square()))):
        matrix = travel.matrix([absurd, SOUTH_WEST], [SOUTH_EAST, absurd])
        assert matrix.estimated[0].all()
        assert matrix.estimated[1, 1]
        assert matrix.seconds[0, 0] > 24 * 3600
        assert travel.route(absurd, SOUTH_EAST).estimated


def test_a_town_without_streets_estimates() -> None:
    none = np.zeros((0, 2))
    empty = np.zeros(0, dtype=np.int64)
    streets = StreetArrays(none, empty, empty, np.zeros(0), np.zeros(0), none, np.zeros(1, dtype=np.int64))
    assert CycleGraph(streets).matrix([SOUTH_WEST], [SOUTH_EAST]).estimated.all()
    assert CycleGraph(streets).route(SOUTH_WEST, SOUTH_EAST).estimated


# --- What was asked before is not computed again


def town(seed: int, size: int = 40) -> StreetArrays:
    """Junctions strewn over a square kilometre, each with one-way streets to a few others."""
    chance = np.random.default_rng(seed)
    nodes = np.column_stack([43.73 + chance.random(size) * 0.009, 7.41 + chance.random(size) * 0.012])
    tail = np.repeat(np.arange(size), 4)
    head = chance.integers(0, size, len(tail))
    metres = chance.uniform(20, 400, len(tail))
    shapes = np.stack([nodes[tail], nodes[head]], axis=1).reshape(-1, 2)
    starts = np.arange(0, 2 * len(tail) + 1, 2)
    return StreetArrays(nodes, tail, head, metres / chance.uniform(2, 5, len(tail)), metres, shapes, starts)


def somewhere(chance: np.random.Generator, count: int) -> list[Point]:
    return [Point(43.73 + chance.random() * 0.009, 7.41 + chance.random() * 0.012) for _ in range(count)]


def same(a: Matrix, b: Matrix) -> bool:
    return all(
        getattr(a, name).tolist() == getattr(b, name).tolist() for name in ("seconds", "metres", "estimated")
    )


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), kept=st.sampled_from([1, 5 * 40 * 8, 48 * 2**20]))
def test_memory_changes_no_answer(seed: int, kept: int) -> None:
    chance = np.random.default_rng(seed)
    streets = town(seed)
    graph = CycleGraph(streets, limit_seconds=600.0, kept_bytes=kept)
    remembered = Remembered(CycleGraph(streets, limit_seconds=600.0), places=20)
    points = somewhere(chance, 30)
    for _ in range(6):
        origins = [points[i] for i in chance.integers(0, 30, chance.integers(1, 9))]
        destinations = [points[i] for i in chance.integers(0, 30, chance.integers(1, 9))]
        fresh = CycleGraph(streets, limit_seconds=600.0).matrix(origins, destinations)
        assert same(graph.matrix(origins, destinations), fresh)
        assert same(remembered.matrix(origins, destinations), fresh)
        route = graph.route(origins[0], destinations[0])
        if not route.estimated:
            assert (route.seconds, route.metres) == (fresh.seconds[0, 0], fresh.metres[0, 0])


def test_couriers_who_move_cost_nothing_while_the_restaurants_stay() -> None:
    chance = np.random.default_rng(3)
    graph = CycleGraph(town(3))
    couriers, pickups = somewhere(chance, 20), somewhere(chance, 5)
    graph.matrix(couriers, pickups)
    grown = graph.trees.grown
    assert grown <= 5
    graph.matrix(somewhere(chance, 20), pickups)
    assert graph.trees.grown == grown
    graph.matrix(couriers, [*pickups, *somewhere(chance, 1)])
    assert graph.trees.grown <= grown + 1


def test_memory_is_bounded() -> None:
    chance = np.random.default_rng(4)
    graph = CycleGraph(town(4), kept_bytes=6 * 40 * 8)
    graph.matrix(somewhere(chance, 40), somewhere(chance, 40))
    assert graph.trees.kept_bytes == 6 * 40 * 8


class Counting:
    """A router that notes how many pairs it was asked for."""

    def __init__(self) -> None:
        self.pairs: list[int] = []

    def matrix(self, origins, destinations):
        self.pairs.append(len(origins) * len(destinations))
        return StraightLine().matrix(origins, destinations)

    def route(self, origin, destination):
        return StraightLine().route(origin, destination)


def test_a_router_far_away_is_asked_only_for_what_moved() -> None:
    chance = np.random.default_rng(5)
    router = Counting()
    travel = Remembered(router)
    couriers, pickups = somewhere(chance, 30), somewhere(chance, 12)
    travel.matrix(couriers, pickups)
    travel.matrix(couriers, pickups)
    assert router.pairs == [30 * 12]
    travel.matrix([*somewhere(chance, 3), *couriers[3:]], pickups)
    assert router.pairs[1:] == [3 * 12]
    travel.matrix([*somewhere(chance, 1), *couriers[3:]], [*pickups, *somewhere(chance, 1)])
    assert router.pairs[2:] == [1 * 13, 27 * 1]


def test_more_points_than_can_be_kept_are_asked_for_each_time() -> None:
    chance = np.random.default_rng(6)
    router = Counting()
    travel = Remembered(router, places=8)
    points = somewhere(chance, 9)
    assert same(travel.matrix(points, points), StraightLine().matrix(points, points))
    travel.matrix(points, points)
    assert router.pairs == [81, 81]
