"""Who leaves gives back help with losses at once, as the rules say; contributions stay, and the fund gets its parts."""

from datetime import timedelta

import pytest

from cooperatives.domain.charts import Role
from cooperatives.queries.books import balances_by_role
from coopplatform.kernel.errors import NotAllowedNow
from federation.domain.means.fund import Purpose
from federation.models import FundLine
from federation.queries.means.fund import balances
from federation.queries.means.leaving import standing_of
from federation.services.means.fund_booking import book_own_side
from federation.services.means.fund_calling import receive_contribution
from federation.services.means.fund_paying import pay_instalment
from tests.conftest import PLATFORM
from tests.federation.means.fund.conftest import BAD_YEAR
from tests.federation.means.leaving_cast import (
    booked,
    confirmed,
    drawn_up,
    left,
    open_at_home,
    open_at_the_house,
    paid,
    signed,
)
from tests.federation.voice.conftest import NOW

LAST = NOW.date() + timedelta(days=10)
AT = NOW + timedelta(days=20)


@pytest.fixture
def leaving(fund):
    """Lille got the first half of 7,200 for its loss, and has 1,200 of a contribution to pay; then it leaves."""
    fund.filled()
    decision = fund.grant(fund.ask("lille"), 7_200_00, instalments=2)
    with fund.inside():
        pay_instalment(decision_id=decision.pk, number=1, moved_on=NOW.date(), by=fund.by("rui"), at=NOW)
    fund.share("lille", **BAD_YEAR)
    [fund.unpaid] = fund.call()
    left(fund.agora.cast, fund.agora.members["lille"], LAST)
    return fund


def test_help_with_a_loss_is_given_back_by_a_plan_and_reaches_the_fund(leaving):
    house, lille = leaving.agora.cast, leaving.agora.members["lille"]
    row = drawn_up(house, lille, AT, parts=3)
    assert [(one["kind"], one["cents"]) for one in row.body["lines"]] == [
        ("fund_call", 1_200_00),
        ("fund_exit", 3_600_00),
        ("told", 0),
    ]
    assert row.body["lines"][2]["of"] == "granted"
    signed(lille, row, AT)
    confirmed(house, row, AT, by="kofi")
    with leaving.inside():
        before = balances()
        with pytest.raises(NotAllowedNow, match="settlement of the co-op's exit"):
            facts = {"call_id": leaving.unpaid.pk, "moved_on": AT.date()}
            receive_contribution(**facts, by=leaving.by("rui"), at=AT)
    assert booked(lille, AT) == 1
    assert open_at_the_house(house, lille) == open_at_home(house, lille) == 4_800_00
    for number, rest in ((1, 3_200_00), (2, 1_600_00), (3, 0)):
        paid(house, lille, row, number, AT)
        assert open_at_the_house(house, lille) == open_at_home(house, lille) == rest
    with leaving.inside():
        now = balances()
        assert {one: now[one] - before[one] for one in Purpose} == {
            Purpose.SOLIDARITY: 3_600_00,
            Purpose.GUARANTEE: 1_200_00,
        }
        assert FundLine.objects.filter(kind="repayment").count() == 3
        assert -balances_by_role(last=AT.date())[Role.FUND_HELD] == sum(now.values())
        assert standing_of(lille.cooperative).state == "settled"


def test_what_was_paid_in_is_not_paid_back(leaving):
    house, paris = leaving.agora.cast, leaving.agora.members["paris"]
    left(house, paris, LAST)
    row = drawn_up(house, paris, AT)
    assert [(one["kind"], one["of"], one["cents"]) for one in row.body["lines"]] == [
        ("told", "contributions", 0)
    ]
    signed(paris, row, AT)
    confirmed(house, row, AT, by="kofi")
    with paris.inside():
        book_own_side(by=PLATFORM, at=AT)
    assert booked(paris, AT) == 0
    assert standing_of_in(house, paris) == "settled"


def standing_of_in(house, member):
    with house.inside():
        return standing_of(member.cooperative).state
