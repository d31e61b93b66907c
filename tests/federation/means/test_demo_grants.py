"""The demo's mutual aid, on co-ops without a past: a parcel relayed, one that waits, a client's month."""

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from cooperatives.services.people import invite
from coopplatform.tenancy.scope import scope
from federation.demo.cast import HELSINKI, MONACO
from federation.demo.grants import help_each_other
from federation.queries.means.grants import uses_here
from federation.queries.means.statements import statement_of
from federation.services.admitting import admit_cooperative
from members.services.roster import hire
from tests.conftest import PLATFORM, make_cooperative
from tests.federation.means.conftest import NOW

ROLES = (Role.DISPATCHER, Role.COOP_ADMIN)


@pytest.fixture
def two(pair):
    made = []
    for plan in (MONACO, HELSINKI):
        cast = make_cooperative(plan.slug, plan.name, {}, NOW, country=plan.country, timezone=plan.timezone)
        with cast.inside():
            for person in (plan.person(role) for role in ROLES):
                user = invite(email=person.email, name=person.name, by=PLATFORM)
                grant_role(user=user, role=person.role, started_on=cast.cooperative.founded_on, by=PLATFORM)
            hire(
                user_id=user.pk, name="Leo", code="LE", weekly_minutes=2100, hourly_cents=1500,
                started_on=cast.cooperative.founded_on, by=PLATFORM,
            )  # fmt: skip
        with pair.house.inside():
            by = pair.house.by("simone")
            admit_cooperative(slug=plan.slug, on=cast.cooperative.founded_on, by=by, at=NOW)
        made.append(cast)
    return made


def test_a_parcel_is_relayed_one_waits_and_a_client_is_served(two):
    help_each_other(at=NOW)
    for cast in two:
        with scope(cast.cooperative.pk):
            assert [use.state for _grant, use in uses_here("relay", NOW)] == ["asked", "done"]
            ((grant, _use), *_rest) = uses_here("client", NOW)
            (month,) = statement_of(grant)
            assert (month.deliveries, month.kept_cents > 0) == (2, True)
