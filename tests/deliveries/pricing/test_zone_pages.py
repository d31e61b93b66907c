"""Nour draws zones by corners, by GeoJSON and by file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deliveries.domain.zones import as_geojson
from deliveries.models import Zone
from tests.deliveries.pricing.conftest import PORT


def test_zones_are_drawn_by_corners_by_geojson_and_by_file(roue, nour, go):
    lines = "43.730, 7.410\n43.730, 7.417\n43.736, 7.417\n43.736, 7.410"
    assert nour.post(go("zones"), {"what": "zone", "name": "Port", "corners": lines}).url == go("zones")
    east = {"type": "Feature", "properties": {"name": "East"}, "geometry": as_geojson(PORT)}
    file = SimpleUploadedFile(
        "z.geojson", json.dumps({"type": "FeatureCollection", "features": [east]}).encode()
    )
    assert nour.post(go("zones"), {"what": "import", "file": file}).url == go("zones")
    with roue.inside():
        port = Zone.objects.get(name="Port")
        assert port.ring == PORT
    page = nour.get(go("zones")).text
    assert "overlaps East" in page
    assert "overlaps Port" in page
    moved = [[lon + 1, lat] for lon, lat in PORT]
    assert nour.post(go("zone", port.pk), {"corners": json.dumps(moved)}).url == go("zones")
    assert "overlaps" not in nour.get(go("zones")).text
    nour.post(go("zone-delete", port.pk))
    with roue.inside():
        assert [zone.name for zone in Zone.objects.all()] == ["East"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "Port", "corners": "43.7, 7.4"}, "from 3 to 300 corners"),
        ({"name": 'a"b', "corners": "0, 0\n0, 1\n1, 1"}, "without quotes"),
        ({"name": "Port", "corners": "0, 0\n2, 2\n0, 2\n2, 0"}, "sides of the zone cross"),
        ({"what": "import"}, "required"),
    ],
)
def test_a_zone_without_sense_is_told_at_its_field(roue, nour, go, typed, words):
    answer = nour.post(go("zones"), {"what": "zone"} | typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_file_of_nameless_or_broken_polygons_imports_nothing(roue, nour, go):
    for content, words in (
        (json.dumps(as_geojson(PORT)).encode(), "Give each polygon a property"),
        (b"\xff\xfe", "This is no text"),
        (b"[1, 2", "cannot be read"),
        (b'{"type": "FeatureCollection", "features": []}', "no polygon in this text"),
    ):
        answer = nour.post(go("zones"), {"what": "import", "file": SimpleUploadedFile("z.json", content)})
        assert answer.status_code == 422
        assert words in answer.text
    with roue.inside():
        assert not Zone.objects.exists()
