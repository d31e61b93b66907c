"""The cast: Alma carries, Bruno dispatches, Rosa cooks, Théo keeps the books; Chloé is of the other co-op."""

import gc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

import coopplatform.celery  # noqa: F401 -- shared tasks find their broker
from cooperatives.domain.roles import Role
from cooperatives.models import Membership, User
from cooperatives.services.founding import found_cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.scope import scope
from deliveries.services.ordering import place_order
from deliveries.services.quoting import Destination, NewOrder
from deliveries.services.stores import open_store
from members.services.payroll_settings import enter_payroll_settings
from members.services.roster import clock_in, hire, plan_shift
from tests.chromium import FLAGS, chromium
from tests.database import empty_at_once, migrated_template
from tests.story.browsers import SOON

# How fast a machine thinks up examples, or runs one, says nothing of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

PLATFORM = Actor.platform("tests")
PASSWORD = "as-good-as-any"
TERMS: dict[str, Any] = {
    "pricing": {
        "base_cents": 420,
        "included_metres": 1000,
        "per_km_cents": 90,
        "included_bags": 2,
        "per_extra_bag_cents": 50,
    },
    "dispatch": {},
    "pay": {"sunday_percent": 20, "night_percent": 10, "holiday_percent": 100},
    "surplus": {"work_percent": 40, "development_percent": 30, "key": "hours"},
}


PAYROLL = {"headcount": "12", "atmp_rate_pct": "2.08", "health_plan_total": "40"}


def pytest_collection_finish() -> None:
    """What is loaded now stays: nobody looks for rubbish in it while the tests run, and seldom in the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What passed only on its second run (browser tests: Makefile) is no secret."""
    for first in terminalreporter.stats.get("rerun", []):
        terminalreporter.section(f"ran a second time: {first.nodeid}")
        terminalreporter.write_line(first.longreprtext)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> None:
    """Each test process copies the migrated tables; migrating is then nothing left to do."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    """After a test that commits, only what it wrote is deleted."""
    usual = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def teardown(case: TransactionTestCase) -> None:
        if not empty_at_once():
            usual(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits count per process: one test's requests are not another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A page answered in French leaves its language to the thread, and so to the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """The present, to the second: services take it as an argument."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Cast:
    """One co-op with its people. Users by first name; ids of what they have."""

    cooperative: Any
    users: dict[str, Any] = field(default_factory=dict)
    courier_id: UUID | None = None
    shift_id: UUID | None = None
    store_id: UUID | None = None

    @property
    def slug(self) -> str:
        return str(self.cooperative.slug)

    def by(self, name: str) -> Actor:
        return Actor.person(self.users[name].pk)

    def inside(self) -> Any:
        return scope(self.cooperative.pk)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["users"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_cooperative(slug: str, name: str, people: dict[str, Role], now: datetime, **more: Any) -> Cast:
    facts: dict[str, Any] = {
        "country": "FR",
        "currency": "EUR",
        "timezone": "Europe/Paris",
        "founded_on": date(2024, 1, 1),
    } | more
    cooperative = found_cooperative(slug=slug, name=name, terms=TERMS, by=PLATFORM, at=now, **facts)
    cast = Cast(cooperative)
    with cast.inside():
        if facts["country"] == "FR":
            enter_payroll_settings(
                valid_from=date(2024, 1, 1), facts=PAYROLL, agreement="IDCC 16", by=PLATFORM, at=now
            )
        cast.users |= employed(people, at=f"{slug}.example")
    return cast


def employed(people: dict[str, Role], *, at: str) -> dict[str, Any]:
    """Who came by invitation and was given a role, as they stand then; written at once, as every test needs them."""
    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(email=f"{person}@{at}", name=person.title(), password=password) for person in people
    )
    Membership.objects.bulk_create(
        Membership(user=user, role=role, started_on=date(2024, 1, 1))
        for user, role in zip(users, people.values(), strict=True)
    )
    return dict(zip(people, users, strict=True))


@pytest.fixture
def roue(db: None, now: datetime) -> Cast:
    """La Roue Libre: everyone, Rosa's pizzeria, and Alma on shift."""
    people = {
        "alma": Role.COURIER,
        "bruno": Role.DISPATCHER,
        "rosa": Role.STORE_STAFF,
        "theo": Role.TREASURER,
        "nour": Role.COOP_ADMIN,
    }
    return furnish(make_cooperative("roue-libre", "La Roue Libre", people, now), "alma", "rosa", "AL", now)


@pytest.fixture
def autre(db: None, now: datetime) -> Cast:
    """The other co-op: Chloé dispatches, Malik carries, Sam cooks."""
    people = {"chloe": Role.DISPATCHER, "malik": Role.COURIER, "sam": Role.STORE_STAFF}
    return furnish(make_cooperative("autre", "L'Autre Roue", people, now), "malik", "sam", "MA", now)


def furnish(cast: Cast, courier: str, cook: str, code: str, now: datetime) -> Cast:
    """A store, and its courier at work from an hour ago for five more hours."""
    with cast.inside():
        store = open_store(
            name="Pizzeria Lucia",
            address="1 rue Grimaldi",
            point=Point(43.7340, 7.4180),
            staff=[cast.users[cook].pk],
            by=PLATFORM,
            at=now,
        )
        member = hire(
            user_id=cast.users[courier].pk,
            name=courier.title(),
            code=code,
            weekly_minutes=35 * 60,
            hourly_cents=1400,
            started_on=date(2024, 1, 1),
            by=PLATFORM,
        )
        shift = plan_shift(
            member_id=member.pk,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=5),
            by=PLATFORM,
        )
        clock_in(shift_id=shift.pk, by=PLATFORM, at=now - timedelta(hours=1))
    cast.store_id, cast.courier_id, cast.shift_id = store.pk, member.pk, shift.pk
    return cast


@pytest.fixture
def inside(roue: Cast) -> Iterator[Cast]:
    """The test happens inside La Roue Libre."""
    with roue.inside():
        yield roue


def new_order(cast: Cast, now: datetime, **changes: Any) -> NewOrder:
    """Rosa's usual: two bags for Mme Rossi, ready in a quarter of an hour."""
    to = Destination(
        name="Mme Rossi", address="14 rue Grimaldi", point=Point(43.7335, 7.4165), phone="06 12 45 80 17"
    )
    facts: dict[str, Any] = {
        "store_id": cast.store_id,
        "to": to,
        "bags": 2,
        "ready_at": now + timedelta(minutes=15),
    }
    return NewOrder(**facts | changes)


def placed(cast: Cast, now: datetime, **changes: Any) -> Any:
    """An order placed by the store's staff, in scope."""
    with cast.inside():
        return place_order(new=new_order(cast, now, **changes), by=PLATFORM, at=now)


@pytest.fixture
def login(db: None) -> Any:
    """A browser of their own for each person."""

    def as_(user: Any) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; without it, browser tests are skipped. What is expected may take a busy machine its time."""
    expect.set_options(timeout=SOON)
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here (Debian: apt-get install chromium)")
    return browser_type_launch_args | {"executable_path": path, "args": list(FLAGS)}
