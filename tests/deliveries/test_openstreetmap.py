from pathlib import Path

import pytest

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point, distance_metres
from deliveries.adapters.mdrp import read_day
from deliveries.adapters.openstreetmap import read_extract
from deliveries.adapters.openstreetmap.cycling import Speeds, speeds
from deliveries.adapters.openstreetmap.interpolation import interpolate
from deliveries.domain.addresses import KnownAddress, parse_address, rank
from deliveries.domain.day_layout import lay_out
from deliveries.domain.travel import CycleGraph

DATA = Path(__file__).parents[2] / "data"
MONACO = DATA / "towns" / "monaco" / "monaco.osm.pbf"
DAY = DATA / "days" / "mdrp-1r50t100s1p100"

VILLAGE = """<osm version="0.6">
<node id="1" version="1" lat="47.1400" lon="9.5200"/>
<node id="2" version="1" lat="47.1410" lon="9.5200"/>
<node id="3" version="1" lat="47.1410" lon="9.5213"/>
<node id="4" version="1" lat="47.1400" lon="9.5213"/>
<node id="5" version="1" lat="47.1500" lon="9.5300"/>
<node id="6" version="1" lat="47.1501" lon="9.5300"/>
<node id="10" version="1" lat="47.1405" lon="9.5199"><tag k="addr:street" v="Herrengasse"/>
<tag k="addr:housenumber" v="12;14"/><tag k="addr:city" v="Vaduz"/></node>
<node id="11" version="1" lat="47.1409" lon="9.5201"><tag k="addr:street" v="Herrengasse"/>
<tag k="addr:housenumber" v="16"/><tag k="amenity" v="restaurant"/><tag k="name" v="Rosa"/></node>
<node id="12" version="1" lat="47.1402" lon="9.5213"><tag k="shop" v="bakery"/><tag k="name" v="Brot"/></node>
<way id="20" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="oneway" v="yes"/></way>
<way id="21" version="1"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/><tag k="highway" v="cycleway"/></way>
<way id="22" version="1"><nd ref="5"/><nd ref="6"/><tag k="highway" v="residential"/></way>
<way id="23" version="1"><nd ref="3"/><nd ref="5"/><tag k="highway" v="motorway"/></way>
</osm>"""


@pytest.fixture
def village(tmp_path: Path) -> Path:
    path = tmp_path / "village.osm"
    path.write_text(VILLAGE)
    return path


def test_a_village_becomes_addresses_places_and_streets(village: Path) -> None:
    town = read_extract(village, may_interpolate=False)
    assert [(a.street, a.number, a.locality) for a in town.addresses] == [
        ("Herrengasse", "12", "Vaduz"),
        ("Herrengasse", "14", "Vaduz"),
        ("Herrengasse", "16", "Vaduz"),
    ]
    assert [(p.name, p.kind, p.address) for p in town.places] == [
        ("Rosa", "restaurant", "Herrengasse 16"),
        ("Brot", "bakery", "Herrengasse 12"),
    ]
    assert len(town.streets.nodes) == 3  # no node at the gentle corner, none beyond the motorway


def test_nobody_rides_against_a_one_way_street(village: Path) -> None:
    graph = CycleGraph(read_extract(village).streets)
    top, bottom = Point(47.1410, 9.5200), Point(47.1400, 9.5200)
    there, back = graph.route(bottom, top), graph.route(top, bottom)
    assert there.metres == 111
    assert back.metres > 300


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential"}, Speeds(16, 16)),
        ({"highway": "residential", "oneway": "yes"}, Speeds(16, None)),
        ({"highway": "residential", "oneway": "-1"}, Speeds(None, 16)),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, Speeds(16, 16)),
        ({"highway": "residential", "oneway": "yes", "cycleway:left": "opposite_lane"}, Speeds(16, 16)),
        ({"highway": "tertiary", "junction": "roundabout"}, Speeds(18, None)),
        ({"highway": "footway"}, Speeds(5, 5)),
        ({"highway": "footway", "bicycle": "yes"}, Speeds(11, 11)),
        ({"highway": "steps"}, Speeds(2, 2)),
        ({"highway": "service", "access": "private"}, None),
        ({"highway": "service", "access": "private", "bicycle": "yes"}, Speeds(15, 15)),
        ({"highway": "primary", "bicycle": "no"}, None),
        ({"highway": "path", "bicycle": "no"}, Speeds(5, 5)),
        ({"highway": "motorway"}, None),
        ({"building": "yes"}, None),
    ],
)
def test_tags_say_how_fast_one_cycles(tags: dict[str, str], expected: Speeds | None) -> None:
    assert speeds(tags) == expected


def test_numbers_are_placed_between_surveyed_ones_and_rise_with_them() -> None:
    line = [Point(47.14, 9.52), Point(47.14 + 60 / 111_195, 9.52)]
    surveyed = {"Quellweg": {1: line[1], 6: line[0]}}
    placed = interpolate([("Quellweg", line)], surveyed)
    assert [number for _street, number, _point in placed] == [2, 3, 4, 5]
    assert placed[0][2].lat > placed[-1][2].lat
    assert all(distance_metres(Point(p.lat, 9.52), p) == pytest.approx(8, abs=0.2) for _s, _n, p in placed)


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.osm.pbf").write_text("Dear Bruno")
    for path in (tmp_path / "letter.osm.pbf", tmp_path / "missing.osm.pbf"):
        with pytest.raises(Invalid) as refusal:
            read_extract(path)
        assert refusal.value.code == "extract_unreadable"


def test_a_day_of_monaco_runs_on_its_own_streets() -> None:
    town = read_extract(MONACO)
    assert {a.is_interpolated for a in town.addresses} == {True, False}
    known = [KnownAddress(i, a.street, a.number, a.locality, a.point) for i, a in enumerate(town.addresses)]
    assert rank(parse_address("12, r. Grimaldi"), known)[0].kind == "exact"
    day = read_day(DAY)
    restaurants = [p for p in town.places if p.kind in {"restaurant", "fast_food"}]
    laid = lay_out(day, [p.point for p in restaurants], [a.point for a in town.addresses])
    assert (len(laid), len({order.place for order in laid})) == (268, 60)
    assert [o.placed_minute for o in laid] == sorted(o.placed_minute for o in day.orders)
    graph = CycleGraph(town.streets)
    first = laid[0]
    ride = graph.route(restaurants[first.place].point, town.addresses[first.address].point)
    assert not ride.estimated
    assert 0 < ride.metres < 6000


def test_a_day_without_a_town_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one place"):
        lay_out(read_day(DAY), [], [])
