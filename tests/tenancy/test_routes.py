"""Every route under /c/, found by introspection, says whom it is for and hides from the other co-op."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from deliveries.models import DebitFile, OrderGroup
from deliveries.services.courier_notes import tell_courier
from tests.conftest import PLATFORM, placed
from tests.deliveries.tours.conftest import furnished
from tests.federation.means.fund.rows import of_the_fund
from tests.tenancy.rows_of_deliveries import (
    a_kept_tap,
    a_proof,
    an_incident,
    an_invoice,
    of_the_store,
    prices_of,
)
from tests.tenancy.rows_of_federation import of_mutual_aid, of_the_commons, of_the_federation
from tests.tenancy.rows_of_members import of_the_books, of_the_people

PUBLIC = {"track", "track-stop", "calendar-feed", "public-order", "public-request"}
ASKED_OF_ALL = {"voice-consultation", "voice-answer", "fund-version"}
"""What the federation asks has one id for all its co-ops; each answers in its own address."""


def routes(resolver: Any = None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += routes(entry, path)
        else:
            found.append((path, entry))
    return found


def takes_an_id(entry: URLPattern) -> bool:
    return any(type(converter).__name__ == "UUIDConverter" for converter in entry.pattern.converters.values())


TENANT_ROUTES = {
    str(entry.name): entry for path, entry in routes() if path.startswith("c/<slug:cooperative>/")
}


def address(entry: URLPattern, slug: str, known: dict[str, Any]) -> str:
    arguments = {
        name: known.get(name, uuid4() if type(converter).__name__ == "UUIDConverter" else "2026")
        for name, converter in entry.pattern.converters.items()
        if name != "cooperative"
    }
    return reverse(str(entry.name), kwargs={"cooperative": slug, **arguments})


@pytest.fixture
def known(roue, now) -> dict[str, Any]:
    """Real ids of La Roue Libre, by the names routes give them."""
    order = placed(roue, now)
    with roue.inside():
        delivery = order.delivery
        fleet = furnished(roue, now)
        plan = fleet.draft()
        file_id, proof_id = a_proof(roue, order, now)
        return {
            **prices_of(roue, now),
            **of_the_store(roue, order, now),
            **of_the_people(roue, now),
            **of_the_books(roue, now),
            **of_the_federation(roue, now),
            **of_the_commons(roue, now),
            **of_mutual_aid(roue, now),
            **of_the_fund(roue, now),
            "file_id": file_id,
            "invoice_id": an_invoice(roue, order),
            "debit_file_id": DebitFile.objects.create(
                collection_on=now.date(), payments=0, total_cents=0, xml="", made_by="x", made_at=now
            ).pk,
            "proof_id": proof_id,
            "incident_id": an_incident(roue, order, now),
            "order_id": order.pk,
            "store_id": roue.store_id,
            "delivery_id": delivery.pk,
            "tap_id": a_kept_tap(roue, now),
            "group_id": OrderGroup.objects.create(name="Lunch", made_by="x", made_at=now).pk,
            "note_id": tell_courier(courier_id=roue.courier_id, text="Psst", by=PLATFORM, at=now).pk,
            "courier_id": roue.courier_id,
            "member_id": roue.courier_id,
            "shift_id": roue.shift_id,
            "task_id": delivery.tasks.first().pk,
            "plan_id": plan.pk,
            "bike_id": fleet.bikes[0].pk,
            "year": 2025,
            "month": "2026-10",
        }


def test_there_are_routes_to_try():
    assert len(TENANT_ROUTES) >= 1


@pytest.mark.parametrize("name", sorted(TENANT_ROUTES))
def test_every_route_says_whom_it_is_for(name):
    assert getattr(TENANT_ROUTES[name].callback, "allowed", None) is not None


# What needs real ids makes them once, and tries every route in turn: each answer changes nothing.


def test_every_id_a_route_takes_is_a_real_one(known):
    taken = {
        name
        for entry in TENANT_ROUTES.values()
        for name, converter in entry.pattern.converters.items()
        if type(converter).__name__ == "UUIDConverter"
    }
    assert taken - {*known} == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_chloe_finds_nothing_of_the_other_co_op(subtests, method, roue, autre, login, known):
    """Not the page, not with real ids: the same 404 as for a co-op that does not exist."""
    client = login(autre.chloe)
    for name in sorted(set(TENANT_ROUTES) - PUBLIC):
        with subtests.test(route=name):
            url = address(TENANT_ROUTES[name], roue.slug, known)
            nowhere = address(TENANT_ROUTES[name], "no-such-co-op", known)
            answers = [getattr(client, method)(place) for place in (url, nowhere)]
            assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("person", ["chloe", "malik", "sam"])
def test_real_ids_of_one_co_op_open_nothing_under_the_others_address(
    subtests, person, method, roue, autre, login, known
):
    """Chloé, Malik and Sam, each allowed at home, send La Roue Libre's ids to their own co-op."""
    client = login(autre.users[person])
    own = {name for name, entry in TENANT_ROUTES.items() if takes_an_id(entry)} - ASKED_OF_ALL
    for name in sorted(own):
        with subtests.test(route=name):
            url = address(TENANT_ROUTES[name], autre.slug, known)
            assert getattr(client, method)(url).status_code in (404, 405)


def test_strangers_are_asked_to_log_in(subtests, roue, client, known):
    for name in sorted(set(TENANT_ROUTES) - PUBLIC):
        with subtests.test(route=name):
            answer = client.get(address(TENANT_ROUTES[name], roue.slug, known))
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/login/?next=")
