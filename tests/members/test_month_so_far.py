"""Alma's month until now: her paid time with the shift that runs, her breaks, and what it comes to."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from members.models import Contract, WorkRecord
from members.queries.month_so_far import month_so_far
from members.services.breaks import end_break, start_break
from members.services.roster import plan_shift
from members.services.variables import Amount, enter_variable
from tests.conftest import PLATFORM

TUESDAY = datetime(2026, 11, 10, 9, tzinfo=UTC)


@pytest.fixture
def now():
    """A Tuesday at ten in Paris; Alma has been at work since nine."""
    return TUESDAY


def worked(cast, begins, hours):
    """A shift of another day, over."""
    ends = begins + timedelta(hours=hours)
    shift = plan_shift(member_id=cast.courier_id, starts_at=begins, ends_at=ends, by=PLATFORM)
    WorkRecord.objects.create(
        member_id=cast.courier_id,
        shift=shift,
        worked_on=begins.date(),
        started_at=begins,
        ended_at=ends,
        paid_seconds=hours * 3600,
    )


def test_closed_shifts_and_the_one_that_runs_count(inside, now):
    worked(inside, now - timedelta(days=6), 4)
    start_break(shift_id=inside.shift_id, by=PLATFORM, at=now)
    end_break(shift_id=inside.shift_id, by=PLATFORM, at=now + timedelta(minutes=15))
    found = month_so_far(inside.courier_id, now + timedelta(minutes=45))
    assert (found.month.isoformat(), found.seconds, found.break_seconds) == ("2026-11-01", 19_800, 900)
    assert [(one.seconds, one.hourly_cents, one.cents) for one in found.lines] == [(19_800, 1400, 7700)]
    assert found.gross_cents == 7700


def test_a_break_that_runs_is_no_paid_time(inside, now):
    start_break(shift_id=inside.shift_id, by=PLATFORM, at=now)
    found = month_so_far(inside.courier_id, now + timedelta(minutes=20))
    assert (found.seconds, found.break_seconds) == (3600, 1200)


def test_a_night_over_the_months_edge_counts_from_local_midnight(inside, now):
    worked(inside, datetime(2026, 10, 31, 21, tzinfo=UTC), 4)  # 22:00 to 02:00 in Paris
    found = month_so_far(inside.courier_id, datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert [(str(one.label), one.seconds, one.cents) for one in found.lines] == [
        ("Normal hours", 7200, 2800),
        ("Public holiday premium", 7200, 2800),
    ]


def test_a_bonus_of_the_month_is_in_it(inside, now):
    bonus = Amount(kind="bonus", month=now.date(), note="AG", key=uuid4(), cents=5000)
    enter_variable(member_id=inside.courier_id, amount=bonus, by=inside.by("theo"), at=now)
    assert month_so_far(inside.courier_id, now).gross_cents == 1400 + 5000


def test_without_a_contract_hours_are_counted_and_no_money(inside, now):
    Contract.objects.all().delete()
    found = month_so_far(inside.courier_id, now)
    assert (found.seconds, found.lines, found.gross_cents) == (3600, (), None)


def test_one_and_many_shifts_take_the_same_queries(inside, now, django_assert_num_queries):
    for n in (1, 3):
        for day in range(n):
            worked(inside, now - timedelta(days=2 * n + day), 1)
        with django_assert_num_queries(6):
            month_so_far(inside.courier_id, now)
    assert WorkRecord.objects.count() == 5


def test_the_part_spells_the_sum_out(inside, now):
    context = {"so_far": month_so_far(inside.courier_id, now), "cooperative": inside.cooperative}
    with override("en"):
        words = " ".join(render_to_string("deliveries/parts/month_so_far.html", context).split())
    assert "November so far" in words
    assert "1 h × €14.00" in re.sub("<[^>]+>", "", words)
    assert "Not a payslip" in words
