"""A co-op takes part: it is on the roll, amends, votes by its delegate, and asks its workers. In its own scope."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.consulting import (
    AmendmentProposed,
    AmendmentTakenBack,
    DelegateVoted,
    RollEntered,
    WorkersTallied,
)
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.voice.amendments import Amendment as Change
from federation.domain.voice.amendments import check_amendment
from federation.domain.voice.phases import Doing, Phase
from federation.domain.voice.voting import Choice
from federation.domain.voice.workers import check_against_workers
from federation.models import (
    Amendment,
    AmendmentWithdrawn,
    Consultation,
    DelegateVote,
    RollEntry,
    WorkerAnswer,
    WorkerTally,
)
from federation.queries.membership import may_take_part
from federation.queries.voice.answers import told_by_workers
from federation.services.here import require_cooperative
from federation.services.review.register import person_of
from members.queries.evidence import employed_on

MOST_WORKERS = 100_000


@unit_of_work
def enter_roll(
    *, consultation_id: UUID, by: Actor, at: datetime, declared_workers: int | None = None
) -> RollEntry | None:
    """The co-op is on the roll, with the workers it employs; declared where the platform does not count them.

    None while it is not known how many they are. Twice is once. Raises NotFound; NotAllowedNow for a co-op that may
    not take part, or once the vote has begun; Invalid for a number that is none.
    """
    found, today = _consultation(consultation_id), _today(at)
    known = found.roll.filter(cooperative_id=required()).first()
    if known is not None:
        return known
    _check_may_take_part(at)
    if found.calendar.phase(at) not in (Phase.AMENDING, Phase.BETWEEN):
        raise NotAllowedNow("roll_closed", _("The roll of this vote is closed: it has begun."))
    counted = len(employed_on(today))
    workers = counted or declared_workers
    if workers is None:
        return None
    if not 0 < workers <= MOST_WORKERS:
        raise Invalid("bad_workers", _("Write how many workers your co-op has."), field="workers")
    entry = RollEntry.objects.create(
        consultation=found, workers=workers, is_declared=not counted, entered_at=at
    )
    record(RollEntered(consultation_id=found.pk, occurred_at=at), by=by)
    return entry


@unit_of_work
def propose_amendment(
    *, consultation_id: UUID, paragraph: int, text: str, why: str, by: Actor, at: datetime
) -> Amendment:
    """Another wording for a paragraph, put to the vote of all. Raises NotFound, NotAllowedNow, Invalid."""
    found = _consultation(consultation_id)
    _check_may_take_part(at)
    found.calendar.check(Doing.AMEND, at)
    if not why.strip():
        raise Invalid("no_why", _("Say in a sentence why."), field="why")
    check_amendment(found.text, Change(0, paragraph, text))
    proposed = Amendment.objects.create(
        consultation=found,
        paragraph=paragraph,
        text=text.strip(),
        why=why.strip()[:500],
        proposed_by_id=person_of(by),
        proposed_at=at,
    )
    event = AmendmentProposed(consultation_id=found.pk, amendment_id=proposed.pk, occurred_at=at)
    record(event, by=by)
    return proposed


@unit_of_work
def withdraw_amendment(*, amendment_id: UUID, by: Actor, at: datetime) -> AmendmentWithdrawn:
    """The co-op in scope takes back what it proposed; until the vote opens. Twice is once.

    Raises NotFound for another's; NotAllowedNow once the vote has begun.
    """
    require_cooperative()
    found = Amendment.objects.select_related("consultation").filter(pk=amendment_id).first()
    if found is None or found.cooperative_id != required():
        raise NotFound("no_amendment", _("There is no such amendment."))
    known = AmendmentWithdrawn.objects.filter(amendment=found).first()
    if known is not None:
        return known
    found.consultation.calendar.check(Doing.WITHDRAW, at)
    row = AmendmentWithdrawn.objects.create(amendment=found, withdrawn_by_id=person_of(by), withdrawn_at=at)
    event = AmendmentTakenBack(consultation_id=found.consultation_id, amendment_id=found.pk, occurred_at=at)
    record(event, by=by)
    return row


@unit_of_work
def cast_vote(
    *,
    consultation_id: UUID,
    choice: str,
    by: Actor,
    at: datetime,
    amendment_id: UUID | None = None,
    mandate: str = DelegateVote.Mandate.FREE,
    reason: str = "",
) -> DelegateVote:
    """The co-op's vote, by its delegate, for everybody to read; until the end it may be cast anew.

    Raises NotFound; NotAllowedNow outside the vote, off the roll, or for a co-op that may not take part; Invalid for no
    choice, or one against the workers without a reason.
    """
    found = _consultation(consultation_id)
    _check_may_take_part(at)
    found.calendar.check(Doing.VOTE, at)
    if not found.roll.filter(cooperative_id=required()).exists():
        raise NotAllowedNow("not_on_roll", _("Your co-op was not on the roll when the vote began."))
    chosen = _choice(choice)
    if mandate not in DelegateVote.Mandate.values:
        raise Invalid("bad_mandate", _("Choose a mandate."), field="mandate")
    if amendment_id is not None and not found.amendments.filter(pk=amendment_id, withdrawn=None).exists():
        raise NotFound("no_amendment", _("There is no such amendment."))
    if amendment_id is None and found.asks_workers:
        check_against_workers(chosen, told_by_workers(found.pk), reason)
    vote = DelegateVote.objects.create(
        consultation=found,
        amendment_id=amendment_id,
        choice=chosen,
        mandate=mandate,
        reason=reason.strip()[:500],
        cast_by_id=person_of(by),
        cast_at=at,
    )
    record(DelegateVoted(consultation_id=found.pk, vote_id=vote.pk, occurred_at=at), by=by)
    return vote


@unit_of_work
def answer_as_worker(*, consultation_id: UUID, choice: str, by: Actor, at: datetime) -> WorkerAnswer:
    """What a worker says for themselves; changed until the end. Raises NotFound, NotAllowedNow, Invalid."""
    found = _consultation(consultation_id)
    if not found.asks_workers:
        raise NotAllowedNow("not_asked", _("Workers are not asked about this one."))
    found.calendar.check(Doing.VOTE, at)
    answer, _is_new = WorkerAnswer.objects.update_or_create(
        consultation=found.pk,
        user_id=person_of(by),
        defaults={"choice": _choice(choice), "answered_at": at},
    )
    return answer


@unit_of_work
def tell_workers(*, consultation_id: UUID, by: Actor, at: datetime) -> WorkerTally:
    """Once it is over, the co-op tells what its workers answered, as far as their number allows. Twice is once."""
    found = _consultation(consultation_id)
    if (known := found.tallies.filter(cooperative_id=required()).first()) is not None:
        return known
    found.calendar.check(Doing.CLOSE, at)
    told = told_by_workers(found.pk)
    counts = {str(choice): told.counts[choice] for choice in Choice} if told.counts else None
    tally = WorkerTally.objects.create(
        consultation=found, counts=counts, direction=told.direction or "", told_at=at
    )
    record(WorkersTallied(consultation_id=found.pk, occurred_at=at), by=by)
    return tally


def _consultation(consultation_id: UUID) -> Consultation:
    require_cooperative()
    found = Consultation.objects.filter(pk=consultation_id).first()
    if found is None:
        raise NotFound("no_consultation", _("There is no such consultation."))
    return found


def _check_may_take_part(at: datetime) -> None:
    if not may_take_part(cooperative_here().slug, _today(at)):
        raise NotAllowedNow(
            "takes_no_part", _("Your co-op takes no part in the federation’s votes now: see its membership.")
        )


def _today(at: datetime) -> date:
    return timezone.localdate(at, cooperative_here().zone)


def _choice(choice: str) -> Choice:
    try:
        return Choice(choice)
    except ValueError:
        raise Invalid("no_choice", _("Choose yes, no or blank."), field="choice") from None
