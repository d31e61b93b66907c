"""The roster before it is worked: planned, published, changed with a reason."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from cooperatives.services.founding import adopt_charter
from coopplatform.kernel.errors import Invalid
from members.domain.absence import AbsenceKind
from members.domain.availability import Kind, Window
from members.models import Shift, ShiftChange
from members.queries.hours import shifts_of
from members.queries.labour import findings
from members.queries.roster import planned_now
from members.queries.roster_week import roster_week
from members.services.absences import Days, enter_absence
from members.services.availability import add_availability
from members.services.planning import cancel_shift, publish_week
from members.services.roster import plan_shift
from tests.conftest import PLATFORM, TERMS
from tests.members.planning.conftest import AT, DAY, FAR, HOUR, MONDAY, change, events, kinds, plan, refusal


def test_a_draft_is_seen_once_its_week_is_published(off_shift):
    inside = off_shift
    shift = plan(inside.courier_id, is_draft=True)
    assert shifts_of(inside.courier_id, since=FAR - HOUR) == []
    assert planned_now(FAR) == {}
    assert publish_week(monday=MONDAY, by=inside.by("bruno"), at=AT) == 1
    assert publish_week(monday=MONDAY, by=inside.by("bruno"), at=AT) == 0
    assert shifts_of(inside.courier_id, since=FAR - HOUR) == [shift]
    assert planned_now(FAR) == {inside.courier_id: shift.pk}
    assert events("WeekPublished") == ["WeekPublished"]


@pytest.mark.parametrize(
    ("hours", "code"),
    [(0, "ends_before_start"), (-1, "ends_before_start"), (30, "shift_too_long"), (10.5, "labour_day_max")],
)
def test_an_impossible_shift_is_refused_and_nothing_is_written(inside, hours, code):
    before = Shift.objects.count()
    assert refusal(plan, inside.courier_id, hours=hours).code == code
    assert Shift.objects.count() == before


def test_two_shifts_of_one_member_do_not_overlap(inside):
    plan(inside.courier_id)
    assert refusal(plan, inside.courier_id, FAR + 3 * HOUR).code == "shift_overlaps"


def test_a_rule_that_blocks_names_itself_and_its_article(inside):
    plan(inside.courier_id, hours=6)
    refused = refusal(plan, inside.courier_id, FAR + 7 * HOUR, hours=5)
    assert str(refused) == "11.0 h of work on one day; at most 10 (Code du travail, L3121-18)."
    terms = {**TERMS, "labour": {"day_max": {"limit": 12, "mode": "block"}}}
    adopt_charter(terms=terms, valid_from=date(2026, 12, 1), by=PLATFORM, at=AT)
    plan(inside.courier_id, FAR + 7 * HOUR, hours=5)


def test_a_rule_that_warns_is_found_and_planned_all_the_same(inside):
    plan(inside.courier_id, FAR + 8 * HOUR, hours=5)
    second = plan(inside.courier_id, FAR + DAY - HOUR)
    (finding,) = findings(MONDAY, MONDAY + 6 * DAY, at=AT)
    assert (finding.code, finding.keys, finding.name) == ("daily_rest", (str(second.pk),), "Alma")
    assert findings(MONDAY, MONDAY + 6 * DAY) == []
    week = roster_week(MONDAY, AT)
    assert [one.has_warning for day in week.days for one in day.shifts] == [False, True]


def test_findings_take_the_same_queries_for_one_shift_and_for_five(two, django_assert_max_num_queries):
    counts = []
    for days in ((0,), (1, 2, 3, 4)):
        for n in days:
            plan(two.bilal_id, FAR + n * DAY)
        with django_assert_max_num_queries(8) as seen:
            findings(MONDAY, MONDAY + 6 * DAY, at=AT)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_week_of_the_roster_takes_the_same_queries_for_one_shift_and_for_five(
    two, django_assert_max_num_queries
):
    counts = []
    for days in ((0,), (1, 2, 3, 4)):
        for n in days:
            plan(two.courier_id, FAR + n * DAY)
        with django_assert_max_num_queries(20) as seen:
            roster_week(MONDAY, AT)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_published_shift_that_begins_soon_changes_with_a_reason(inside):
    soon = datetime(2026, 12, 1, 9, tzinfo=UTC)
    shift = plan(inside.courier_id, soon)
    refused = refusal(change, shift, inside, starts_at=soon + HOUR)
    assert (refused.code, refused.field) == ("reason_needed", "reason")
    change(shift, inside, starts_at=soon + HOUR, reason="The market moved")
    told = ShiftChange.objects.get()
    assert (told.kind, told.reason, told.starts_at, told.member_id) == (
        "moved",
        "The market moved",
        soon,
        inside.courier_id,
    )
    assert events("ShiftChanged") == ["ShiftChanged"]


def test_far_ahead_or_as_a_draft_no_reason_is_asked(inside):
    shift = plan(inside.courier_id)
    change(shift, inside, starts_at=FAR + HOUR)
    draft = plan(inside.courier_id, datetime(2026, 12, 1, 9, tzinfo=UTC), is_draft=True)
    change(draft, inside, ends_at=draft.ends_at + HOUR)
    assert (kinds(shift.pk), kinds(draft.pk)) == (["moved"], [])


def test_a_shift_in_a_week_that_is_too_long_may_always_be_shortened(inside):
    terms = {**TERMS, "labour": {"day_max": {"limit": 6, "mode": "block"}}}
    shift = plan(inside.courier_id, hours=8)
    adopt_charter(terms=terms, valid_from=date(2026, 12, 1), by=PLATFORM, at=AT)
    assert refusal(change, shift, inside, ends_at=shift.ends_at + HOUR).code == "labour_day_max"
    shorter = change(shift, inside, ends_at=shift.ends_at - HOUR)
    assert shorter.ends_at == FAR + 7 * HOUR


def test_a_change_of_nothing_changes_nothing(inside):
    shift = plan(inside.courier_id)
    assert change(shift, inside).revision == 0
    assert ShiftChange.objects.count() == 0


def test_a_cancelled_shift_is_gone_and_what_it_was_is_kept(inside):
    shift = plan(inside.courier_id)
    cancel_shift(shift_id=shift.pk, reason="Snow", by=inside.by("bruno"), at=AT)
    assert not Shift.objects.filter(pk=shift.pk).exists()
    assert ShiftChange.objects.get().reason == "Snow"


def test_a_shift_that_has_begun_is_not_planned_any_more(inside, now):
    shift = Shift.objects.get(pk=inside.shift_id)
    assert refusal(change, shift, inside, ends_at=shift.ends_at + HOUR).code == "shift_begun"
    assert refusal(cancel_shift, shift_id=shift.pk, by=PLATFORM, at=AT).code == "shift_begun"


def test_the_roster_shows_a_shift_outside_of_what_its_member_said(inside):
    window = Window(Kind.CANNOT, 0, 8 * 60, 12 * 60)
    first = add_availability(member_id=inside.courier_id, window=window, by=inside.by("alma"))
    assert add_availability(member_id=inside.courier_id, window=window, by=inside.by("alma")) == first
    plan(inside.courier_id)
    plan(inside.courier_id, FAR + DAY)
    week = roster_week(MONDAY, AT)
    assert [str(one.conflict) for day in week.days for one in day.shifts] == [
        "cannot work from 08:00 to 12:00",
        "None",
    ]
    assert time(8) < FAR.astimezone(inside.cooperative.zone).time()


def test_nobody_is_planned_into_leave_that_was_granted(inside, now):
    day = (now + timedelta(days=60)).replace(hour=9, minute=0, second=0)
    away = Days(AbsenceKind.UNPAID, day.date(), day.date() + timedelta(days=4))
    enter_absence(member_id=inside.courier_id, days=away, by=inside.by("nour"), at=now)
    with pytest.raises(Invalid) as refused:
        plan_shift(
            member_id=inside.courier_id,
            starts_at=day,
            ends_at=day + timedelta(hours=4),
            by=inside.by("bruno"),
        )
    assert (refused.value.code, refused.value.field) == ("member_away", "member")


def test_leave_granted_over_a_planned_shift_shows_on_the_roster(inside, now):
    day = (now + timedelta(days=60)).replace(hour=9, minute=0, second=0)
    plan_shift(
        member_id=inside.courier_id, starts_at=day, ends_at=day + timedelta(hours=4), by=inside.by("bruno")
    )
    away = Days(AbsenceKind.UNPAID, day.date(), day.date())
    enter_absence(member_id=inside.courier_id, days=away, by=inside.by("nour"), at=now)
    week = roster_week(day.date() - timedelta(days=day.weekday()), now)
    assert [one.is_away for planned in week.days for one in planned.shifts] == [True]
