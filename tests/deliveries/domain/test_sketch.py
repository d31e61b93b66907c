"""A way drawn small: inside its box, north up, true to its shape, with few points."""

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.geo import Point
from deliveries.domain.sketch import HIGHEST, LOWEST, MOST_POINTS, PADDING, WIDTH, simplified, sketch

places = st.builds(Point, st.floats(43.7, 43.8), st.floats(7.3, 7.5))


def test_nothing_to_do_has_no_sketch():
    assert sketch([], []) is None


def test_one_stop_stands_in_the_middle():
    drawn = sketch([Point(43.7, 7.4)], [Point(43.7, 7.4)])
    assert drawn is not None
    assert (drawn.height, drawn.stops, drawn.path) == (LOWEST, ((WIDTH / 2, LOWEST / 2),), "M144 36")


def test_north_is_up_and_east_is_right():
    south_west, north_east = Point(43.70, 7.40), Point(43.71, 7.42)
    drawn = sketch([south_west, north_east], [south_west, north_east])
    assert drawn is not None
    (x0, y0), (x1, y1) = drawn.stops
    assert (x0 < x1, y0 > y1) == (True, True)


def test_a_degree_of_longitude_is_shorter_in_the_north():
    """A square kilometre stays a square: 0.009° north is as far as 0.018° east at 60°."""
    corner = Point(60.0, 25.0)
    drawn = sketch([], [corner, Point(60.0, 25.018), Point(60.009, 25.0)])
    assert drawn is not None
    (x0, y0), (x1, _y1), (_x2, y2) = drawn.stops
    assert (x1 - x0) / (y0 - y2) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("other", [Point(43.8, 7.4), Point(43.7, 7.5)])
def test_a_straight_way_fills_its_box_one_way(other):
    drawn = sketch([Point(43.7, 7.4), other], [Point(43.7, 7.4), other])
    assert drawn is not None
    (x0, y0), (x1, y1) = drawn.stops
    assert max((x1 - x0) / (WIDTH - 2 * PADDING), abs(y1 - y0) / (HIGHEST - 2 * PADDING)) == pytest.approx(1)


@given(st.lists(places, max_size=150), st.lists(places, min_size=1, max_size=8))
def test_everything_is_inside_the_box_with_few_points(way, stops):
    drawn = sketch(way, stops)
    assert drawn is not None
    assert LOWEST <= drawn.height <= HIGHEST
    assert len(drawn.way) <= MOST_POINTS
    assert len(drawn.stops) == len(stops)
    for x, y in (*drawn.way, *drawn.stops):
        assert PADDING - 1 <= x <= drawn.width - PADDING + 1
        assert PADDING - 1 <= y <= drawn.height - PADDING + 1


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 160)), max_size=200))
def test_a_simplified_line_keeps_its_ends_and_adds_no_point(line):
    kept = simplified(line)
    assert len(kept) <= max(MOST_POINTS, 0) or len(line) <= MOST_POINTS
    assert kept[:1] + kept[-1:] == tuple(line[:1] + line[-1:])
    rest = iter(line)
    assert all(spot in rest for spot in kept)


def test_a_bend_is_kept_and_a_wobble_is_not():
    wobbling = [(float(x), 0.3 * (x % 2)) for x in range(100)]
    assert simplified(wobbling) == (wobbling[0], wobbling[-1])
    bend = [(0.0, 0.0), (50.0, 40.0), (100.0, 0.0)]
    assert list(simplified(bend)) == bend
    assert hypot(*simplified(bend)[1]) > 60
