"""A shift lent to another co-op: on the roster and the payslip of who lends, ridden and directed at who borrows."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cooperatives.models import Membership
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.time import TimeWindow
from members.domain.records import Pause, Times
from members.models import MemberWorker, Shift, WorkRecord
from members.queries.evidence import employed_on, hours_worked, leavers, senior_workers
from members.queries.hours import worked
from members.queries.month_of_work import month_of_work
from members.queries.pay import hourly_cost_of
from members.queries.roster import on_shift
from members.services.lending import (
    enter_lent_hours,
    free_code,
    lend_shift,
    plan_guest,
    receive_guest,
    see_guests_off,
    take_back_shift,
)
from members.services.payroll import compute_payslips
from members.services.planning import change_shift
from members.services.roster import clock_in, clock_out
from members.services.swapping import offer_swap
from tests.conftest import PLATFORM

SATURDAY = datetime(2026, 10, 10, 17, tzinfo=UTC)
HOURS = TimeWindow(SATURDAY, SATURDAY + timedelta(hours=4))
LATER = datetime(2026, 10, 12, 9, tzinfo=UTC)
WORKED = Times(
    HOURS.after,
    HOURS.before + timedelta(minutes=30),
    (Pause(HOURS.after + timedelta(hours=2), HOURS.after + timedelta(hours=2, minutes=15)),),
)


def lent(cast):
    return lend_shift(
        member_id=cast.courier_id,
        window=HOURS,
        lent_to="rennes",
        by=PLATFORM,
        at=SATURDAY - timedelta(days=2),
    )


def guest(user, **changes):
    said = {"name": "Ines Diop", "lent_by": "rennes", "capacity_bags": 5, "skills": ["cargo"]}
    days = {"first": HOURS.after.date(), "last": HOURS.before.date()}
    return receive_guest(user=user, **{**said, **days, **changes}, by=PLATFORM, at=SATURDAY)


class TestTheLender:
    def test_its_hours_are_in_what_the_payroll_reads(self, october):
        before = worked(date(2026, 10, 5), date(2026, 10, 11), october.cooperative.zone)[0].seconds
        shift = lent(october)
        enter_lent_hours(shift_id=shift.pk, times=WORKED, by=PLATFORM, at=LATER)
        after = worked(date(2026, 10, 5), date(2026, 10, 11), october.cooperative.zone)[0]
        assert after.seconds - before == (4 * 60 + 15) * 60
        assert after.unconfirmed_records == 0

    def test_what_an_hour_of_hers_costs_is_read_from_her_newest_payslip(self, october):
        assert hourly_cost_of(october.courier_id) is None
        run = compute_payslips(month=date(2026, 10, 1), by=PLATFORM, at=LATER + timedelta(days=30))
        assert hourly_cost_of(october.courier_id) is None
        slip = run.payslips.get()
        run.payslips.update(issued_at=LATER + timedelta(days=31))
        cents = hourly_cost_of(october.courier_id)
        assert cents * slip.paid_seconds >= slip.cost_cents * 3600 > (cents - 1) * slip.paid_seconds
        assert cents > 14_00

    def test_hours_told_twice_are_entered_once(self, october):
        shift = lent(october)
        first = enter_lent_hours(shift_id=shift.pk, times=WORKED, by=PLATFORM, at=LATER)
        assert enter_lent_hours(shift_id=shift.pk, times=WORKED, by=PLATFORM, at=LATER) == first

    def test_its_rules_of_working_time_judge_the_loan(self, october):
        with pytest.raises(Invalid) as refused:
            lend_shift(
                member_id=october.courier_id,
                window=TimeWindow(
                    datetime(2026, 10, 6, 10, tzinfo=UTC), datetime(2026, 10, 6, 12, tzinfo=UTC)
                ),
                lent_to="rennes",
                by=PLATFORM,
                at=LATER,
            )
        assert refused.value.code == "shift_overlaps"

    def test_nobody_is_on_duty_for_it_here(self, october):
        shift = lent(october)
        with pytest.raises(NotAllowedNow) as refused:
            clock_in(shift_id=shift.pk, by=PLATFORM, at=HOURS.after)
        assert refused.value.code == "worked_elsewhere"

    def test_it_is_neither_moved_nor_swapped_on_the_roster(self, october):
        shift = lent(october)
        with pytest.raises(NotAllowedNow) as refused:
            change_shift(
                shift_id=shift.pk,
                member_id=None,
                starts_at=HOURS.after,
                ends_at=HOURS.before,
                by=PLATFORM,
                at=SATURDAY - timedelta(days=1),
            )
        assert refused.value.code == "lent"
        with pytest.raises(NotAllowedNow):
            offer_swap(
                shift_id=shift.pk, member_id=october.courier_id, by=PLATFORM, at=SATURDAY - timedelta(days=1)
            )

    def test_taken_back_it_leaves_the_roster_unless_it_was_worked(self, october):
        shift = lent(october)
        take_back_shift(shift_id=shift.pk, by=PLATFORM)
        take_back_shift(shift_id=shift.pk, by=PLATFORM)
        assert not Shift.objects.exclude(lent_to="").exists()
        again = lent(october)
        enter_lent_hours(shift_id=again.pk, times=WORKED, by=PLATFORM, at=LATER)
        take_back_shift(shift_id=again.pk, by=PLATFORM)
        assert WorkRecord.objects.filter(shift=again).exists()

    @pytest.mark.parametrize(
        "times", [Times(HOURS.after, None), Times(HOURS.before, HOURS.after), Times(HOURS.after, LATER)]
    )
    def test_hours_that_are_not_over_are_refused(self, october, times):
        shift = lent(october)
        with pytest.raises(Invalid):
            enter_lent_hours(shift_id=shift.pk, times=times, by=PLATFORM, at=HOURS.before)
        assert not WorkRecord.objects.filter(shift=shift).exists()

    def test_an_ordinary_shift_takes_no_hours_from_elsewhere(self, october):
        own = Shift.objects.filter(clocked_out_at__isnull=False).first()
        WorkRecord.objects.filter(shift=own).delete()
        with pytest.raises(NotFound):
            enter_lent_hours(shift_id=own.pk, times=WORKED, by=PLATFORM, at=LATER)


class TestTheBorrower:
    def test_a_guest_rides_here_and_is_not_paid_here(self, october):
        one = guest(october.users["rosa"])
        assert (one.code, one.is_guest, one.left_on) == ("ID", True, HOURS.before.date())
        figures = month_of_work(date(2026, 10, 1)), hours_worked(date(2026, 10, 1), date(2026, 10, 31))
        shift = plan_guest(guest=one, window=HOURS)
        clock_in(shift_id=shift.pk, by=PLATFORM, at=HOURS.after)
        assert [row.courier_id for row in on_shift()] == [one.pk]
        clock_out(shift_id=shift.pk, by=PLATFORM, at=HOURS.before)
        assert one.pk not in {
            row.member.pk for row in worked(date(2026, 10, 1), date(2026, 10, 31), october.cooperative.zone)
        }
        assert figures == (
            month_of_work(date(2026, 10, 1)),
            hours_worked(date(2026, 10, 1), date(2026, 10, 31)),
        )
        assert one.pk not in senior_workers(date(2026, 12, 1), date(2026, 10, 9)) | employed_on(
            date(2026, 10, 10)
        )
        assert leavers(date(2026, 10, 1), date(2026, 10, 31))[0] == 0

    def test_the_same_person_comes_back_as_the_same_guest(self, october):
        first = guest(october.users["rosa"])
        week_on = {"first": date(2026, 10, 17), "last": date(2026, 10, 17)}
        assert guest(october.users["rosa"], **week_on).pk == first.pk
        assert MemberWorker.objects.get(pk=first.pk).left_on == date(2026, 10, 17)

    def test_who_works_here_is_no_guest(self, october):
        with pytest.raises(NotAllowedNow) as refused:
            guest(october.users["alma"])
        assert refused.value.code == "works_here"

    def test_a_guest_is_not_lent_on(self, october):
        one = guest(october.users["rosa"])
        with pytest.raises(NotAllowedNow) as refused:
            lend_shift(member_id=one.pk, window=HOURS, lent_to="liege", by=PLATFORM, at=SATURDAY)
        assert refused.value.code == "a_guest"

    def test_after_the_last_day_the_way_in_is_closed(self, october):
        one = guest(october.users["rosa"])
        assert see_guests_off(on=HOURS.before.date(), by=PLATFORM) == 0
        assert see_guests_off(on=HOURS.before.date() + timedelta(days=1), by=PLATFORM) == 1
        role = Membership.objects.get(user=one.user, role="courier")
        assert role.ended_on == HOURS.before.date()
        assert see_guests_off(on=HOURS.before.date() + timedelta(days=2), by=PLATFORM) == 0


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("Ines Diop", (), "ID"),
        ("Ines Diop", ("ID",), "IN"),
        ("Al", ("AL",), "AA"),
        ("Жанна", (), "XA"),
        ("Al", [f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"], "BA"),
    ],
)
def test_a_code_that_nobody_wears(name, taken, code):
    assert free_code(name, set(taken)) == code
