"""The federation puts a text to its co-ops, and counts what they said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.consulting import ConsultationDecided, ConsultationOpened
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.voice.amendments import paragraphs
from federation.domain.voice.phases import MOST_OPEN, Calendar, Doing, check_calendar
from federation.domain.voice.voting import PRESETS, Rule
from federation.models import Consultation, Decided
from federation.queries.membership import may_take_part
from federation.queries.voice.consultations import Seen, open_consultations, seen
from federation.services.here import require_federation
from federation.services.review.register import person_of

MOST_PARAGRAPHS = 60


@dataclass(frozen=True, slots=True)
class ConsultationSaid:
    """What is asked, and until when one may amend, from when and until when one votes."""

    kind: str
    title: str
    text: str
    amend_until: datetime
    vote_from: datetime
    vote_until: datetime
    asks_workers: bool = True


@unit_of_work
def open_consultation(*, said: ConsultationSaid, by: Actor, at: datetime) -> Consultation:
    """Put a text to all co-ops, by the rule the charter has for its kind. In the federation's scope.

    Raises Invalid for a text or calendar without sense; NotAllowedNow while as many are open as people can answer.
    """
    require_federation()
    if said.kind not in Consultation.Kind.values:
        raise Invalid("bad_kind", _("Choose what it is about."), field="kind")
    if not said.title.strip():
        raise Invalid("no_title", _("Write a title."), field="title")
    if not 1 <= len(paragraphs(said.text)) <= MOST_PARAGRAPHS:
        raise Invalid(
            "no_text", _("Write a text of 1 to 60 paragraphs, parted by empty lines."), field="text"
        )
    calendar = Calendar(at, said.amend_until, said.vote_from, said.vote_until)
    check_calendar(calendar)
    if open_consultations(at) >= MOST_OPEN:
        raise NotAllowedNow(
            "too_many_open",
            _("%(most)s consultations are open already: wait for one to end."),
            most=MOST_OPEN,
        )
    opened = Consultation.objects.create(
        kind=said.kind,
        title=said.title.strip(),
        text="\n\n".join(paragraphs(said.text)),
        rule=rule_for(said.kind, at).as_json(),
        asks_workers=said.asks_workers,
        opened_at=at,
        amend_until=said.amend_until,
        vote_from=said.vote_from,
        vote_until=said.vote_until,
        opened_by_id=person_of(by),
    )
    record(ConsultationOpened(consultation_id=opened.pk, kind=opened.kind, occurred_at=at), by=by)
    return opened


def rule_for(kind: str, at: datetime) -> Rule:
    """The rule of the federation's charter in force for a kind, or the preset. In the federation's scope."""
    terms = charter_on(timezone.localdate(at, cooperative_here().zone)).terms
    voted = terms.get("voice", {}).get("rules", {})
    return Rule.read(voted[kind]) if kind in voted else PRESETS[kind]


@unit_of_work
def decide_consultation(*, consultation_id: UUID, by: Actor, at: datetime) -> Decided:
    """Count a vote that is over. Counting twice is once. In the federation's scope.

    Who may not take part on the last day (suspended, or gone) does not count, nor does their weight.
    Raises NotFound; NotAllowedNow before its end.
    """
    require_federation()
    found = seen(consultation_id, at)
    if found is None:
        raise NotFound("no_consultation", _("There is no such consultation."))
    if found.decided is not None:
        return found.decided
    found.consultation.calendar.check(Doing.CLOSE, at)
    counted = _of_those_who_may(found)
    result = counted.result()
    decided = Decided.objects.create(
        consultation=found.consultation,
        is_adopted=result.is_adopted,
        text=counted.text_as_amended,
        body={
            "outcome": result.as_json(),
            "roll": {slug: entry.workers for slug, entry in counted.roll.items()},
            "votes": {slug: vote.choice for slug, vote in counted.votes.items() if slug in counted.roll},
            "amendments": [
                {"number": one.number, **counted.result(one.pk).as_json()}
                for one in counted.amendments
                if not one.is_withdrawn
            ],
        },
        decided_at=at,
    )
    event = ConsultationDecided(consultation_id=found.consultation.pk, decided_id=decided.pk, occurred_at=at)
    record(event, by=by)
    return decided


def _of_those_who_may(found: Seen) -> Seen:
    last = timezone.localdate(found.consultation.vote_until, cooperative_here().zone)
    roll = {slug: entry for slug, entry in found.roll.items() if may_take_part(slug, last)}
    return Seen(
        found.consultation, found.phase, roll, found.amendments, found.votes, found.voted_on,
        found.tallies, found.decided,
    )  # fmt: skip
