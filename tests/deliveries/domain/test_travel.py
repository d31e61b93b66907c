from pathlib import Path

import numpy as np
import pytest

from coopplatform.kernel.geo import Point, distance_metres
from deliveries.domain.travel import CycleGraph, StraightLine, StreetArrays

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
