"""A usual week, kept and planned again."""

from datetime import UTC, date, datetime
from uuid import uuid4

from members.models import Shift
from members.queries.days import week_window
from members.services.templates import apply_template, save_template
from tests.conftest import PLATFORM
from tests.members.planning.conftest import AT, DAY, FAR, HOUR, MONDAY, change, plan, refusal


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
