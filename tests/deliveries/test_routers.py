"""Routers over HTTP, against a server on loopback that speaks as OSRM and as Valhalla do, well or badly."""

import json
import logging
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from coopplatform.kernel.geo import Point, distance_metres
from coopplatform.settings import env
from deliveries.adapters.routing import travel_times
from deliveries.adapters.routing.standing_in import REST_SECONDS, StandingIn
from deliveries.domain.travel import CycleGraph, StraightLine
from tests.deliveries.domain.test_travel import CORNERS, SOUTH_EAST, SOUTH_WEST, square

ISLAND = Point(43.7400, 7.4300)  # on a street that leads nowhere
AT_SEA = Point(43.6000, 7.6000)  # far from any street
PLACES = [SOUTH_WEST, SOUTH_EAST, Point(43.7390, 7.4190), Point(43.7361, 7.4222)]
METRES_PER_SECOND = 5.0


class Speaker(BaseHTTPRequestHandler):
    """A bicycle that rides 1.2 × the crow's way at 18 km/h, in the words of either server."""

    def do_GET(self):
        parts = urlsplit(self.path)
        _, service, version, profile, places = parts.path.split("/")
        assert (version, profile) == ("v1", "cycling")
        points = [Point(float(lat), float(lon)) for lon, lat in (p.split(",") for p in places.split(";"))]
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        self._said((self._osrm_table if service == "table" else self._osrm_route)(points, query))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert body["costing"] == "bicycle"
        self._said(
            (self._valhalla_route if self.path == "/route" else self._valhalla_table)(
                *(
                    [_point(p) for p in body[key]]
                    for key in ("sources", "targets", "locations")
                    if key in body
                )
            )
        )

    def _osrm_table(self, points, query):
        origins = [points[int(i)] for i in query["sources"].split(";")]
        destinations = [points[int(i)] for i in query["destinations"].split(";")]
        if len(origins) * len(destinations) > self.server.most_pairs:
            return 400, {"code": "TooBig", "message": "Too many table coordinates"}
        ridden = [[_ridden(a, b) for b in destinations] for a in origins]
        return 200, {
            "code": "Ok",
            "durations": [[m and round(m / METRES_PER_SECOND, 1) for m in row] for row in ridden],
            "distances": [[m and round(m, 1) for m in row] for row in ridden],
            "sources": [_waypoint(p) for p in origins],
            "destinations": [_waypoint(p) for p in destinations],
        }

    def _osrm_route(self, points, query):
        assert query["geometries"] == "geojson"
        metres = _ridden(*points)
        if metres is None:
            return 400, {"code": "NoRoute", "message": "Impossible route between points"}
        route = {
            "duration": metres / METRES_PER_SECOND,
            "distance": metres,
            "geometry": {"type": "LineString", "coordinates": [[p.lon, p.lat] for p in points]},
        }
        return 200, {"code": "Ok", "routes": [route], "waypoints": [_waypoint(p) for p in points]}

    def _valhalla_table(self, origins, destinations):
        if len(origins) * len(destinations) > self.server.most_pairs:
            return 400, {"error_code": 150, "error": "Exceeded max locations", "status_code": 400}
        if AT_SEA in (*origins, *destinations):
            return 400, {"error_code": 171, "error": "No suitable edges near location", "status_code": 400}
        cells = [
            [
                {
                    "from_index": i,
                    "to_index": j,
                    "time": m if m is None else round(m / METRES_PER_SECOND),
                    "distance": m if m is None else round(m / 1000, 3),
                }
                for j, m in enumerate(_ridden(a, b) for b in destinations)
            ]
            for i, a in enumerate(origins)
        ]
        return 200, {"sources_to_targets": cells, "units": "kilometers"}

    def _valhalla_route(self, points):
        if AT_SEA in points:
            return 400, {"error_code": 171, "error": "No suitable edges near location", "status_code": 400}
        metres = _ridden(*points)
        if metres is None:
            return 400, {"error_code": 442, "error": "No path could be found for input", "status_code": 400}
        summary = {"time": metres / METRES_PER_SECOND, "length": metres / 1000}
        return 200, {"trip": {"legs": [{"shape": _encoded(points)}], "summary": summary}}

    def _said(self, answer):
        self.server.asked += 1
        if self.server.mood is not None:
            self.server.mood(self)
            return
        status, content = answer
        self._write(status, json.dumps(content).encode())

    def _write(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        """Tests are quiet."""


def _point(location):
    assert location["search_cutoff"] == 500
    return Point(location["lat"], location["lon"])


def _ridden(a, b):
    return None if (a == ISLAND) != (b == ISLAND) else 1.2 * distance_metres(a, b)


def _waypoint(point):
    return {"location": [point.lon, point.lat], "distance": 9000.0 if point == AT_SEA else 2.0}


def _encoded(points):
    """Google's algorithm, forwards: what `decoded` must undo."""
    text, before = "", (0, 0)
    for point in points:
        now = (round(point.lat * 1e6), round(point.lon * 1e6))
        for number in (now[0] - before[0], now[1] - before[1]):
            value = ~(number << 1) if number < 0 else number << 1
            while value >= 0x20:
                text += chr((0x20 | (value & 0x1F)) + 63)
                value >>= 5
            text += chr(value + 63)
        before = now
    return text


# Moods of a server


def asleep(handler):
    time.sleep(1.0)


def gone(handler):
    handler.connection.close()


def broken(handler):
    handler._write(500, b"<h1>Internal Server Error</h1>")


def confused(handler):
    handler._write(200, b'{"code": "Ok", "durations": "many", "sources_to_targets": 7, "routes": []}')


def babbling(handler):
    handler._write(200, b"<html>Welcome to nginx!</html>")


def strict(handler):
    handler._write(400, b'{"code": "InvalidOptions", "error_code": 106, "error": "Try any of"}')


@pytest.fixture
def server():
    served = ThreadingHTTPServer(("127.0.0.1", 0), Speaker)
    served.daemon_threads = True
    served.asked, served.mood, served.most_pairs = 0, None, 10_000
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()
    thread.join()


@pytest.fixture(params=["osrm", "valhalla"])
def kind(request):
    return request.param


@pytest.fixture
def configured(settings, monkeypatch, server, kind, tmp_path):
    """Travel times as the product makes them, with the town's streets of a square behind the router."""

    def make(query: str = "", town: str = "square.npz"):
        url = f"{kind}+http://127.0.0.1:{server.server_port}/?timeout=0.3{query}"
        monkeypatch.setenv("ROUTING_URL", url)
        settings.ROUTING, settings.TOWNS_DIR = env.router("ROUTING_URL"), tmp_path
        square().save(tmp_path / "square.npz")
        return travel_times(town)

    return make


def told(matrix, i, j):
    return int(matrix.seconds[i, j]), int(matrix.metres[i, j]), bool(matrix.estimated[i, j])


def by_router(a, b):
    metres = 1.2 * distance_metres(a, b)
    return pytest.approx((metres / METRES_PER_SECOND, metres), abs=1.5)


def test_a_router_is_believed(configured, server):
    travel = configured()
    matrix = travel.matrix(PLACES, PLACES[:3])
    assert not matrix.estimated.any()
    for i, a in enumerate(PLACES):
        for j, b in enumerate(PLACES[:3]):
            assert told(matrix, i, j)[:2] == by_router(a, b)
    route = travel.route(PLACES[0], PLACES[2])
    assert (route.seconds, route.metres) == by_router(PLACES[0], PLACES[2])
    assert not route.estimated
    assert distance_metres(route.points[1], PLACES[0]) < 0.2
    assert distance_metres(route.points[-2], PLACES[2]) < 0.2


def test_what_was_answered_is_not_asked_again(configured, server):
    travel = configured()
    travel.matrix(PLACES, PLACES)
    travel.matrix(PLACES[1:], PLACES[:2])
    assert server.asked == 1


@pytest.mark.parametrize("town", ["square.npz", ""])
def test_a_process_has_one_memory_of_its_router(configured, server, town):
    assert configured(town=town) is travel_times(town)


def test_large_tables_are_asked_for_in_pieces(configured, server):
    travel = configured("&table=3")
    matrix = travel.matrix(PLACES, PLACES)
    assert server.asked == 4
    assert told(matrix, 3, 0)[:2] == by_router(PLACES[3], PLACES[0])


def test_a_server_with_smaller_tables_than_we_thought_is_asked_for_smaller_ones(configured, server):
    server.most_pairs = 4
    matrix = configured().matrix(PLACES, PLACES)
    assert not matrix.estimated.any()
    assert told(matrix, 1, 3)[:2] == by_router(PLACES[1], PLACES[3])


def test_a_pair_without_a_way_is_an_estimate_and_the_others_are_not(configured):
    travel = configured(town="")
    matrix = travel.matrix([SOUTH_WEST, ISLAND], [SOUTH_EAST, ISLAND])
    assert matrix.estimated.tolist() == [[False, True], [True, False]]
    assert matrix.seconds[0, 1] == StraightLine().route(SOUTH_WEST, ISLAND).seconds
    assert travel.route(SOUTH_WEST, ISLAND).estimated


def test_a_pair_the_router_cannot_tell_is_asked_of_the_towns_own_streets(configured, server, monkeypatch):
    monkeypatch.setattr("tests.deliveries.test_routers.ISLAND", SOUTH_EAST)
    travel = configured()
    matrix = travel.matrix([SOUTH_WEST], [SOUTH_EAST, PLACES[2]])
    assert told(matrix, 0, 0) == (20, 100, False)
    assert told(matrix, 0, 1)[:2] == by_router(SOUTH_WEST, PLACES[2])
    assert travel.route(SOUTH_WEST, SOUTH_EAST).seconds == 20


def test_a_point_far_from_any_street_spoils_only_its_own_pairs(configured):
    matrix = configured().matrix([*PLACES, AT_SEA], PLACES)
    assert matrix.estimated.tolist() == [[False] * 4] * 4 + [[True] * 4]
    assert configured().route(AT_SEA, SOUTH_EAST).estimated


@pytest.mark.parametrize("mood", [asleep, gone, broken, confused, babbling, strict])
def test_a_silent_router_is_replaced_by_the_streets_at_once_and_reported_once(
    configured, server, mood, caplog
):
    server.mood = mood
    travel = configured()
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            matrix = travel.matrix(CORNERS, CORNERS)
            assert travel.route(SOUTH_WEST, SOUTH_EAST).seconds == 20
    assert time.monotonic() - began < 1.0
    assert matrix.seconds.tolist() == CycleGraph(square()).matrix(CORNERS, CORNERS).seconds.tolist()
    assert not matrix.estimated.any()
    assert server.asked <= 1
    assert len([entry for entry in caplog.records if "is silent" in entry.message]) == 1


def test_without_streets_a_silent_router_leaves_marked_estimates(configured, server):
    server.mood = broken
    assert configured(town="").matrix(CORNERS, CORNERS).estimated.all()


def test_a_server_that_is_not_there_is_no_error(configured, server):
    travel = configured()
    server.shutdown()
    server.server_close()
    assert travel.matrix([SOUTH_WEST], [SOUTH_EAST]).seconds.tolist() == [[20]]


def test_a_router_that_comes_back_is_asked_again(server, settings, configured, kind, caplog):
    clock = [0.0]
    made = configured()
    travel = StandingIn(made._first, CycleGraph(square()), name="router", clock=lambda: clock[0])
    server.mood = broken
    travel.matrix([SOUTH_WEST], [SOUTH_EAST])
    server.mood = None
    assert travel.matrix([SOUTH_WEST], [SOUTH_EAST]).seconds.tolist() == [[20]]
    clock[0] = REST_SECONDS + 1
    with caplog.at_level(logging.WARNING):
        answer = travel.matrix([SOUTH_WEST], [SOUTH_EAST])
    assert told(answer, 0, 0)[:2] == by_router(SOUTH_WEST, SOUTH_EAST)
    assert "answers again" in caplog.text


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("osrm+http://router:5000/", ("osrm", "http://router:5000", "cycling", 2.0, 50)),
        (
            "valhalla+https://a.b/x/?profile=cargo&timeout=1.5&table=20",
            ("valhalla", "https://a.b/x", "cargo", 1.5, 20),
        ),
    ],
)
def test_a_router_is_named_by_one_address(url, known, monkeypatch):
    monkeypatch.setenv("ROUTING_URL", url)
    assert tuple(env.router("ROUTING_URL").values()) == known


@pytest.mark.parametrize(
    "url",
    [
        "http://router:5000",
        "osrm+http://",
        "osrm+ftp://a",
        "osrm+http://a?timeout=x",
        "osrm+http://a?table=0",
    ],
)
def test_a_malformed_address_stops_the_start(url, monkeypatch):
    monkeypatch.setenv("ROUTING_URL", url)
    with pytest.raises(ImproperlyConfigured, match="ROUTING_URL"):
        env.router("ROUTING_URL")
