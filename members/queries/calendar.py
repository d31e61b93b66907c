"""A member's published shifts as an iCalendar feed (RFC 5545)."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cooperatives.queries.here import cooperative_here
from members.models import MemberWorker, Shift

BACK, AHEAD = timedelta(days=30), timedelta(days=366)


def member_by_token(token: str) -> MemberWorker | None:
    """Whose secret this is; an empty one is nobody's."""
    return MemberWorker.objects.filter(calendar_token=token).first() if token else None


def calendar_of(member: MemberWorker, at: datetime) -> bytes:
    """Their shifts of the last month and of the year to come, in the co-op's zone, under ids that stay.

    A shift that was cancelled or given away is not in it, so that calendars forget it.
    """
    here = cooperative_here()
    calendar = Calendar()
    calendar.add("prodid", "-//Coopplatform//Roster//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{here.name} · {member.name}")
    calendar.add("x-wr-timezone", here.timezone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    shifts = Shift.objects.filter(
        member=member, state=Shift.State.PUBLISHED, ends_at__gt=at - BACK, starts_at__lt=at + AHEAD
    )
    for shift in shifts.order_by("starts_at"):
        event = Event()
        event.add("uid", f"{shift.pk}@{here.slug}")
        event.add("sequence", shift.revision)
        event.add("dtstamp", shift.revised_at or made_at(shift))
        event.add("dtstart", shift.starts_at.astimezone(here.zone))
        event.add("dtend", shift.ends_at.astimezone(here.zone))
        event.add("summary", _("Shift, %(coop)s") % {"coop": here.name})
        if shift.skills:
            event.add("description", ", ".join(shift.skills))
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def made_at(shift: Shift) -> datetime:
    """When the row was made, as its id (UUID version 7) says."""
    return datetime.fromtimestamp((shift.pk.int >> 80) / 1000, tz=UTC).replace(microsecond=0)
