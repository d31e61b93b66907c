"""What every service of the roster asks before somebody gets a shift. Building blocks: inside a unit of work only."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils import timezone

from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from members.domain.absence import away_during
from members.domain.labour import Finding
from members.domain.roster import lacking
from members.models import MemberWorker, Shift
from members.queries.absences import absences_between
from members.queries.labour import of_a_plan


def locked_shift(shift_id: UUID) -> Shift:
    """The shift, for whoever comes first. Raises NotFound."""
    shift = Shift.objects.select_for_update(of=("self",), no_key=True).filter(pk=shift_id).first()
    if shift is None:
        raise NotFound("no_shift", _("There is no such shift."))
    return shift


def locked_members(member_ids: Iterable[UUID]) -> dict[UUID, MemberWorker]:
    """These members, locked in one order, so that two services never wait for each other."""
    members = MemberWorker.objects.select_for_update(of=("self",), no_key=True)
    return {member.pk: member for member in members.filter(pk__in=list(member_ids)).order_by("pk")}


def check_can_take(
    member_id: UUID, window: TimeWindow, skills: Collection[str] = (), *, besides: UUID | None = None
) -> MemberWorker:
    """The member, locked, who may take a shift of that time. `besides` is the shift it replaces.

    Raises NotFound; NotAllowedNow for one who has left, or a guest; Invalid for an overlap, a missing skill, leave that
    was granted, or a rule of working time that blocks, which it names with its article.
    """
    member = locked_members([member_id]).get(member_id)
    if member is None:
        raise NotFound("no_member", _("There is no such member."))
    if member.is_guest:
        raise NotAllowedNow(
            "a_guest",
            _("%(name)s is a guest: their shifts are agreed with the co-op that employs them."),
            field="member",
            name=member.name,
        )
    if member.left_on is not None and member.left_on < window.before.date():
        raise NotAllowedNow("member_left", _("%(name)s has left by then."), field="member", name=member.name)
    taken = Shift.objects.filter(member_id=member_id, starts_at__lt=window.before, ends_at__gt=window.after)
    if (taken.exclude(pk=besides) if besides else taken).exists():
        raise Invalid("shift_overlaps", _("This member already works at that time."), field="starts_at")
    if missing := lacking(skills, member.skills):
        raise Invalid(
            "lacks_skills",
            _("%(name)s does not have what this shift asks for: %(skills)s."),
            field="member",
            name=member.name,
            skills=", ".join(missing),
        )
    _check_is_here(member, window)
    blocking = next((one for one in of_a_plan(member, window, besides=besides) if one.is_blocking), None)
    if blocking:
        raise refusal(blocking)
    return member


def _check_is_here(member: MemberWorker, window: TimeWindow) -> None:
    first, last = (timezone.localdate(moment) for moment in (window.after, window.before))
    away = away_during(absences_between(first, last).get(member.pk, ()), first, last)
    if away:
        raise Invalid(
            "member_away",
            _("%(name)s is away from %(first)s to %(last)s."),
            field="member",
            name=member.name,
            first=away.first,
            last=away.last,
        )


def refusal(finding: Finding) -> Invalid:
    """The error that says which rule forbids it, by which article."""
    params = {name: value for name, value in finding.sentence.params.items() if name != "field"}
    return Invalid(f"labour_{finding.code}", finding.sentence.message, field="ends_at", **params)
