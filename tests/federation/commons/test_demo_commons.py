"""The demo's commons, on co-ops without a past: one scheme that five use, a trial, a round that was decided, and what
La Roue Libre and the federation adopted and live by."""

from datetime import date

import pytest
from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.queries.access import account
from cooperatives.queries.directory import the_federation
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from coopplatform.tenancy.scope import scope
from federation.demo.adopted import live_by_the_commons
from federation.demo.assemblies import in_spring, meet_by_adopted_rules, meet_in_spring
from federation.demo.cast import MONACO
from federation.demo.commons import DELEGATES, pool_what_we_have
from federation.demo.founded import Founded
from federation.demo.founding import bring_people_in, found_federation, found_neighbour
from federation.demo.neighbours import NEIGHBOURS
from federation.demo.people import person
from federation.models import CriteriaSet, PolicyReplay, PrintedLetter, Report, Review, RoadmapRound
from federation.queries.commons.desk import in_use
from federation.queries.commons.registry import policy_called
from federation.queries.roadmap import standing_of
from federation.services.admitting import admit_cooperative
from members.queries.assemblies import assemblies, motions_of
from members.queries.roll_calls import rolls_of
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
    """The federation with its staff, La Roue Libre with its people under contract, the others with those who speak."""
    house = found_federation(founded_on=FOUNDED, at=NOON)
    here = found_cooperative(
        slug=MONACO.slug, name=MONACO.name, country="FR", currency="EUR", timezone=MONACO.timezone,
        founded_on=FOUNDED, terms=MONACO.terms, registration_number=MONACO.registration_number,
        address=MONACO.address, by=PLATFORM, at=NOON,
    )  # fmt: skip
    with scope(here.pk), timezone.override(here.zone):
        bring_people_in(Founded(MONACO, here.pk, here.zone, FOUNDED))
    founded("vaduz", "member", ("eva", Role.DELEGATE))
    founded("helsinki", "member", ("saga", Role.DELEGATE))
    for neighbour in NEIGHBOURS:
        found_neighbour(neighbour, founded_on=FOUNDED, at=NOON)
    with scope(house):
        for slug in DELEGATES:
            admit_cooperative(slug=slug, on=FOUNDED, by=person("rui"), at=NOON)
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


@pytest.fixture
def lived(monaco):
    """As the demo tells it: the assembly of spring, what it adopts, the one of autumn."""
    meet_in_spring(at=NOON)
    live_by_the_commons(at=NOON)
    meet_by_adopted_rules(at=NOON)
    return monaco


def test_la_roue_libre_prints_and_meets_by_what_it_adopted(lived):
    with scope(lived.pk):
        letter = PrintedLetter.objects.get()
        assert (letter.template, letter.title) == (
            "bordeaux/attestation 1.0.0",
            "Attestation de travail de Alma Vidal",
        )
        assert letter.decision.minute == "AG du 21 juin 2026, résolution 4"
        assert in_spring(NOON).date() == date(2026, 6, 21)
        assert "Nour Benali" in letter.text
        coming, autumn, spring = assemblies()
        assert spring.bound.origin is None
        assert autumn.bound.origin["name"] == coming.bound.origin["name"] == "bordeaux/scop-sarl 1.0.0"
        assert [one.result for one in motions_of(spring.pk)] == ["adopted", "adopted", "rejected", "adopted"]
        assert [one.result for one in motions_of(autumn.pk)] == ["adopted", "rejected"]
        asked, called = motions_of(autumn.pk)
        votes = rolls_of([asked, called])[called.pk]
        assert sum(vote.voices for vote in votes) == autumn.present + autumn.represented == 7
        assert [one.ballot for one in motions_of(coming.pk)] == ["open", "election"]
        proposed = {use.entry.name: use.newer.version.number for use in in_use() if use.newer}
        assert proposed == {"bordeaux/attestation": "1.1.0"}


def test_the_newer_certificate_is_shown_with_what_is_different(lived, client):
    client.force_login(account("nour@demo.coop"))
    page = client.get("/c/monaco/federation/commons/decisions/", HTTP_ACCEPT_LANGUAGE="fr").text
    assert "1.1.0 est proposée" in page
    different = client.get(
        "/c/monaco/federation/commons/policies/bordeaux/attestation/changes/?from=1.0.0&to=1.1.0"
    ).text
    assert "ni en période d’essai ni en préavis" in different


def test_the_pages_of_la_roue_libre_speak_its_words(lived, client):
    client.force_login(account("nour@demo.coop"))
    french = {"HTTP_ACCEPT_LANGUAGE": "fr"}
    assert 'aria-label="Coursières"' in client.get("/c/monaco/board/", **french).text
    assert "rennes/coursieres 1.0.0" in client.get("/c/monaco/federation/words/", **french).text


def test_rennes_is_judged_by_the_set_the_board_adopted(lived):
    with scope(the_federation().pk):
        adopted = CriteriaSet.objects.get()
        assert adopted.origin["name"] == "liege/light-review 1.0.0"
        review = Review.objects.get()
        assert (review.member.slug, review.criteria_version) == ("rennes", adopted.version)
        report = Report.objects.get(review=review)
        (workers,) = [one for one in report.findings if one["code"] == "M1"]
        assert workers["colour"] == "amber"
        assert [one["reviewer"] for one in workers["opinions"]] == ["Fatou Diallo", "Rui Tavares"]
