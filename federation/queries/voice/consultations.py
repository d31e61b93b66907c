"""Consultations as everybody may read them: text, roll, amendments, votes by roll call, what came out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from federation.domain.voice.amendments import Amendment as Change
from federation.domain.voice.amendments import amended, paragraphs
from federation.domain.voice.phases import Phase
from federation.domain.voice.voting import Choice, Outcome, outcome
from federation.models import (
    Amendment,
    Consultation,
    Decided,
    DelegateVote,
    RollEntry,
    WorkerTally,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A consultation at a moment. `votes` are the newest of each co-op by slug; `voted_on` the same by amendment."""

    consultation: Consultation
    phase: Phase
    roll: dict[str, RollEntry]
    amendments: list[Amendment]
    votes: dict[str, DelegateVote]
    voted_on: dict[UUID, dict[str, DelegateVote]]
    tallies: list[WorkerTally]
    decided: Decided | None

    @property
    def paragraphs(self) -> list[str]:
        return paragraphs(self.consultation.text)

    def result(self, amendment_id: UUID | None = None) -> Outcome:
        """As it stands by the votes cast, on the text or on an amendment."""
        votes = self.votes if amendment_id is None else self.voted_on.get(amendment_id, {})
        roll = {slug: entry.workers for slug, entry in self.roll.items()}
        chosen = {slug: Choice(vote.choice) for slug, vote in votes.items() if slug in roll}
        return outcome(self.consultation.voting_rule, roll, chosen)

    @property
    def text_as_amended(self) -> str:
        """With the amendments that have their majority by now."""
        adopted = [
            Change(one.number, one.paragraph, one.text, self.result(one.pk).counts[Choice.YES])
            for one in self.amendments
            if not one.is_withdrawn and self.result(one.pk).is_adopted
        ]
        return amended(self.consultation.text, adopted)


def _numbered(found: Consultation) -> list[Amendment]:
    rows = list(found.amendments.select_related("cooperative", "withdrawn").order_by("proposed_at", "id"))
    for number, row in enumerate(rows, start=1):
        row.number, row.is_withdrawn = number, hasattr(row, "withdrawn")
    return rows


def consultations() -> list[Consultation]:
    """The newest first, with what they came to."""
    return list(Consultation.objects.select_related("decided").order_by("-opened_at"))


def open_consultations(at: datetime) -> int:
    return Consultation.objects.filter(vote_until__gt=at).count()


def undecided(at: datetime) -> list[Consultation]:
    """Those whose vote is over and was not counted yet."""
    return list(Consultation.objects.filter(vote_until__lte=at, decided__isnull=True))


def seen(consultation_id: UUID, at: datetime) -> Seen | None:
    """A fixed number of queries, whatever the number of co-ops and amendments."""
    found = Consultation.objects.select_related("decided").filter(pk=consultation_id).first()
    if found is None:
        return None
    roll = {
        entry.cooperative.slug: entry
        for entry in found.roll.select_related("cooperative").order_by("cooperative__name")
    }
    votes: dict[str, DelegateVote] = {}
    voted_on: dict[UUID, dict[str, DelegateVote]] = {}
    for vote in found.votes.select_related("cooperative").order_by("cast_at", "id"):
        of = votes if vote.amendment_id is None else voted_on.setdefault(vote.amendment_id, {})
        of[vote.cooperative.slug] = vote
    return Seen(
        consultation=found,
        phase=found.calendar.phase(at),
        roll=roll,
        amendments=_numbered(found),
        votes=votes,
        voted_on=voted_on,
        tallies=list(found.tallies.select_related("cooperative").order_by("cooperative__name")),
        decided=getattr(found, "decided", None),
    )
