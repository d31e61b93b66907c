"""Where benchmarks run: a co-op in a real town."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from cooperatives.models import Cooperative, User
from cooperatives.services.founding import found_cooperative, settle_in_town
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.scope import scope
from deliveries.models import Town, TownAddress
from deliveries.services.towns import import_town

BENCH = Actor.platform("bench")
TARIFF = {
    "base_cents": 720,
    "included_metres": 1000,
    "per_km_cents": 110,
    "included_bags": 2,
    "per_extra_bag_cents": 60,
}


def found(
    town: str, *, country: str, zone: str, dispatch: dict[str, Any] | None = None
) -> tuple[Cooperative, Town]:
    """A co-op in one of the towns of `data/towns`."""
    now = timezone.now()
    cooperative = found_cooperative(
        slug="bench",
        name="Bench",
        country=country,
        currency="EUR",
        timezone=zone,
        founded_on=date(2024, 1, 1),
        terms={"pricing": TARIFF, "dispatch": dispatch or {}, "pay": {}, "surplus": {}},
        by=BENCH,
        at=now,
    )
    extract = next((settings.ROOT / "data" / "towns" / town).glob("*.osm.pbf"))
    imported = import_town(slug="bench", name=town.title(), extract=extract, at=now)
    with scope(cooperative.pk):
        settle_in_town(town=imported.slug, by=BENCH)
    return cooperative, imported


def addresses(town: Town, *, every: int) -> list[TownAddress]:
    """Every so many of the addresses within the town."""
    rows = TownAddress.objects.filter(town=town).order_by("id")
    return [row for row in rows if town.holds(Point(row.lat, row.lon))][::every]


def logged_in(user: User) -> str:
    """The cookie the login page leaves a person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
