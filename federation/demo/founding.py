"""The demo's present: the federation, its co-ops, towns, stores and people."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.services.founding import found_cooperative, grant_role, settle_in_town
from cooperatives.services.people import invite
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.geo import Point, distance_metres
from coopplatform.tenancy.scope import scope
from deliveries.queries.towns import places_here
from deliveries.services.stores import open_store
from deliveries.services.towns import import_town
from federation.demo.cast import (
    FEDERATION,
    FEDERATION_NAME,
    FEDERATION_STAFF,
    FEDERATION_TERMS,
    PASSWORD,
    DemoCooperative,
    Person,
)
from federation.demo.founded import Founded
from federation.demo.neighbours import Neighbour
from federation.demo.payroll import set_up_payroll, terms_of
from federation.demo.scop import PERMANENT
from members.domain.contracts import Terms
from members.services.contracts import employ

PLATFORM = Actor.platform("demo")
Tell = Callable[[str], object]
STORES = 14
KITCHENS = {"restaurant", "fast_food", "cafe", "bakery", "deli", "ice_cream"}
WEEKLY_MINUTES = 24 * 60


def found_federation(*, founded_on: date, at: datetime) -> int:
    """The federation's tenant, with its staff. Returns its id."""
    federation = found_cooperative(
        slug=FEDERATION,
        name=FEDERATION_NAME,
        kind="federation",
        legal_form="union",
        country="FR",
        currency="EUR",
        timezone="Europe/Paris",
        founded_on=founded_on,
        terms=FEDERATION_TERMS,
        by=PLATFORM,
        at=at,
    )
    with scope(federation.pk):
        for person in FEDERATION_STAFF:
            grant_role(user=_account(person), role=person.role, started_on=founded_on, by=PLATFORM)
    return federation.pk


def found_member(plan: DemoCooperative, *, founded_on: date, at: datetime, tell: Tell) -> Founded:
    """The co-op with charter, town, people, couriers under contract and stores at the town's own places."""
    cooperative = found_cooperative(
        slug=plan.slug,
        name=plan.name,
        country=plan.country,
        currency=plan.currency,
        timezone=plan.timezone,
        locale=plan.locale,
        founded_on=founded_on,
        terms=plan.terms,
        registration_number=plan.registration_number,
        activity_code=plan.activity_code,
        address=plan.address,
        seat=plan.centre,
        by=PLATFORM,
        at=at,
    )
    folder = settings.ROOT / "data" / "towns" / plan.slug
    town = import_town(
        slug=plan.slug,
        name=plan.town,
        extract=folder / f"{plan.slug}.osm.pbf",
        basemap=folder / f"{plan.slug}.pmtiles",
        at=at,
        tell=tell,
    )
    founded = Founded(plan, cooperative.pk, cooperative.zone, founded_on)
    with scope(cooperative.pk), timezone.override(founded.zone):
        settle_in_town(town=town.slug, by=PLATFORM)
        bring_people_in(founded)
        _open_stores(founded, at)
    return founded


def found_neighbour(plan: Neighbour, *, founded_on: date, at: datetime) -> None:
    """A co-op that rides with other software: its tenant, its people, its seat."""
    cooperative = found_cooperative(
        slug=plan.slug,
        name=plan.name,
        legal_form=plan.legal_form,
        country=plan.country,
        currency="EUR",
        timezone=plan.timezone,
        founded_on=founded_on,
        terms={},
        address=plan.town,
        seat=plan.seat,
        by=PLATFORM,
        at=at,
    )
    with scope(cooperative.pk):
        for person in plan.people:
            grant_role(user=_account(person), role=person.role, started_on=founded_on, by=PLATFORM)


def bring_people_in(founded: Founded) -> None:
    """Everyone of the plan with their role; couriers under contract, with all that pay asks of an employer."""
    for person in founded.plan.people:
        user = _account(person)
        founded.users[person.login] = user.pk
        grant_role(user=user, role=person.role, started_on=founded.founded_on, by=PLATFORM)
    for person in founded.plan.couriers:
        member_id = _employed(founded, person)
        founded.members[person.login] = member_id
        founded.riders[member_id] = founded.person(person.login)
    if founded.plan.employer is not None:
        set_up_payroll(founded, founded.plan.employer)


def _account(person: Person) -> Any:
    return invite(email=person.email, name=person.name, password=PASSWORD, locale=person.locale, by=PLATFORM)


def _employed(founded: Founded, person: Person) -> UUID:
    plan = founded.plan
    terms = Terms(PERMANENT, WEEKLY_MINUTES, plan.hourly_cents, founded.founded_on)
    if plan.employer is not None:
        terms = terms_of(plan.employer.hired(person.login), founded.founded_on)
    signed = founded.moment(founded.founded_on)
    return employ(
        email=person.email,
        name=person.name,
        code=person.code,
        terms=terms,
        by=founded.by(Role.COOP_ADMIN),
        at=signed,
    ).pk


def _open_stores(founded: Founded, at: datetime) -> None:
    """Kitchens near the centre, evenly over the list; the first one is where the cast's cook works."""
    plan = founded.plan
    kitchens = {
        place.name: place
        for place in places_here(KITCHENS)
        if distance_metres(plan.centre, Point(place.lat, place.lon)) <= plan.radius_metres
    }
    places = list(kitchens.values())
    cook = founded.users[plan.people[0].login]
    for place in places[:: max(1, len(places) // STORES)][:STORES]:
        is_first = founded.first_store_id is None
        store = open_store(
            name=place.name,
            address=place.address,
            point=Point(place.lat, place.lon),
            staff=[cook] if is_first else [],
            by=PLATFORM,
            at=at,
        )
        founded.first_store_id = founded.first_store_id or store.pk
