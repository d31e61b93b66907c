"""A real co-op brings its own town: an OpenStreetMap extract becomes what orders and rides need."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point
from deliveries.domain.travel import CycleGraph
from deliveries.models import Town, TownAddress, TownPlace
from deliveries.queries.addresses import best
from deliveries.queries.towns import town_here, travel_here
from deliveries.services.quoting import Destination, quote_order
from tests.conftest import new_order

MONACO = Path(__file__).parents[2] / "data" / "towns" / "monaco"


@pytest.fixture(autouse=True)
def towns_dir(settings, tmp_path):
    settings.TOWNS_DIR = tmp_path / "towns"


def import_monaco(slug: str) -> str:
    said = StringIO()
    call_command(
        "import_town",
        MONACO / "monaco.osm.pbf",
        cooperative=slug,
        basemap=MONACO / "monaco.pmtiles",
        stdout=said,
    )
    return said.getvalue()


def test_a_co_op_imports_its_town_and_prices_along_its_streets(roue, now, settings):
    assert "La Roue Libre rides in Monaco." in import_monaco(roue.slug)
    with roue.inside():
        town = town_here()
        assert (town.slug, town.name, town.graph) == ("monaco", "Monaco", "monaco.npz")
        assert (settings.TOWNS_DIR / town.basemap).stat().st_size > 100_000
        assert isinstance(travel_here(), CycleGraph)
        there = best("12 rue Grimaldi")
        order = new_order(roue, now, to=Destination("Mme Rossi", there.label, there.point))
        offer = quote_order(order, at=now)
    assert not offer.is_estimated
    assert 0 < offer.distance_metres < 2000


def test_a_street_spelled_otherwise_is_found_as_well_and_a_number_nobody_knows_is_not(roue):
    import_monaco(roue.slug)
    with roue.inside():
        there = best("12 rue Grimaldi")
        assert best("12, Rue Grimaldi, Monaco") == there
        assert best("12 rue Grimldi") == there
        assert best("1200 rue Grimaldi") is None


def test_a_second_import_replaces_the_town(roue):
    import_monaco(roue.slug)
    before = (TownAddress.objects.count(), TownPlace.objects.count())
    import_monaco(roue.slug)
    assert (TownAddress.objects.count(), TownPlace.objects.count()) == before
    assert Town.objects.count() == 1
    assert before[0] > 3000
    assert before[1] > 300


def test_a_file_that_is_no_map_changes_nothing(roue, tmp_path):
    import_monaco(roue.slug)
    letter = tmp_path / "monaco.osm.pbf"
    letter.write_text("Dear Bruno")
    with pytest.raises(CommandError, match="cannot be read as OpenStreetMap data"):
        call_command("import_town", letter, cooperative=roue.slug)
    assert TownAddress.objects.count() > 3000


def test_an_unknown_cooperative_is_told(db):
    with pytest.raises(CommandError, match="no cooperative 'nobody'"):
        call_command("import_town", MONACO / "monaco.osm.pbf", cooperative="nobody")


def test_an_address_outside_the_town_is_refused(roue, now):
    import_monaco(roue.slug)
    with roue.inside():
        away = Destination("Mme Rossi", "Nice", Point(43.70, 7.26))
        with pytest.raises(Invalid) as refusal:
            quote_order(new_order(roue, now, to=away), at=now)
    assert refusal.value.code == "out_of_town"
