import json
from itertools import product

import pytest

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point
from deliveries.domain.zones import as_geojson, as_lines, contains, names_at, overlap, read_zone, read_zones

SQUARE = ((7.40, 43.72), (7.44, 43.72), (7.44, 43.76), (7.40, 43.76))
HOOK = ((0.0, 0.0), (6.0, 0.0), (6.0, 2.0), (2.0, 2.0), (2.0, 4.0), (6.0, 4.0), (6.0, 6.0), (0.0, 6.0))


def test_a_point_is_inside_or_not():
    assert contains(SQUARE, Point(43.74, 7.42))
    for lat, lon in ((43.74, 7.45), (43.74, 7.39), (43.77, 7.42), (43.71, 7.42)):
        assert not contains(SQUARE, Point(lat, lon))


def test_a_hook_is_asked_about_on_a_fine_grid():
    """Inside a hook is inside its frame and not inside its gap."""
    for x, y in product((n / 4 + 0.1 for n in range(-4, 30)), repeat=2):
        in_frame, in_gap = 0 < x < 6 and 0 < y < 6, x > 2 and 2 < y < 4
        assert contains(HOOK, Point(y, x)) == (in_frame and not in_gap)


def test_a_zone_is_read_from_geojson_from_lines_and_back():
    feature = {"type": "Feature", "properties": {"name": "Centre"}, "geometry": as_geojson(SQUARE)}
    assert read_zone(json.dumps(feature)) == SQUARE
    assert read_zone(json.dumps(as_geojson(SQUARE))) == SQUARE
    assert read_zone(json.dumps([list(corner) for corner in SQUARE])) == SQUARE
    assert read_zone(as_lines(SQUARE)) == SQUARE
    both = {"type": "FeatureCollection", "features": [feature, {**feature, "properties": None}]}
    assert read_zones(json.dumps(both)) == [("Centre", SQUARE), ("", SQUARE)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "from 3 to 300 corners; this one has 0"),
        ("43.7, 7.4\n43.8, 7.4", "this one has 2"),
        ("43.7, 7.4\n43.7, 7.4\n43.7, 7.4", "this one has 1"),
        ("\n".join(f"{n / 100}, {n * n / 1e5}" for n in range(301)), "this one has 301"),
        ("43.7 7.4", "A corner a line"),
        ("91, 7\n1, 2\n3, 4", "not on the globe"),
        ("0, 0\n2, 2\n0, 2\n2, 0", "sides of the zone cross"),
        ("0, 0\n0, 4\n0, 2\n3, 3", "sides of the zone cross"),
        ("{nonsense", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[" + "1," * 150_000, "too long"),
        ('{"type": "Point", "coordinates": [1, 2]}', "something else: Point"),
        ('{"type": "Polygon", "coordinates": [[[1, "2"], [1, 2], [3, 4]]]}', "a longitude and a latitude"),
        ('{"type": "Polygon", "coordinates": [[[1, NaN], [1, 2], [3, 4]]]}', "not on the globe"),
        ('{"type": "Polygon", "coordinates": [[[1, 1e999], [1, 2], [3, 4]]]}', "not on the globe"),
        ('{"type": "Polygon", "coordinates": [[[1, true], [1, 2], [3, 4]]]}', "a longitude and a latitude"),
        ('{"type": "Polygon", "coordinates": [[], []]}', "without holes"),
        ('{"type": "FeatureCollection", "features": [7]}', "something else: None"),
        ('{"type": "FeatureCollection", "features": []}', "One zone at a time"),
    ],
)
def test_what_is_no_zone_is_said_in_words(text, words):
    with pytest.raises(Invalid, match=words) as refused:
        read_zone(text)
    assert refused.value.field == "corners"


def test_zones_may_overlap_and_a_point_then_lies_in_both():
    east = tuple((lon + 0.02, lat) for lon, lat in SQUARE)
    far = tuple((lon + 1, lat) for lon, lat in SQUARE)
    small = ((7.41, 43.73), (7.42, 43.73), (7.41, 43.74))
    assert [overlap(SQUARE, other) for other in (east, small, far, SQUARE)] == [True, True, False, True]
    assert overlap(small, SQUARE)
    assert names_at(Point(43.74, 7.43), {"a": SQUARE, "b": east, "c": far}) == {"a", "b"}
