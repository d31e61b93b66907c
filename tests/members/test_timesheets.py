"""Hours worked elsewhere are entered from timesheets, once and without overlap."""

from datetime import timedelta

import pytest

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.time import TimeWindow
from members.models import Shift, WorkRecord
from members.services.timesheets import enter_timesheet


def evening(now, days_ago, hours=4):
    begins = now - timedelta(days=days_ago)
    return TimeWindow(begins, begins + timedelta(hours=hours))


def enter(cast, now, *worked):
    return enter_timesheet(member_id=cast.courier_id, worked=worked, by=cast.by("theo"), at=now)


def test_a_timesheet_becomes_worked_shifts(inside, now):
    assert enter(inside, now, evening(now, 8), evening(now, 9, hours=5)) == 9 * 60
    records = WorkRecord.objects.filter(ended_at__isnull=False).order_by("started_at")
    assert [record.minutes for record in records] == [300, 240]
    assert Shift.objects.filter(clocked_out_at__isnull=False).count() == 2


@pytest.mark.parametrize(
    "worked",
    [
        lambda now: [evening(now, 8), evening(now, 8, hours=2)],
        lambda now: [evening(now, 0)],
        lambda now: [evening(now, 8, hours=11)],
    ],
    ids=["overlapping", "not over", "too long"],
)
def test_an_impossible_timesheet_is_refused_whole(inside, now, worked):
    with pytest.raises(Invalid):
        enter(inside, now, *worked(now))
    assert WorkRecord.objects.filter(ended_at__isnull=False).count() == 0


def test_the_same_timesheet_twice_is_refused(inside, now):
    enter(inside, now, evening(now, 8))
    with pytest.raises(Invalid, match="already works"):
        enter(inside, now, evening(now, 8))
