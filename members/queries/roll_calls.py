"""Who is on the sheet of an assembly of the co-op in scope, and how each voted when called."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from members.domain.roll_call import Ballot, Choice, Sheet
from members.models import Assembly, Attendance, MemberWorker, Motion, RollVote
from members.queries.assemblies import electorate


def electorate_of(assembly: Assembly) -> list[MemberWorker]:
    """The members on the day it is held."""
    return electorate(timezone.localdate(assembly.held_at, cooperative_here().zone))


def kept_sheet(assembly_id: UUID) -> Sheet | None:
    """None before one is written."""
    rows = Attendance.objects.filter(assembly=assembly_id).values_list("member_id", "carried_by_id")
    carried_by = dict(rows.order_by("member__name", "member_id"))
    return Sheet(carried_by) if carried_by else None


def motion_numbered(assembly_id: UUID, number: int) -> Motion | None:
    return Motion.objects.filter(assembly=assembly_id, number=number).select_related("assembly").first()


def rolls_of(motions: Iterable[Motion]) -> dict[UUID, list[RollVote]]:
    """By motion, how each voted, by name; nothing of a vote that names nobody. One query."""
    named = [motion.pk for motion in motions if motion.ballot == Ballot.OPEN]
    found: dict[UUID, list[RollVote]] = {}
    for vote in RollVote.objects.filter(motion__in=named).select_related("member").order_by("member__name"):
        found.setdefault(vote.motion_id, []).append(vote)
    return found


def counted(roll: Iterable[RollVote]) -> tuple[int, int, int]:
    """For, against, blank."""
    counts = Counter[str]()
    for vote in roll:
        counts[vote.choice] += vote.voices
    return counts[Choice.IN_FAVOUR], counts[Choice.AGAINST], counts[Choice.BLANK]
