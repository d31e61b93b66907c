"""Several at once: one open shift of two who claim it, one member's two claims, one swap of two who take it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from coopplatform.kernel.errors import NotAllowedNow
from members.models import Shift, Waiting
from members.services.claiming import claim_shift
from members.services.roster import hire, plan_shift
from members.services.swapping import offer_swap, take_swap
from tests.conftest import PLATFORM
from tests.deliveries.test_races import at_once

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
FAR = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.fixture
def others(transactional_db, roue):
    """Four colleagues."""
    with roue.inside():
        return [
            hire(
                user_id=roue.users[name].pk,
                name=name.title(),
                code=name[:2].upper(),
                weekly_minutes=35 * 60,
                hourly_cents=1400,
                started_on=date(2024, 1, 1),
                by=PLATFORM,
            ).pk
            for name in ("bruno", "rosa", "theo", "nour")
        ]


def open_shift(hours=0):
    starts_at = FAR + timedelta(hours=hours)
    return plan_shift(
        member_id=None, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4), by=PLATFORM
    ).pk


def test_of_four_who_claim_at_once_exactly_one_has_it_and_the_others_wait(others, roue):
    with roue.inside():
        shift_id = open_shift()
    claims = [
        lambda member=member: claim_shift(shift_id=shift_id, member_id=member, by=PLATFORM, at=AT)
        for member in others
    ]
    outcomes = at_once(roue, *claims)
    assert Counter(outcomes) == {True: 1, False: 3}
    with roue.inside():
        assert Shift.objects.get(pk=shift_id).member_id == others[outcomes.index(True)]
        assert Waiting.objects.count() == 3


def test_of_two_overlapping_claims_of_one_member_one_is_refused(others, roue):
    with roue.inside():
        shifts = [open_shift(), open_shift(hours=2)]
    claims = [
        lambda shift_id=shift_id: claim_shift(shift_id=shift_id, member_id=others[0], by=PLATFORM, at=AT)
        for shift_id in shifts
    ]
    outcomes = at_once(roue, *claims)
    assert sum(outcome is True for outcome in outcomes) == 1
    with roue.inside():
        assert Shift.objects.filter(member_id=others[0]).count() == 1


def test_of_two_who_take_a_swap_at_once_one_is_told_that_someone_was_quicker(others, roue):
    with roue.inside():
        shift = plan_shift(
            member_id=roue.courier_id, starts_at=FAR, ends_at=FAR + timedelta(hours=4), by=PLATFORM
        )
        swap = offer_swap(shift_id=shift.pk, member_id=roue.courier_id, by=PLATFORM, at=AT)
    takes = [
        lambda member=member: take_swap(swap_id=swap.pk, member_id=member, by=PLATFORM, at=AT).state
        for member in others[:2]
    ]
    outcomes = at_once(roue, *takes)
    assert [o for o in outcomes if not isinstance(o, NotAllowedNow)] == ["taken"]
    assert [o.code for o in outcomes if isinstance(o, NotAllowedNow)] == ["swap_gone"]
