"""Where is that? The town's own table first, then the geocoders the co-op configured, then a pin."""

from dataclasses import dataclass

from django.db import connection

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence
from deliveries.adapters.geocoding import Found, ask_geocoders
from deliveries.domain.addresses import KnownAddress, Match, parse_address, rank
from deliveries.models import Town, TownAddress
from deliveries.queries.towns import town_here

STREETS_AT_MOST = 12
OWN_TABLE = "town"
NUMBER_FIRST = {"BE", "FR", "LU", "MC"}


@dataclass(frozen=True, slots=True)
class Place:
    """An answer with its point, who gave it and under which licence; `warning` says what is uncertain."""

    label: str
    point: Point
    geocoder: str
    licence: str
    is_exact: bool = True
    warning: Sentence | None = None


def search(text: str, *, limit: int = 6) -> list[Place]:
    """Places for what was typed, best first. Empty when nobody knows it: then the page offers a pin."""
    if len(text.strip()) < 2:
        return []
    town = town_here()
    if town is not None and (matches := rank(parse_address(text), _candidates(town, text), most=limit)):
        return [_from_table(match, town) for match in matches]
    return [_from_geocoder(found) for found in ask_geocoders(text, town)[:limit]]


def best(text: str) -> Place | None:
    """The one place the text surely means, for callers without a person to choose: no guess at the number.

    A street written as the table writes it is found by its name; only another is compared with all there are.
    """
    town, asked = town_here(), parse_address(text)
    if town is not None:
        known = rank(asked, _in_street(town, asked.street), most=1)
        if known and known[0].kind == "exact":
            return _from_table(known[0], town)
    found = search(text, limit=1)
    return found[0] if found and found[0].is_exact else None


def _in_street(town: Town, street: str) -> list[KnownAddress]:
    """All numbers of the street of exactly that (normalised) name, in every locality."""
    rows = TownAddress.objects.filter(town=town, folded=street).values_list(
        "id", "street", "number", "locality", "lat", "lon", "is_interpolated"
    )
    return [
        KnownAddress(key, name, number, locality, Point(lat, lon), is_interpolated)
        for key, name, number, locality, lat, lon, is_interpolated in rows
    ]


def _candidates(town: Town, text: str) -> list[KnownAddress]:
    """All numbers of the streets most like the typed one, by trigrams (pg_trgm): each street is compared once."""
    street = parse_address(text).street
    with connection.cursor() as cursor:
        cursor.execute(
            "with known as materialized (select distinct folded from deliveries_townaddress"
            " where town_id = %(town)s), streets as (select folded from known where folded %% %(street)s"
            " or %(street)s <%% folded or folded like %(start)s order by greatest(similarity(folded, %(street)s),"
            " word_similarity(%(street)s, folded)) desc, folded limit %(most)s)"
            " select id, street, number, locality, lat, lon, is_interpolated"
            " from deliveries_townaddress join streets using (folded) where town_id = %(town)s",
            {"town": town.pk, "street": street, "start": f"{_escaped(street)}%", "most": STREETS_AT_MOST},
        )
        return [
            KnownAddress(key, name, number, locality, Point(lat, lon), is_interpolated)
            for key, name, number, locality, lat, lon, is_interpolated in cursor.fetchall()
        ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _from_table(match: Match, town: Town) -> Place:
    address = match.address
    is_number_first = cooperative_here().country in NUMBER_FIRST
    words = (address.number, address.street) if is_number_first else (address.street, address.number)
    line = " ".join(words).strip()
    label = f"{line}, {address.locality}" if address.locality else line
    return Place(label, address.point, OWN_TABLE, town.licence, match.kind == "exact", match.warning)


def _from_geocoder(found: Found) -> Place:
    return Place(found.label, found.point, found.service, found.licence)
