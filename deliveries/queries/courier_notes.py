"""What dispatchers wrote to a courier, and who wrote it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cooperatives.queries.people import actor_names
from deliveries.models import CourierNote


@dataclass(frozen=True, slots=True)
class Said:
    """A few words to a courier, not read yet."""

    note_id: UUID
    text: str
    sent_at: datetime
    name: str


def unread_notes(courier_id: UUID) -> list[Said]:
    """The oldest first."""
    notes = list(CourierNote.objects.filter(courier=courier_id, read_at__isnull=True).order_by("sent_at"))
    names = actor_names(note.sent_by for note in notes) if notes else {}
    return [Said(note.pk, note.text, note.sent_at, names.get(note.sent_by, "")) for note in notes]


def unread_words(note_ids: Collection[UUID]) -> list[str]:
    """The texts of those of them that are not read, the oldest first."""
    if not note_ids:
        return []
    unread = CourierNote.objects.filter(pk__in=note_ids, read_at__isnull=True)
    return list(unread.order_by("sent_at").values_list("text", flat=True))
