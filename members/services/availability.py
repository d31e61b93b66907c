"""What members say about themselves: when they can work, and what they are trained for."""

from collections.abc import Iterable
from uuid import UUID

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.availability import Window, check_window
from members.domain.roster import skills_in
from members.models import Availability, MemberWorker

MOST_WINDOWS = 42


@unit_of_work
def add_availability(*, member_id: UUID, window: Window, by: Actor) -> Availability:
    """A weekly window in which the member can or cannot work. The same one twice is one.

    Raises Invalid for a window that makes no sense, or more of them than a week can hold.
    """
    check_window(window)
    facts = {
        "member_id": member_id,
        "kind": window.kind.value,
        "weekday": window.weekday,
        "from_minute": window.from_minute,
        "until_minute": window.until_minute,
        "weeks": window.weeks.value,
        "first": window.first,
        "last": window.last,
    }
    known = Availability.objects.filter(**facts).first()
    if known:
        return known
    if Availability.objects.filter(member_id=member_id).count() >= MOST_WINDOWS:
        raise Invalid(
            "too_many_windows", _("%(most)s windows at most: remove some first."), most=MOST_WINDOWS
        )
    return Availability.objects.create(**facts)


@unit_of_work
def drop_availability(*, availability_id: UUID, member_id: UUID, by: Actor) -> None:
    """Take a window back. Raises NotFound for another's."""
    gone, _rows = Availability.objects.filter(pk=availability_id, member_id=member_id).delete()
    if not gone:
        raise NotFound("no_availability", _("There is no such window."))


@unit_of_work
def set_skills(*, member_id: UUID, skills: str | Iterable[str], by: Actor) -> MemberWorker:
    """What a member is trained for, in the co-op's own words. Raises NotFound, Invalid for too many or too long."""
    member = MemberWorker.objects.select_for_update(of=("self",), no_key=True).filter(pk=member_id).first()
    if member is None:
        raise NotFound("no_member", _("There is no such member."))
    member.skills = skills_in(skills)
    member.save(update_fields=["skills"])
    return member
