"""One pass over the file: nodes and ways become addresses, places and ways to cycle on."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from scipy.spatial import cKDTree

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import _
from deliveries.adapters.openstreetmap.cycling import speeds
from deliveries.adapters.openstreetmap.graph import Way, build_graph
from deliveries.adapters.openstreetmap.interpolation import interpolate
from deliveries.domain.addresses import HouseNumber
from deliveries.domain.travel import StreetArrays

LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
AMENITIES = {"restaurant", "fast_food", "cafe", "bar", "pub", "ice_cream", "pharmacy"}
LOCALITIES = {"city", "town", "village", "suburb", "hamlet"}
NUMBERED_STREETS = {
    "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "pedestrian",
}  # fmt: skip
FEW_NUMBERS_A_STREET = 4


@dataclass(frozen=True, slots=True)
class ExtractAddress:
    """A house number; `is_interpolated` when it was placed along the street and not surveyed."""

    street: str
    number: str
    locality: str
    point: Point
    is_interpolated: bool = False


@dataclass(frozen=True, slots=True)
class ExtractPlace:
    """A restaurant or shop with a name; `kind` is the OpenStreetMap value of its amenity or shop tag."""

    name: str
    kind: str
    address: str
    point: Point


@dataclass(frozen=True, slots=True)
class Extract:
    """A town, as the file has it. Bounds in degrees."""

    addresses: tuple[ExtractAddress, ...]
    places: tuple[ExtractPlace, ...]
    streets: StreetArrays
    south: float
    west: float
    north: float
    east: float


@dataclass(slots=True)
class _Found:
    addresses: list[ExtractAddress] = field(default_factory=list)
    places: list[ExtractPlace] = field(default_factory=list)
    localities: list[tuple[str, Point]] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    named: list[tuple[str, tuple[Point, ...]]] = field(default_factory=list)


def read_extract(path: Path, *, may_interpolate: bool = True) -> Extract:
    """Read `path`. Where streets have fewer than four surveyed numbers on average, numbers are interpolated.

    Raises Invalid when the file is missing, is no OpenStreetMap file, or has no street to cycle on.
    """
    found = _Found()
    try:
        entity: Any
        for entity in osmium.FileProcessor(str(path)).with_locations():
            if entity.is_node() and entity.tags:
                _note_point(found, dict(entity.tags), Point(entity.lat, entity.lon))
            elif entity.is_way():
                _note_way(found, entity)
    except (RuntimeError, OSError) as problem:
        raise Invalid(
            "extract_unreadable",
            _("%(path)s cannot be read as OpenStreetMap data: %(problem)s"),
            path=str(path),
            problem=str(problem),
        ) from problem
    streets = build_graph(found.ways)
    if not len(streets.nodes):
        raise Invalid("extract_without_streets", _("%(path)s has no street to cycle on."), path=str(path))
    addresses = _with_localities(found.addresses, found.localities)
    if may_interpolate and len(addresses) < FEW_NUMBERS_A_STREET * len(
        {name for name, _points in found.named}
    ):
        addresses += _with_localities(
            _interpolated(found, addresses), [(a.locality, a.point) for a in addresses]
        )
    south, west = streets.nodes.min(axis=0)
    north, east = streets.nodes.max(axis=0)
    return Extract(
        tuple(sorted(set(addresses), key=_in_street_order)),
        tuple(_with_addresses(found.places, addresses)),
        streets,
        *(float(degrees) for degrees in (south, west, north, east)),
    )


def _note_point(found: _Found, tags: dict[str, str], point: Point) -> None:
    """An address, a place, a locality: one object may be all three."""
    street, number = tags.get("addr:street") or tags.get("addr:place", ""), tags.get("addr:housenumber", "")
    if street and number:
        found.addresses += [
            ExtractAddress(street, one.strip(), tags.get("addr:city", ""), point)
            for one in number.replace(";", ",").split(",")
            if one.strip()
        ]
    name = tags.get("name", "")
    if name and (tags.get("amenity") in AMENITIES or "shop" in tags):
        kind = tags["amenity"] if tags.get("amenity") in AMENITIES else tags["shop"]
        found.places.append(ExtractPlace(name, kind, f"{street} {number}".strip(), point))
    if name and tags.get("place") in LOCALITIES:
        found.localities.append((name, point))


def _note_way(found: _Found, way: Any) -> None:
    nodes = [(node.ref, Point(node.lat, node.lon)) for node in way.nodes if node.location.valid()]
    if len(nodes) < 2:
        return
    tags = dict(way.tags)
    points = tuple(point for _ref, point in nodes)
    if tags.get("highway"):
        if allowed := speeds(tags):
            found.ways.append(Way(tuple(ref for ref, _point in nodes), points, allowed))
        if tags.get("name") and tags["highway"] in NUMBERED_STREETS and "tunnel" not in tags:
            found.named.append((tags["name"], points))
    elif tags:
        corners = points[:-1] if nodes[0][0] == nodes[-1][0] else points
        _note_point(found, tags, _middle(corners))


def _middle(points: Sequence[Point]) -> Point:
    lat, lon = np.array([(p.lat, p.lon) for p in points]).mean(axis=0)
    return Point(round(float(lat), 7), round(float(lon), 7))


def _interpolated(found: _Found, surveyed: Sequence[ExtractAddress]) -> list[ExtractAddress]:
    known: dict[str, dict[int, Point]] = defaultdict(dict)
    for address in surveyed:
        if number := HouseNumber.parse(address.number):
            known[address.street][number.number] = address.point
    return [
        ExtractAddress(street, str(number), "", point, is_interpolated=True)
        for street, number, point in interpolate(found.named, known)
    ]


def _with_localities(
    addresses: list[ExtractAddress], localities: Sequence[tuple[str, Point]]
) -> list[ExtractAddress]:
    """Addresses without a town take that of the nearest named one."""
    named = [(name, point) for name, point in localities if name]
    named += [(a.locality, a.point) for a in addresses if a.locality]
    if not named:
        return addresses
    nearest = _nearest([point for _name, point in named], [a.point for a in addresses])
    return [
        a if a.locality else replace(a, locality=named[i][0]) for a, i in zip(addresses, nearest, strict=True)
    ]


def _with_addresses(
    places: list[ExtractPlace], addresses: Sequence[ExtractAddress]
) -> Iterator[ExtractPlace]:
    """Places in a steady order; those without an address take the nearest one."""
    nearest = _nearest([a.point for a in addresses], [p.point for p in places]) if addresses else []
    for k, place in enumerate(places):
        if place.address or not addresses:
            yield place
        else:
            near = addresses[nearest[k]]
            yield replace(place, address=f"{near.street} {near.number}")


def _nearest(points: Sequence[Point], asked: Sequence[Point]) -> list[int]:
    if not asked:
        return []
    east = float(np.cos(np.radians(points[0].lat)))
    tree = cKDTree([(p.lat, p.lon * east) for p in points])
    return [int(i) for i in tree.query([(p.lat, p.lon * east) for p in asked])[1]]


def _in_street_order(address: ExtractAddress) -> tuple[str, str, HouseNumber, str, float, float]:
    number = HouseNumber.parse(address.number) or HouseNumber(0)
    return address.locality, address.street, number, address.number, address.point.lat, address.point.lon
