"""The demo's dues, on co-ops without a past: three quarters called, most of it paid, one late, one corrected."""

from datetime import UTC, date, datetime

import pytest

from cooperatives.domain.roles import Role
from cooperatives.queries.access import account
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import scope
from federation.demo.cast import FEDERATION_TERMS, MEMBERS
from federation.demo.dues import pay_into_the_house
from federation.demo.founding import found_neighbour
from federation.demo.neighbours import NEIGHBOURS
from federation.models import DuesTerms
from federation.queries.means.dues.calls import all_accounts
from federation.queries.means.dues.own import calls_to_book
from federation.queries.means.dues.statement import own_statement, whole_statement
from federation.queries.means.dues.terms import is_pending
from federation.services.admitting import admit_cooperative
from tests.conftest import PLATFORM

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
FOUNDED = date(2025, 1, 1)


def founded(slug, kind, people, **more):
    facts = {"country": "FR", "currency": "EUR", "timezone": "Europe/Paris", "terms": {}, **more}
    made = found_cooperative(
        slug=slug, name=slug.title(), kind=kind, founded_on=FOUNDED, by=PLATFORM, at=NOON, **facts
    )
    with scope(made.pk):
        for login, role in people.items():
            user = invite(email=f"{login}@demo.coop", name=login.title(), by=PLATFORM)
            grant_role(user=user, role=role, started_on=FOUNDED, by=PLATFORM)
    return made


@pytest.fixture
def house(db):
    made = founded(
        "federation", "federation", {"rui": Role.TREASURER, "simone": Role.BOARD}, terms=FEDERATION_TERMS
    )
    for plan in MEMBERS:
        treasurer = plan.person(Role.TREASURER).login
        founded(
            plan.slug, "member", {treasurer: Role.TREASURER}, country=plan.country, currency=plan.currency
        )
    for plan in NEIGHBOURS:
        found_neighbour(plan, founded_on=FOUNDED, at=NOON)
    simone = account("simone@demo.coop")
    with scope(made.pk):
        for plan in (*MEMBERS, *(one for one in NEIGHBOURS if one.is_member)):
            admit_cooperative(slug=plan.slug, on=date(2025, 1, 28), by=Actor.person(simone.pk), at=NOON)
    return made


def test_three_quarters_of_dues(house):
    pay_into_the_house(at=NOON)
    with scope(house.pk):
        accounts = all_accounts()
        told = {(one.member.slug, one.period): one for one in accounts}
        assert {period for _slug, period in told} == {"2026-Q1", "2026-Q2", "2026-Q3"}
        assert len(accounts) == 3 * 8
        assert [call.amount_cents > 0 for call in told["bruxelles", "2026-Q1"].calls] == [True, False, True]
        late = {key for key, one in told.items() if one.days_late(NOON.date())}
        assert late == {("grenoble", "2026-Q2"), ("grenoble", "2026-Q3"), ("liege", "2026-Q3")}
        assert told["grenoble", "2026-Q2"].is_very_late(NOON.date())
        assert len(told["rennes", "2026-Q3"].calls[0].steps) == 2
        assert [is_pending(row) for row in DuesTerms.objects.order_by("valid_from")] == [False, True]
        whole = whole_statement(2026)
        assert sum(whole.uses.values()) == whole.cents > 0
    with scope(told["vaduz", "2026-Q1"].member.pk):
        assert calls_to_book() == []
        assert own_statement(2026).currency == "CHF"
