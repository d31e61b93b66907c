"""A co-op with a month of work behind it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from members.models import Shift, WorkRecord
from members.services.records import confirm_matching
from members.services.roster import clock_in, clock_out, plan_shift
from tests.conftest import PLATFORM, Cast

OCTOBER = date(2026, 10, 1)
DAY = timedelta(days=1)


def work(courier_id: UUID, starts_at: datetime, hours: int) -> None:
    """A shift worked as planned, its hours closed by both sides."""
    ends_at = starts_at + timedelta(hours=hours)
    shift = plan_shift(member_id=courier_id, starts_at=starts_at, ends_at=ends_at, by=PLATFORM)
    clock_in(shift_id=shift.pk, by=PLATFORM, at=starts_at)
    clock_out(shift_id=shift.pk, by=PLATFORM, at=ends_at)
    day = starts_at.date()
    confirm_matching(first=day - DAY, last=day + DAY, by=PLATFORM, at=ends_at)


def long_ago(cast: Cast) -> None:
    """Alma's shift of the cast was on a Monday of the past: plans of other days do not meet it."""
    begins = datetime(2026, 11, 2, 9, tzinfo=UTC)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=6)}
    Shift.objects.filter(clocked_in_at__isnull=False, member=cast.courier_id).update(
        **times, clocked_in_at=begins
    )
    WorkRecord.objects.filter(shift=cast.shift_id).update(worked_on=begins.date(), started_at=begins)
    over = WorkRecord.objects.filter(shift=cast.shift_id, ended_at__isnull=False)
    over.update(ended_at=begins + timedelta(hours=1))


@pytest.fixture
def off_shift(inside: Cast, now: datetime) -> Cast:
    """Alma is home."""
    assert inside.shift_id is not None
    clock_out(shift_id=inside.shift_id, by=PLATFORM, at=now)
    return inside


@pytest.fixture
def october(off_shift: Cast) -> Cast:
    """Alma worked three days of seven hours in October 2026, on the days of one week."""
    for day in (5, 6, 7):
        work(off_shift.courier_id, datetime(2026, 10, day, 9, tzinfo=UTC), hours=7)  # type: ignore[arg-type]
    return off_shift
