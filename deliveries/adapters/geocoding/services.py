"""Each service by geopy, asked in the configured order until one answers; a silent one is passed over."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from geopy.exc import GeopyError
from geopy.geocoders import BANFrance, Nominatim, Photon
from geopy.geocoders.base import Geocoder

from coopplatform.kernel.geo import Point

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 4
KEPT_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Found:
    """What a service answered, to be stored with its name and its licence."""

    label: str
    point: Point
    service: str
    licence: str


@dataclass(frozen=True, slots=True)
class Service:
    """How a service is made and under which licence its answers may be kept."""

    make: Callable[[], Geocoder]
    licence: str


class Bounded(Protocol):
    south: float
    west: float
    north: float
    east: float

    def holds(self, point: Point) -> bool: ...


def _agent() -> dict[str, object]:
    return {"user_agent": settings.GEOCODER_USER_AGENT, "timeout": TIMEOUT_SECONDS}


ODBL = "ODbL 1.0, © OpenStreetMap contributors"
SERVICES = {
    # The State's address base; its public service moved to the Géoplateforme (50 requests/s an address).
    "ban": Service(
        lambda: BANFrance(domain="data.geopf.fr/geocodage", **_agent()),
        "Licence Ouverte 2.0, Base Adresse Nationale",
    ),
    "photon": Service(lambda: Photon(**_agent()), ODBL),
    # The public server forbids type-ahead and more than one request a second: for a server of one's own.
    "nominatim": Service(lambda: Nominatim(domain=settings.NOMINATIM_DOMAIN, **_agent()), ODBL),
}


@lru_cache
def _geocoder(name: str) -> Geocoder:
    return SERVICES[name].make()


def ask_geocoders(text: str, town: Bounded | None) -> list[Found]:
    """The first configured service with an answer inside the town, kept for a day."""
    for name in settings.GEOCODERS:
        if found := [place for place in _ask(name, text) if town is None or town.holds(place.point)]:
            return found
    return []


def _ask(name: str, text: str) -> list[Found]:
    key = f"geocoder:{name}:{text.casefold().strip()}"[:200]
    answers = cache.get(key)
    if answers is None:
        try:
            answers = _geocoder(name).geocode(text, exactly_one=False) or []
        except GeopyError as problem:
            log.warning("Geocoder %s does not answer: %s", name, problem)
            return []
        answers = [(answer.address, answer.latitude, answer.longitude) for answer in answers]
        cache.set(key, answers, KEPT_SECONDS)
    licence = SERVICES[name].licence
    return [Found(label, Point(lat, lon), name, licence) for label, lat, lon in answers]
