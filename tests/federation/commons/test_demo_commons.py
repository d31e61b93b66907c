"""The demo's commons, on co-ops without a past: one scheme that five use, a trial, a round that was decided."""

from datetime import date

import pytest

from cooperatives.domain.roles import Role
from cooperatives.queries.access import account
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import scope
from federation.demo.commons import DELEGATES, pool_what_we_have
from federation.demo.founding import found_neighbour
from federation.demo.neighbours import NEIGHBOURS
from federation.models import PolicyReplay, RoadmapRound
from federation.queries.commons.registry import policy_called
from federation.queries.roadmap import standing_of
from federation.services.admitting import admit_cooperative
from tests.conftest import PLATFORM, TERMS
from tests.federation.commons.conftest import NOON

FOUNDED = date(2025, 1, 1)


def founded(slug: str, kind: str, *people: tuple[str, Role]):
    made = found_cooperative(
        slug=slug, name=slug.title(), kind=kind, country="FR", currency="EUR", timezone="Europe/Paris",
        founded_on=FOUNDED, terms=TERMS, by=PLATFORM, at=NOON,
    )  # fmt: skip
    with scope(made.pk):
        for login, role in people:
            user = invite(email=f"{login}@demo.coop", name=login.title(), by=PLATFORM)
            grant_role(user=user, role=role, started_on=FOUNDED, by=PLATFORM)
    return made


@pytest.fixture
def monaco(db):
    house = founded("federation", "federation", ("rui", Role.TREASURER))
    here = founded("monaco", "member", ("nour", Role.COOP_ADMIN), ("ines", Role.DELEGATE))
    founded("vaduz", "member", ("eva", Role.DELEGATE))
    founded("helsinki", "member", ("saga", Role.DELEGATE))
    for neighbour in NEIGHBOURS:
        found_neighbour(neighbour, founded_on=FOUNDED, at=NOON)
    with scope(house.pk):
        rui = account("rui@demo.coop")
        assert rui is not None
        for slug in DELEGATES:
            admit_cooperative(slug=slug, on=FOUNDED, by=Actor.person(rui.pk), at=NOON)
    return here


def test_five_co_ops_use_one_scheme_la_roue_libre_tries_it_and_a_round_is_decided(monaco):
    pool_what_we_have(at=NOON)
    entry = policy_called("bordeaux", "split-day", only_public=True)
    slugs = {use.cooperative.slug for use in entry.adopters}
    assert slugs == {"bordeaux", "rennes", "grenoble", "bruxelles", "liege"}
    with scope(monaco.pk):
        assert PolicyReplay.objects.get().state == "done"
    standing = standing_of(RoadmapRound.objects.get(), us=monaco)
    assert sum(standing.budgets.values()) == 24_000_00
    bought = {one.feature.name for one in standing.proposals if one.is_bought}
    assert {"Portail des commerces", "TVA belge"} <= bought
    assert len(bought) < len(standing.proposals)
    spent = sum(one.paid_cents for one in standing.got_by("monaco"))
    assert spent + standing.left_of("monaco") == standing.budgets["monaco"]
