"""A zone is a named polygon in which prices differ: read from GeoJSON or a list of corners, checked, asked about."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _

Corner: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Corner, ...]
"""Corners as (longitude, latitude), each once: the last one is joined to the first."""

FEWEST, MOST = 3, 300
LONGEST_TEXT = 200_000


def contains(ring: Ring, point: Point) -> bool:
    """Whether the point lies inside, by counting the sides that a ray to the east crosses."""
    x, y, is_inside = point.lon, point.lat, False
    ax, ay = ring[-1]
    for bx, by in ring:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            is_inside = not is_inside
        ax, ay = bx, by
    return is_inside


def names_at(point: Point, zones: Mapping[str, Ring]) -> frozenset[str]:
    """The zones in which the point lies; they may overlap."""
    return frozenset(name for name, ring in zones.items() if contains(ring, point))


def checked(corners: Iterable[Sequence[float]]) -> Ring:
    """A simple polygon: corners on the globe, no side crossing another. Raises Invalid in words."""
    ring: list[Corner] = []
    for corner in corners:
        if len(corner) < 2 or not all(type(value) in (int, float) for value in corner[:2]):
            raise _wrong(_("Each corner is a longitude and a latitude."))
        if not (-180 <= corner[0] <= 180 and -90 <= corner[1] <= 90):
            raise _wrong(
                _("This corner is not on the globe: %(corner)s."), corner=f"{corner[1]}, {corner[0]}"[:60]
            )
        lon, lat = round(float(corner[0]), 6), round(float(corner[1]), 6)
        if not ring or ring[-1] != (lon, lat):
            ring.append((lon, lat))
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if not FEWEST <= len(ring) <= MOST:
        raise _wrong(
            _("A zone has from %(fewest)s to %(most)s corners; this one has %(count)s."),
            fewest=FEWEST,
            most=MOST,
            count=len(ring),
        )
    if _crosses_itself(ring):
        raise _wrong(_("Two sides of the zone cross: move a corner, so that it goes once around."))
    return tuple(ring)


def read_zone(text: str) -> Ring:
    """One polygon: GeoJSON, or a corner a line as `43.7340, 7.4180` (latitude, longitude). Raises Invalid."""
    if not text.strip().startswith(("{", "[")):
        return checked(_corners(text))
    found = read_zones(text)
    if len(found) != 1:
        raise _wrong(
            _("One zone at a time here; %(count)s were found. Import them all from the list of zones."),
            count=len(found),
        )
    return found[0][1]


def read_zones(text: str) -> list[tuple[str, Ring]]:
    """Every polygon of a GeoJSON text, with its name where it has one. Raises Invalid."""
    if len(text) > LONGEST_TEXT:
        raise _wrong(_("This text is too long for zones: simplify the polygons first."))
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError):
        raise _wrong(_("This is no GeoJSON: it cannot be read.")) from None
    if isinstance(stored, list):
        return [("", checked(_corner_lists(stored)))]
    return list(_polygons(stored))


def as_geojson(ring: Ring) -> dict[str, Any]:
    """A closed GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": [[list(corner) for corner in (*ring, ring[0])]]}


def as_lines(ring: Ring) -> str:
    """A corner a line, as a person writes them."""
    return "\n".join(f"{lat}, {lon}" for lon, lat in ring)


def overlap(a: Ring, b: Ring) -> bool:
    """Whether two zones share ground: sides that cross, or one inside the other."""
    if any(_cross(p, q, r, s) for p, q in _sides(a) for r, s in _sides(b)):
        return True
    return contains(a, _middle(b)) or contains(b, _middle(a))


def _polygons(stored: Any) -> Iterable[tuple[str, Ring]]:
    kind = stored.get("type") if isinstance(stored, dict) else None
    if kind == "FeatureCollection" and isinstance(stored.get("features"), list):
        for feature in stored["features"]:
            yield from _polygons(feature)
    elif kind == "Feature" and isinstance(stored.get("geometry"), dict):
        properties = stored.get("properties")
        name = properties.get("name", "") if isinstance(properties, dict) else ""
        for _name, ring in _polygons(stored["geometry"]):
            yield str(name)[:80], ring
    elif kind == "Polygon" and isinstance(stored.get("coordinates"), list):
        rings = stored["coordinates"]
        if len(rings) != 1:
            raise _wrong(_("A zone is one ring, without holes: draw what is inside as a zone of its own."))
        yield "", checked(_corner_lists(rings[0]))
    else:
        raise _wrong(_("Zones are GeoJSON polygons; this is something else: %(kind)s."), kind=str(kind)[:40])


def _corner_lists(stored: Any) -> list[Sequence[float]]:
    if not isinstance(stored, list) or not all(isinstance(corner, list) for corner in stored):
        raise _wrong(_("Each corner is a longitude and a latitude."))
    return stored


def _corners(text: str) -> list[Corner]:
    corners = []
    for line in text.splitlines():
        if line.strip():
            try:
                lat, lon = (float(part) for part in line.replace(";", ",").split(","))
            except ValueError:
                raise _wrong(
                    _("A corner a line, as “43.7340, 7.4180”; this is none: %(line)s."), line=line[:40]
                ) from None
            corners.append((lon, lat))
    return corners


def _crosses_itself(ring: Sequence[Corner]) -> bool:
    sides = list(_sides(ring))
    for i, (p, q) in enumerate(sides):
        for j in range(i + 1, len(sides)):
            r, s = sides[j]
            if {p, q} & {r, s}:
                if (q == r and _turns_back(p, q, s)) or (s == p and _turns_back(r, s, q)) or p == r or q == s:
                    return True
            elif _cross(p, q, r, s):
                return True
    return False


def _sides(ring: Sequence[Corner]) -> Iterable[tuple[Corner, Corner]]:
    return pairwise([*ring, ring[0]])


def _cross(p: Corner, q: Corner, r: Corner, s: Corner) -> bool:
    """Whether two sides meet in a point; touching counts."""
    d1, d2, d3, d4 = _side(r, s, p), _side(r, s, q), _side(p, q, r), _side(p, q, s)
    if ((d1 > 0) != (d2 > 0)) and ((d3 > 0) != (d4 > 0)) and 0 not in (d1, d2, d3, d4):
        return True
    touching = ((d1, r, s, p), (d2, r, s, q), (d3, p, q, r), (d4, p, q, s))
    return any(d == 0 and _within(a, b, c) for d, a, b, c in touching)


def _side(a: Corner, b: Corner, c: Corner) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _within(a: Corner, b: Corner, c: Corner) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _turns_back(a: Corner, b: Corner, c: Corner) -> bool:
    """Whether the way a-b-c goes back on itself."""
    forth, back = (b[0] - a[0], b[1] - a[1]), (c[0] - b[0], c[1] - b[1])
    return _side(a, b, c) == 0 and forth[0] * back[0] + forth[1] * back[1] < 0


def _middle(ring: Ring) -> Point:
    """A corner's neighbourhood is on the border; the middle of an ear is inside."""
    for i in range(len(ring)):
        a, b, c = ring[i - 1], ring[i], ring[(i + 1) % len(ring)]
        middle = Point((a[1] + b[1] + c[1]) / 3, (a[0] + b[0] + c[0]) / 3)
        if contains(ring, middle):
            return middle
    return Point(ring[0][1], ring[0][0])


def _wrong(message: str, **params: Any) -> Invalid:
    return Invalid("not_a_zone", message, field="corners", **params)
