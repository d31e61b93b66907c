"""A living roster: skills, hours people cannot work, open shifts, a swap, and the week after next as drafts."""

from datetime import date, datetime, time, timedelta

from cooperatives.domain.roles import Role
from coopplatform.kernel.errors import DomainError
from federation.demo.founded import Founded
from members.domain.availability import Kind, Weeks, Window
from members.queries.hours import shifts_of
from members.services.availability import add_availability, set_skills
from members.services.roster import plan_shift
from members.services.swapping import offer_swap
from members.services.templates import apply_template, save_template

SKILLS = (("cargo", "cold"), ("cargo",), ("trailer",), ())
LUNCH = (time(11), time(14, 30))
CANNOT = (
    Window(Kind.CANNOT, 2, 8 * 60, 17 * 60),
    Window(Kind.CANNOT, 5, 0, 24 * 60, Weeks.ODD),
    Window(Kind.CAN, 4, 17 * 60, 24 * 60),
)
OPEN_SHIFTS = ((2, "cargo"), (3, ""), (5, ""))
"""Days from today on which a lunch is open, and what it asks for."""


def open_the_roster(founded: Founded, *, at: datetime) -> None:
    """What a dispatcher and a courier find when they look at the coming weeks for the first time."""
    dispatcher = founded.by(Role.DISPATCHER)
    for index, (rider, actor) in enumerate(founded.riders.items()):
        set_skills(member_id=rider, skills=SKILLS[index % len(SKILLS)], by=dispatcher)
        if 0 < index <= len(CANNOT):
            add_availability(member_id=rider, window=CANNOT[index - 1], by=actor)
    today = at.astimezone(founded.zone).date()
    for days, skills in OPEN_SHIFTS:
        starts_at, ends_at = (
            datetime.combine(today + timedelta(days=days), hour, founded.zone) for hour in LUNCH
        )
        plan_shift(member_id=None, starts_at=starts_at, ends_at=ends_at, skills=skills, by=dispatcher)
    _offer_one(founded, at)
    _plan_the_week_after_next(founded, today, at)


def _offer_one(founded: Founded, at: datetime) -> None:
    """Somebody but the one whom a person plays offers a shift of the day after tomorrow or later."""
    for rider, actor in list(founded.riders.items())[1:]:
        ahead = [s for s in shifts_of(rider, since=at) if s.starts_at > at + timedelta(days=2)]
        if ahead:
            offer_swap(shift_id=ahead[0].pk, member_id=rider, by=actor, at=at)
            return


def _plan_the_week_after_next(founded: Founded, today: date, at: datetime) -> None:
    """By the template of the week that has most of its shifts planned."""
    dispatcher, monday = founded.by(Role.DISPATCHER), today - timedelta(days=today.weekday())
    begins = monday if today.weekday() <= 3 else monday + timedelta(days=7)
    try:
        template = save_template(name="Semaine type", monday=begins, by=dispatcher, at=at)
    except DomainError:  # nothing is planned in that week
        return
    apply_template(template_id=template.pk, monday=monday + timedelta(days=14), by=dispatcher, at=at)
