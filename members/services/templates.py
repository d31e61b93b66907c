"""A week of the roster kept as a template, and other weeks planned by it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import unit_of_work
from members.models import Shift, TemplatePlace, WeekTemplate
from members.queries.days import week_window
from members.services.checking import check_can_take, locked_members

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a template added to a week: drafts, and those of them left open because their member could not have it."""

    made: int
    left_open: int


@unit_of_work
def save_template(*, name: str, monday: date, by: Actor, at: datetime) -> WeekTemplate:
    """Keep the week's shifts, drafts included, under a name; a template of that name is replaced.

    Raises Invalid without a name or without a shift in the week.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid("name_needed", _("Give the template a name."), field="name")
    zone = cooperative_here().zone
    shifts = Shift.objects.filter(lent_to="", starts_at__gte=(week := week_window(monday, zone)).after)
    rows = list(shifts.filter(starts_at__lt=week.before).order_by("starts_at", "pk"))
    if not rows:
        raise Invalid("empty_week", _("There is no shift in this week to keep."), field="name")
    template, _created = WeekTemplate.objects.update_or_create(name=name, defaults={"saved_at": at})
    template.places.all().delete()
    TemplatePlace.objects.bulk_create(
        TemplatePlace(
            template=template,
            member_id=shift.member_id,
            weekday=(local := shift.starts_at.astimezone(zone)).weekday(),
            from_minute=60 * local.hour + local.minute,
            minutes=_wall_minutes(local, shift.ends_at.astimezone(zone)),
            skills=shift.skills,
        )
        for shift in rows
    )
    return template


@unit_of_work
def apply_template(*, template_id: UUID, monday: date, by: Actor, at: datetime) -> Applied:
    """Draft the template's shifts in a week; what is there already stays, so that twice changes nothing.

    A shift whose member has left, works then, or may not by a rule is drafted open. Raises NotFound.
    """
    template = WeekTemplate.objects.select_for_update(of=("self",)).filter(pk=template_id).first()
    if template is None:
        raise NotFound("no_template", _("There is no such template."))
    zone = cooperative_here().zone
    week = week_window(monday, zone)
    there = list(
        Shift.objects.filter(
            Q(starts_at__gte=week.after, starts_at__lt=week.before) | Q(source_key__contains=f":{monday}:")
        )
    )
    keys = {shift.source_key for shift in there if shift.source_key}
    equal = Counter((s.member_id, s.starts_at, s.ends_at) for s in there if s.source_key == "")
    places = list(template.places.order_by("weekday", "from_minute", "pk"))
    locked_members(place.member_id for place in places if place.member_id)
    made, left_open, seen = 0, 0, Counter[str]()
    for place in places:
        seen[_signature(place)] += 1
        key = f"{template.pk}:{monday}:{_signature(place)}:{seen[_signature(place)]}"
        window = _window(place, monday)
        if key in keys:
            continue
        if equal[same := (place.member_id, window.after, window.before)]:
            equal[same] -= 1
            continue
        member_id = _who_can(place, window)
        left_open += member_id is None and place.member_id is not None
        made += 1
        Shift.objects.create(
            member_id=member_id,
            starts_at=window.after,
            ends_at=window.before,
            skills=place.skills,
            is_for_claim=member_id is None,
            state=Shift.State.DRAFT,
            source_key=key,
        )
    return Applied(made, left_open)


@unit_of_work
def drop_template(*, template_id: UUID, by: Actor) -> None:
    """Forget a template; the weeks planned by it stay. Raises NotFound."""
    gone, _rows = WeekTemplate.objects.filter(pk=template_id).delete()
    if not gone:
        raise NotFound("no_template", _("There is no such template."))


def _who_can(place: TemplatePlace, window: TimeWindow) -> UUID | None:
    if place.member_id is None:
        return None
    try:
        check_can_take(place.member_id, window, place.skills)
    except DomainError:
        return None
    return place.member_id


def _signature(place: TemplatePlace) -> str:
    return f"{place.weekday}-{place.from_minute}-{place.minutes}-{place.member_id or 'open'}"


def _window(place: TemplatePlace, monday: date) -> TimeWindow:
    """By the clock on the wall, also where the clocks change that night."""
    zone = cooperative_here().zone
    midnight = datetime.combine(monday + timedelta(days=place.weekday), time(0))
    begins = midnight + place.from_minute * MINUTE
    ends = begins + place.minutes * MINUTE
    return TimeWindow(begins.replace(tzinfo=zone), ends.replace(tzinfo=zone))


def _wall_minutes(begins: datetime, ends: datetime) -> int:
    """Minutes between two clock times on the wall."""
    return int((ends.replace(tzinfo=None) - begins.replace(tzinfo=None)) / MINUTE)
