"""What machines read: the data package, JSON-stat, the catalogue, widgets, oEmbed, the API, and the command."""

import json
import re

import frictionless
import pytest
import rdflib
from django.core.management import CommandError, call_command
from django.utils import timezone

from federation.benchmarks.statistics import statistics
from federation.domain.release.files import digest
from tests.federation.conftest import NOVEMBER, QUARTER

BASE = f"http://testserver/federation/statistics/{QUARTER}/1/"
DCAT, DCT = rdflib.Namespace("http://www.w3.org/ns/dcat#"), rdflib.Namespace("http://purl.org/dc/terms/")


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOVEMBER)


@pytest.fixture
def released(federation):
    federation.declare()
    return federation.publish()


def written(files, folder):
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def test_the_data_package_is_valid_hashes_and_types_included(released, tmp_path):
    report = frictionless.validate(str(written(released.files, tmp_path) / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []
    assert {"indicators", "deliveries", "kilometres", "hours-and-pay", "value-added"} <= {
        task.name for task in report.tasks
    }
    spoiled = released.files["indicators.csv"].replace(f"{QUARTER},1,deliveries", f"{QUARTER},one,deliveries")
    written({"indicators.csv": spoiled}, tmp_path)
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_a_json_stat_cube_has_a_value_and_a_status_at_every_place(released):
    cube = json.loads(released.files["deliveries.jsonstat.json"])
    assert (cube["version"], cube["class"]) == ("2.0", "dataset")
    assert cube["id"] == ["period", "area", "service", "measure"]
    places = 1
    for size, name in zip(cube["size"], cube["id"], strict=True):
        assert len(cube["dimension"][name]["category"]["index"]) == size
        places *= size
    assert len(cube["value"]) == places
    cells = next(table for table in released.body["tables"] if table["code"] == "deliveries")["cells"]
    assert len(cube["status"]) == len(cells)
    areas = cube["dimension"]["area"]["category"]["index"]
    services = cube["dimension"]["service"]["category"]["index"]
    at = areas.index("all") * len(services) + services.index("meals")
    whole = next(cell for cell in cells if cell["key"] == ["all", "meals"])
    assert str(cube["value"][at]) == whole["value"]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_a_harvester_reads_the_catalogue_as_rdf(released, client):
    answer = client.get("/open/catalog.jsonld")
    assert (answer["Content-Type"], answer["Access-Control-Allow-Origin"]) == ("application/ld+json", "*")
    graph = rdflib.Graph().parse(data=answer.content, format="json-ld")
    catalogues = list(graph.subjects(rdflib.RDF.type, DCAT.Catalog))
    datasets = list(graph.subjects(rdflib.RDF.type, DCAT.Dataset))
    assert (len(catalogues), datasets) == (1, [rdflib.URIRef(BASE)])
    assert list(graph.objects(catalogues[0], DCAT.dataset)) == datasets
    for needed in (DCT.title, DCT.description, DCT.publisher):
        assert list(graph.objects(catalogues[0], needed)) != []
        assert list(graph.objects(datasets[0], needed)) != []
    titles = {title.language for title in graph.objects(datasets[0], DCT.title)}
    assert titles == {"en", "fr"}
    for needed in (
        DCT.issued, DCT.identifier, DCT.accrualPeriodicity, DCT.temporal, DCAT.theme, DCAT.keyword,
        DCAT.landingPage, DCAT.contactPoint,
    ):  # fmt: skip
        assert list(graph.objects(datasets[0], needed)) != [], needed
    files = list(graph.objects(datasets[0], DCAT.distribution))
    assert len(files) == len(released.files)
    for one in files:
        for needed in (DCAT.accessURL, DCAT.downloadURL, DCT.license, DCT["format"], DCAT.byteSize):
            assert len(list(graph.objects(one, needed))) == 1, needed
        path = str(next(graph.objects(one, DCAT.downloadURL))).removeprefix("http://testserver")
        assert client.get(path).status_code == 200


def test_the_page_carries_schema_org_that_no_browser_runs(released, client):
    page = client.get(f"/federation/statistics/{QUARTER}/1/")
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    said = json.loads(block[1])
    assert (said["@type"], said["version"], said["temporalCoverage"]) == (
        "Dataset",
        "1",
        "2026-07-01/2026-09-30",
    )
    assert {one["name"] for one in said["distribution"]} == set(released.files)
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_a_widget_may_be_framed_anywhere_and_the_page_nowhere(released, client):
    widget = client.get("/open/widgets/pay_paid/", headers={"Accept-Language": "en"})
    pay = next(row for row in released.body["indicators"] if row["code"] == "pay_paid")["value"]
    assert f"€{pay}" in widget.text
    assert "3rd quarter 2026, version 1" in widget.text
    assert f'{BASE}"' in widget.text
    assert "<script" not in widget.text
    assert "frame-ancestors *" in widget["Content-Security-Policy"]
    assert "X-Frame-Options" not in widget
    assert not widget.cookies
    page = client.get("/federation/statistics/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    picture = client.get("/open/widgets/pay_paid.svg?lang=fr")
    assert picture["Content-Type"] == "image/svg+xml"
    assert f"{pay.replace('.', ',')}\u00a0€" in picture.text
    assert client.get("/open/widgets/no_such/").status_code == 404


def test_oembed_answers_for_widgets_only(released, client):
    answer = client.get("/open/oembed", {"url": "https://elsewhere.example/open/widgets/deliveries/"}).json()
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", "Deliveries")
    assert 'src="http://testserver/open/widgets/deliveries/"' in answer["html"]
    for url in ("", "http://testserver/", "http://testserver/open/widgets/no_such/", "http://[", "x" * 3000):
        assert client.get("/open/oembed", {"url": url}).status_code == 404
    assert client.get("/open/oembed", {"url": "x", "format": "xml"}).status_code == 501


def test_the_api_tells_releases_indicators_and_tables(released, client):
    api = "/api/v1/statistics/releases/"
    listed = client.get(api)
    assert listed["Access-Control-Allow-Origin"] == "*"
    assert [(one["period"], one["version"], one["is_newest"]) for one in listed.json()] == [
        (QUARTER, 1, True)
    ]
    one = client.get(f"{api}{QUARTER}/1/").json()
    assert {file["name"] for file in one["files"]} == set(released.files)
    assert one["sha256"] == digest(released.files["manifest.json"])
    rows = client.get(f"{api}{QUARTER}/1/indicators/").json()
    assert {row["code"]: row["value"] for row in rows} == {
        row["code"]: row["value"] for row in released.body["indicators"]
    }
    table = client.get(f"{api}{QUARTER}/1/tables/deliveries/").json()
    assert [item["part_of"] for item in table["dimensions"][1]["items"]] == ["", "all", "all"]
    assert {cell["status"] for cell in table["cells"]} <= {"A", "C"}
    for missing in (f"{QUARTER}/9/", f"{QUARTER}/1/tables/nothing/", "soon/1/indicators/"):
        assert client.get(api + missing).status_code == 404


def test_the_command_writes_the_same_bytes_twice_and_says_what_is_withheld(federation, tmp_path, capsys):
    federation.declare()
    for folder in ("one", "two"):
        call_command("build_release", period=QUARTER, out=tmp_path / folder)
    said = capsys.readouterr().out
    assert "cells withheld" in said
    assert "deliveries north/meals deliveries: Withheld: fewer than 3 co-ops." in said
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    published = federation.publish()
    call_command("build_release", period=QUARTER, out=tmp_path / "again", release_version=1)
    assert {path.name: path.read_text() for path in (tmp_path / "again").iterdir()} == published.files


def test_the_command_says_what_stands_in_its_way(federation, tmp_path):
    for period, words in (("2026-10", "Not a quarter"), ("2026-Q1", "No member has contributed")):
        with pytest.raises(CommandError, match=words):
            call_command("build_release", period=period, out=tmp_path)
    with pytest.raises(CommandError, match="has no version 4"):
        call_command("build_release", period=QUARTER, out=tmp_path, release_version=4)


def test_the_benchmark_counts_what_it_was_asked_to():
    told = statistics(cooperatives=24, deliveries=24_000)
    assert [run["cooperatives"] for run in told["runs"]] == [6, 12, 24]
    assert abs(told["runs"][-1]["deliveries"] - 24_000) < 100
    assert told["growth_when_doubled"] > 0
