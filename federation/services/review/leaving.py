"""What a co-op does of its own will: it leaves, or its workers ask for a review.

Its account is settled in `services.means.leaving`, never before it may leave; the rights on what it authored belong to
the commons.
"""

from datetime import date, datetime

from django.utils import timezone

from cooperatives.queries.access import people_with
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import ArchiveTaken, LeaveAnnounced, ReviewTriggered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review.membership import Action, belongs, check_reason, next_state
from federation.domain.review.terms import REQUEST
from federation.models import LeaveNotice, ReviewRequest, ReviewTrigger
from federation.permissions import WORKING
from federation.queries.membership import belonging, decided_state
from federation.queries.review.reviews import has_open_trigger
from federation.services.here import require_cooperative
from federation.services.review.register import person_of


@unit_of_work
def give_notice(*, last_day: date, reason: str, by: Actor, at: datetime) -> LeaveNotice:
    """The co-op in scope leaves after its last day. The federation records it; its data stays its own.

    Raises Invalid for a day that is over or a short reason; NotAllowedNow when it does not belong.
    """
    require_cooperative()
    next_state(decided_state(required()), Action.LEAVE)
    if last_day < timezone.localdate(at, cooperative_here().zone):
        raise Invalid("day_over", _("This day is over: choose a coming one."), field="last_day")
    notice = LeaveNotice.objects.create(
        last_day=last_day, reason=check_reason(reason), given_by_id=person_of(by), given_at=at
    )
    record(LeaveAnnounced(notice_id=notice.pk, occurred_at=at), by=by)
    return notice


@unit_of_work
def ask_for_review(*, by: Actor, at: datetime) -> int:
    """A worker asks for an extraordinary review of their co-op. Once a tenth of them do, the federation is told.

    Who asked stays in the co-op; the federation hears how many of how many. Returns how many ask now. Asking
    twice changes nothing. Raises NotAllowedNow when the co-op does not belong.
    """
    require_cooperative()
    today = timezone.localdate(at, cooperative_here().zone)
    if not belongs(belonging(cooperative_here().slug, today)):
        raise NotAllowedNow("no_member", _("Only a member is reviewed so."))
    ReviewRequest.objects.get_or_create(user_id=person_of(by), withdrawn_at=None, defaults={"asked_at": at})
    workers = {person.pk for person in people_with(WORKING, on=today)}
    asking = ReviewRequest.objects.filter(withdrawn_at=None, user__in=workers).count()
    enough = asking * 100 >= REQUEST.number * len(workers)
    if enough and not has_open_trigger(required(), ReviewTrigger.Kind.REQUEST):
        trigger = ReviewTrigger.objects.create(
            kind=ReviewTrigger.Kind.REQUEST, numerator=asking, denominator=len(workers), raised_at=at
        )
        record(ReviewTriggered(trigger_id=trigger.pk, kind=trigger.kind, occurred_at=at), by=by)
    return asking


@unit_of_work
def take_request_back(*, by: Actor, at: datetime) -> None:
    """The worker does not ask any more. What the federation was told stays told."""
    require_cooperative()
    ReviewRequest.objects.filter(user_id=person_of(by), withdrawn_at=None).update(withdrawn_at=at)


@unit_of_work
def note_archive_taken(*, by: Actor, at: datetime) -> None:
    """The journal of the co-op in scope keeps who took all of its data along."""
    require_cooperative()
    record(ArchiveTaken(archive_id=uuid7(), occurred_at=at), by=by)
