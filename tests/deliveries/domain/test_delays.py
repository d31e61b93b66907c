from datetime import UTC, datetime, timedelta

import pytest

from coopplatform.kernel.errors import Invalid
from deliveries.domain.delays import Slip, check_delay, slip_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


RAIN = Slip(None, 15, "rain", at(0), at(60))
KITCHEN = Slip("lucia", 25, "kitchen", at(0), at(30))


@pytest.mark.parametrize(
    ("store", "placed", "promised", "closed", "expected"),
    [
        ("wok", -10, 20, None, RAIN),
        ("lucia", -10, 20, None, KITCHEN),  # the longer one
        ("lucia", -10, 45, None, RAIN),  # promised after the kitchen is on time again
        ("wok", -10, 61, None, None),
        ("wok", -10, -5, None, RAIN),  # late already, and still open
        ("wok", -30, -5, -1, None),  # closed before
        ("wok", 59, 59, None, RAIN),
    ],
)
def test_what_is_promised_while_a_delay_runs_comes_later(store, placed, promised, closed, expected):
    found = slip_of(
        [RAIN, KITCHEN],
        store=store,
        placed_at=at(placed),
        promised_at=at(promised),
        closed_at=None if closed is None else at(closed),
    )
    assert found == expected


@pytest.mark.parametrize(("minutes", "ends"), [(0, 60), (181, 60), (15, 0), (15, 13 * 60)])
def test_a_delay_without_sense_is_refused(minutes, ends):
    with pytest.raises(Invalid):
        check_delay(minutes, NOON, at(ends))
