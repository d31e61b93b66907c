"""The roster before it is worked: planned, published, changed with a reason, claimed, given back, swapped."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import adopt_charter, grant_role
from cooperatives.services.people import invite
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from members.domain.absence import AbsenceKind
from members.domain.availability import Kind, Window
from members.models import Shift, ShiftChange, SwapOffer, Waiting
from members.queries.days import week_window
from members.queries.hours import shifts_of
from members.queries.labour import findings
from members.queries.my_shifts import offers_of_colleagues, open_shifts, own_shifts
from members.queries.roster import planned_now
from members.queries.roster_week import roster_week
from members.queries.terms import RosterTerms
from members.services.absences import Days, enter_absence
from members.services.availability import add_availability, set_skills
from members.services.claiming import claim_shift, give_back, stop_waiting
from members.services.planning import cancel_shift, change_shift, publish_week
from members.services.roster import hire, plan_shift
from members.services.swapping import decide_swap, offer_swap, take_swap, withdraw_swap
from members.services.templates import apply_template, save_template
from tests.conftest import PASSWORD, PLATFORM, TERMS
from tests.members.conftest import long_ago

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONDAY = date(2027, 1, 11)
FAR = datetime(2027, 1, 11, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _long_ago(inside):
    long_ago(inside)


@pytest.fixture
def two(inside):
    """Alma and Bilal carry."""
    user = invite(email="bilal@example.test", name="Bilal", password=PASSWORD, by=PLATFORM)
    grant_role(user=user, role=Role.COURIER, started_on=date(2024, 1, 1), by=PLATFORM)
    member = hire(
        user_id=user.pk,
        name="Bilal",
        code="BI",
        weekly_minutes=24 * 60,
        hourly_cents=1400,
        started_on=date(2024, 1, 1),
        by=PLATFORM,
    )
    inside.users["bilal"] = user
    inside.bilal_id = member.pk
    return inside


def plan(member_id, starts_at=FAR, hours=4, **more):
    return plan_shift(
        member_id=member_id, starts_at=starts_at, ends_at=starts_at + hours * HOUR, by=PLATFORM, **more
    )


def change(shift, cast, at=AT, **more):
    facts = {"member_id": shift.member_id, "starts_at": shift.starts_at, "ends_at": shift.ends_at}
    return change_shift(shift_id=shift.pk, by=cast.by("bruno"), at=at, **facts | more)


def claim(cast, shift, who, at=AT):
    member = {"alma": cast.courier_id, "bilal": getattr(cast, "bilal_id", None)}[who]
    return claim_shift(shift_id=shift.pk, member_id=member, by=cast.by(who), at=at)


def events(*names):
    return [entry.name for entry in since(Place(), is_settled_only=False) if entry.name in names]


def kinds(shift_id):
    return list(ShiftChange.objects.filter(shift=shift_id).order_by("pk").values_list("kind", flat=True))


def refusal(service, *args, **kwargs):
    with pytest.raises((Invalid, NotAllowedNow, NotFound)) as refused:
        service(*args, **kwargs)
    return refused.value


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


def test_the_first_who_claims_has_it_and_the_second_waits_and_moves_up(two):
    shift = plan(None)
    assert claim(two, shift, "alma") is True
    assert claim(two, shift, "alma") is True
    assert claim(two, shift, "bilal") is False
    assert claim(two, shift, "bilal") is False
    assert Waiting.objects.count() == 1
    assert give_back(shift_id=shift.pk, member_id=two.courier_id, by=two.by("alma"), at=AT) is True
    shift.refresh_from_db()
    assert (shift.member_id, Waiting.objects.count()) == (two.bilal_id, 0)
    assert kinds(shift.pk) == ["claimed", "given_back", "moved_up"]
    assert events("ShiftClaimed", "ShiftGivenBack") == ["ShiftClaimed", "ShiftGivenBack", "ShiftClaimed"]


def test_whoever_cannot_have_it_keeps_their_place_in_the_line(two):
    shift = plan(None)
    claim(two, shift, "alma")
    claim(two, shift, "bilal")
    other = plan(two.bilal_id, FAR + HOUR)
    change(shift, two, member_id=None)
    shift.refresh_from_db()
    assert (shift.member_id, Waiting.objects.count()) == (None, 1)
    change(other, two, member_id=None)
    assert claim(two, shift, "bilal") is True
    assert Waiting.objects.count() == 0


def test_a_claim_asks_for_skills_and_for_the_law(two):
    cargo = plan(None, skills="cargo")
    assert refusal(claim, two, cargo, "alma").code == "lacks_skills"
    set_skills(member_id=two.courier_id, skills="Cargo, cold", by=PLATFORM)
    assert claim(two, cargo, "alma") is True
    assert refusal(claim, two, plan(None, FAR + 5 * HOUR, hours=7), "alma").code == "labour_day_max"


def test_a_draft_or_a_planned_shift_is_not_for_claim(two):
    assert refusal(claim, two, plan(None, is_draft=True), "alma").code == "no_shift"
    assert refusal(claim, two, plan(two.courier_id), "bilal").code == "not_for_claim"
    assert refusal(claim, two, plan(None, AT), "alma").code == "shift_began"


def test_what_was_planned_for_one_is_not_given_back_but_offered(two):
    shift = plan(two.courier_id)
    back = {"shift_id": shift.pk, "by": two.by("alma"), "at": AT}
    assert refusal(give_back, member_id=two.courier_id, **back).code == "not_claimed"
    assert refusal(give_back, member_id=two.bilal_id, **back).code == "no_shift"


def test_a_shift_of_tomorrow_is_given_back_only_when_someone_waits(two):
    shift = plan(None, AT + 10 * HOUR)
    claim(two, shift, "alma")
    back = {"shift_id": shift.pk, "member_id": two.courier_id, "by": two.by("alma"), "at": AT}
    assert refusal(give_back, **back).code == "too_late_to_give_back"
    assert Shift.objects.get(pk=shift.pk).member_id == two.courier_id
    claim(two, shift, "bilal")
    assert give_back(**back) is True


def test_one_may_stop_to_wait(two):
    shift = plan(None)
    claim(two, shift, "alma")
    claim(two, shift, "bilal")
    (seen,) = open_shifts(bilal(two), AT)
    assert (seen.is_free, seen.is_waiting) == (False, True)
    stop_waiting(shift_id=shift.pk, member_id=two.bilal_id, by=two.by("bilal"))
    assert Waiting.objects.count() == 0


def bilal(cast):
    from members.models import MemberWorker

    return MemberWorker.objects.get(pk=cast.bilal_id)


def offered(cast, shift):
    return offer_swap(shift_id=shift.pk, member_id=cast.courier_id, by=cast.by("alma"), at=AT)


def taken(cast, swap):
    return take_swap(swap_id=swap.pk, member_id=cast.bilal_id, by=cast.by("bilal"), at=AT)


def test_a_swap_is_offered_taken_and_approved(two):
    shift = plan(two.courier_id)
    swap = offered(two, shift)
    assert offered(two, shift) == swap
    assert offers_of_colleagues(two.bilal_id, AT) == [swap]
    assert taken(two, swap).state == "taken"
    assert Shift.objects.get(pk=shift.pk).member_id == two.courier_id
    done = decide_swap(swap_id=swap.pk, is_approved=True, by=two.by("bruno"), at=AT)
    assert (
        decide_swap(swap_id=swap.pk, is_approved=True, by=two.by("bruno"), at=AT).state
        == done.state
        == "done"
    )
    assert Shift.objects.get(pk=shift.pk).member_id == two.bilal_id
    assert own_shifts(two.courier_id, FAR - HOUR, RosterTerms()) == []
    assert events("SwapOffered", "SwapTaken", "SwapSettled") == ["SwapOffered", "SwapTaken", "SwapSettled"]


def test_a_refused_swap_leaves_the_shift_where_it_was(two):
    shift = plan(two.courier_id)
    swap = taken(two, offered(two, shift))
    assert (
        refusal(decide_swap, swap_id=swap.pk, is_approved=True, by=two.by("alma"), at=AT).code == "own_swap"
    )
    decide_swap(swap_id=swap.pk, is_approved=False, by=two.by("bruno"), at=AT)
    assert Shift.objects.get(pk=shift.pk).member_id == two.courier_id
    assert (
        refusal(decide_swap, swap_id=swap.pk, is_approved=True, by=two.by("bruno"), at=AT).code == "not_taken"
    )


def test_a_charter_may_let_swaps_hold_at_once(two):
    terms = {**TERMS, "roster": {"swap_needs_approval": False}}
    adopt_charter(terms=terms, valid_from=date(2026, 11, 1), by=PLATFORM, at=AT)
    shift = plan(two.courier_id)
    assert taken(two, offered(two, shift)).state == "done"
    assert Shift.objects.get(pk=shift.pk).member_id == two.bilal_id


def test_a_swap_asks_for_skills_and_for_the_law_too(two):
    set_skills(member_id=two.courier_id, skills="cargo", by=PLATFORM)
    assert refusal(taken, two, offered(two, plan(two.courier_id, skills="cargo"))).code == "lacks_skills"
    plan(two.bilal_id, FAR + DAY, hours=6)
    late = plan(two.courier_id, FAR + DAY + 7 * HOUR, hours=5)
    assert refusal(taken, two, offered(two, late)).code == "labour_day_max"


def test_an_offer_is_taken_back_or_ends_when_the_shift_goes_elsewhere(two):
    first, second = plan(two.courier_id), plan(two.courier_id, FAR + DAY)
    swap = offered(two, first)
    withdraw_swap(swap_id=swap.pk, member_id=two.courier_id, by=two.by("alma"), at=AT)
    assert refusal(taken, two, swap).code == "swap_gone"
    other = offered(two, second)
    change(second, two, member_id=two.bilal_id)
    assert SwapOffer.objects.get(pk=other.pk).state == "withdrawn"


def test_a_template_plans_another_week_by_the_clock_on_the_wall_and_twice_changes_nothing(two):
    summer = datetime(2026, 7, 6, 18, tzinfo=UTC)  # 20:00 in Paris
    plan(two.courier_id, summer, hours=5)
    plan(None, summer + DAY, skills="cold")
    template = save_template(name=" Usual  week ", monday=date(2026, 7, 6), by=PLATFORM, at=AT)
    assert template.name == "Usual week"
    for made in (2, 0):
        applied = apply_template(template_id=template.pk, monday=MONDAY, by=PLATFORM, at=AT)
        assert (applied.made, applied.left_open) == (made, 0)
    week = week_window(MONDAY, two.cooperative.zone)
    shifts = Shift.objects.filter(starts_at__gte=week.after, starts_at__lt=week.before).order_by("starts_at")
    assert [(s.state, s.member_id, s.starts_at.hour, s.skills) for s in shifts] == [
        ("draft", two.courier_id, 19, []),  # 20:00 in winter
        ("draft", None, 19, ["cold"]),
    ]
    assert apply_template(template_id=template.pk, monday=date(2026, 7, 6), by=PLATFORM, at=AT).made == 0


def test_a_template_leaves_open_what_its_member_cannot_have_and_a_moved_shift_stays_moved(two):
    plan(two.courier_id)
    template = save_template(name="Usual", monday=MONDAY, by=PLATFORM, at=AT)
    next_week = FAR + 7 * DAY
    busy = plan(two.courier_id, next_week + HOUR)
    applied = apply_template(template_id=template.pk, monday=MONDAY + 7 * DAY, by=PLATFORM, at=AT)
    assert (applied.made, applied.left_open) == (1, 1)
    made = Shift.objects.exclude(source_key="").get()
    assert (made.member_id, made.is_for_claim) == (None, True)
    change(busy, two, starts_at=busy.starts_at + 2 * DAY, ends_at=busy.ends_at + 2 * DAY)
    change(made, two, starts_at=made.starts_at + DAY, ends_at=made.ends_at + DAY)
    assert apply_template(template_id=template.pk, monday=MONDAY + 7 * DAY, by=PLATFORM, at=AT).made == 0


def test_an_empty_week_is_no_template(inside):
    assert refusal(save_template, name="Empty", monday=MONDAY, by=PLATFORM, at=AT).code == "empty_week"
    assert refusal(save_template, name=" ", monday=MONDAY, by=PLATFORM, at=AT).code == "name_needed"
    assert (
        refusal(apply_template, template_id=uuid4(), monday=MONDAY, by=PLATFORM, at=AT).code == "no_template"
    )


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
