"""Several at once: the register counts on without a gap, and nobody gets back what is not there."""

from datetime import UTC, date, datetime

import pytest

from coopplatform.kernel.errors import DomainError
from members.models import ShareMovement, ShareRefund
from members.queries.shares import capital_accounts
from members.services.roster import hire
from members.services.shares import pay_refund, refund_shares, subscribe_shares
from tests.conftest import PLATFORM
from tests.deliveries.test_races import at_once

AT = datetime(2026, 4, 2, 10, tzinfo=UTC)
DAY = date(2026, 4, 1)


@pytest.fixture
def two(transactional_db, roue):
    """Alma and Bruno with ten shares each."""
    with roue.inside():
        bruno = hire(
            user_id=roue.bruno.pk, name="Bruno", code="BR", weekly_minutes=2100, hourly_cents=1400,
            started_on=date(2024, 1, 1), by=PLATFORM,
        )  # fmt: skip
        members = [roue.courier_id, bruno.pk]
        for member in members:
            subscribe_shares(member_id=member, units=10, nominal_cents=2000, on=DAY, by=PLATFORM, at=AT)
        return members


def refund(member, units):
    def attempt():
        try:
            return refund_shares(member_id=member, units=units, on=DAY, by=PLATFORM, at=AT)
        except DomainError as refused:
            return refused.code

    return attempt


def test_of_two_refunds_of_the_same_shares_at_once_one_is_refused(two, roue):
    outcomes = at_once(roue, refund(two[0], 8), refund(two[0], 8))
    assert sorted(str(outcome) for outcome in outcomes)[-1] == "shares_not_held"
    with roue.inside():
        assert [account.units for account in capital_accounts()] == [2, 10]


def test_two_who_leave_at_once_cannot_both_take_the_capital_under_its_floor(two, roue):
    outcomes = at_once(roue, refund(two[0], 10), refund(two[1], 10))
    assert "capital_floor" in outcomes
    with roue.inside():
        assert ShareRefund.objects.count() == 1


def test_subscriptions_at_once_are_numbered_without_a_gap(two, roue):
    def subscribe(member):
        return lambda: subscribe_shares(
            member_id=member, units=1, nominal_cents=2000, on=DAY, by=PLATFORM, at=AT
        )

    at_once(roue, *(subscribe(member) for member in (*two, *two)))
    with roue.inside():
        numbers = ShareMovement.objects.order_by("number").values_list("number", flat=True)
        assert list(numbers) == [1, 2, 3, 4, 5, 6]


def test_a_refund_paid_twice_at_once_leaves_the_bank_once(two, roue):
    with roue.inside():
        owed = refund_shares(member_id=two[0], units=5, on=DAY, by=PLATFORM, at=AT)
    pay = [lambda: pay_refund(refund_id=owed.pk, on=DAY, by=PLATFORM, at=AT).paid_on] * 2
    assert at_once(roue, *pay) == [DAY, DAY]
