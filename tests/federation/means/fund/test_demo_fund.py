"""The demo's fund, on co-ops without a past; and the simulator at the command line."""

import json
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cooperatives.domain.roles import Role
from cooperatives.queries.access import account, cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import scope
from federation.demo.figures import declare_quarters
from federation.demo.founding import found_neighbour
from federation.demo.fund import DELEGATES, put_into_the_fund
from federation.demo.neighbours import NEIGHBOURS
from federation.domain.means.fund import Purpose
from federation.domain.release.period import Quarter
from federation.models import FundCall, FundClaim
from federation.queries.means.fund import balances, histories, version_in_force
from federation.queries.means.fund_staff import aftermath, reckoned
from federation.services.admitting import admit_cooperative
from tests.federation.commons.conftest import NOON
from tests.federation.commons.test_demo_commons import FOUNDED, founded


@pytest.fixture
def demo(db):
    house = founded("federation", "federation", ("rui", Role.TREASURER), ("simone", Role.BOARD))
    founded("monaco", "member", ("theo", Role.TREASURER), ("ines", Role.DELEGATE))
    founded("vaduz", "member", ("eva", Role.DELEGATE))
    founded("helsinki", "member", ("saga", Role.DELEGATE))
    for neighbour in NEIGHBOURS:
        found_neighbour(neighbour, founded_on=FOUNDED, at=NOON)
    rui = account("rui@demo.coop")
    assert rui is not None
    with scope(house.pk):
        for slug in DELEGATES:
            admit_cooperative(slug=slug, on=FOUNDED, by=Actor.person(rui.pk), at=NOON)
    for slug in ("bordeaux", "rennes", "grenoble", "bruxelles", "liege"):
        declare_quarters(slug, (Quarter.of(NOON.date()).before,), at=NOON)
    return house


def test_liege_is_helped_by_two_with_a_plan_due_soon_and_rennes_waits(demo):
    began = time.perf_counter()
    put_into_the_fund(at=NOON)
    assert time.perf_counter() - began < 5
    with scope(demo.pk):
        assert version_in_force() is not None
        assert len(histories()[0].histories) == 5
        unpaid = FundCall.objects.filter(received__isnull=True, solidarity_cents__gt=0)
        assert [call.member.slug for call in unpaid] == ["grenoble"]
        helped = FundClaim.objects.get(purpose=Purpose.SOLIDARITY)
        after = aftermath(helped.decision, Purpose.SOLIDARITY, NOON.date())
        assert (after.is_stopped, len(after.instalments)) == (False, 3)
        soon = after.conditions[0][0].due_on - NOON.date()
        assert timedelta(0) < soon < timedelta(days=14)
        assert min(balances().values()) > 0
        [waits] = reckoned(Purpose.GUARANTEE, NOON.date()).values()
        assert waits.cents > 0
    assert cooperative("liege") == helped.cooperative


def test_the_command_prints_the_same_curve_twice(db):
    told = []
    for _turn in range(2):
        out = StringIO()
        call_command("simulate_fund", "--json", "--runs=20", stdout=out)
        told.append(out.getvalue())
    assert told[0] == told[1]
    assert [point["rate"] for point in json.loads(told[0])["curve"]["points"]][:3] == [0, 300, 500]
    out = StringIO()
    call_command("simulate_fund", "--runs=20", stdout=out)
    assert "40 % of surplus" in out.getvalue()
    with pytest.raises(CommandError, match="The seed lies between"):
        call_command("simulate_fund", "--seed=-1")
