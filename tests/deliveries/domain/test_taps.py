"""Taps in the order of their phone: what is ready, and when a tap was made."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliveries.domain.taps import made_at, ready

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("through", "held", "oldest", "run"),
    [
        (0, {1, 2, 3}, 1, [1, 2, 3]),
        (0, {2, 3}, 1, []),
        (1, {2, 4}, 2, [2]),
        (3, {2, 3}, 1, []),
        (0, {2, 4, 5}, 4, [2, 4, 5]),
        (7, set(), 3, []),
    ],
)
def test_a_tap_waits_for_those_before_it_unless_they_can_never_come(through, held, oldest, run):
    assert ready(through, held, oldest=oldest) == run


@given(st.permutations(range(1, 12)), st.lists(st.integers(1, 11), max_size=8))
def test_any_permutation_and_repetition_is_applied_once_in_order(order, again):
    through, held, applied = 0, set(), []
    for number in [*order, *again]:
        held |= {number} - set(applied)
        run = ready(through, held, oldest=1)
        applied += run
        held -= set(run)
        through = max([through, *run])
    assert (applied, held) == (list(range(1, 12)), set())


@pytest.mark.parametrize("skew", [timedelta(0), timedelta(days=1), -timedelta(days=1)])
def test_a_clock_a_day_off_changes_nothing_about_when_it_was(skew):
    tapped, sent = NOON + skew, NOON + timedelta(minutes=13) + skew
    assert made_at(tapped, sent_at=sent, received_at=NOON + timedelta(minutes=13)) == NOON


def test_a_clock_set_back_makes_no_tap_of_the_future():
    assert made_at(NOON + timedelta(hours=2), sent_at=NOON, received_at=NOON) == NOON
