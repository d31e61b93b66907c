"""What the workers of the co-op in scope answered; nothing of it leaves but what `domain.voice.workers` tells."""

from uuid import UUID

from django.db.models import Count

from federation.domain.voice.voting import Choice
from federation.domain.voice.workers import Told, told
from federation.models import WorkerAnswer


def counts(consultation_id: UUID) -> dict[Choice, int]:
    rows = WorkerAnswer.objects.filter(consultation=consultation_id).values("choice")
    return {Choice(row["choice"]): row["n"] for row in rows.annotate(n=Count("id"))}


def told_by_workers(consultation_id: UUID) -> Told:
    """As their number allows."""
    return told(counts(consultation_id))


def answer_of(consultation_id: UUID, user_id: int) -> Choice | None:
    row = WorkerAnswer.objects.filter(consultation=consultation_id, user=user_id).first()
    return Choice(row.choice) if row else None
