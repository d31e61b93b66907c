"""A dispatcher's few words to a courier: on their day until read, and on their phone."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.dispatching import CourierTold, NoteRead
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.models import CourierNote
from members.queries.roster import workers

LONGEST = 200


@unit_of_work
def tell_courier(*, courier_id: UUID, text: str, by: Actor, at: datetime) -> CourierNote:
    """Raises NotFound for an unknown courier, Invalid for nothing to say or too much."""
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST:
        raise Invalid("note_text", _("Write between 1 and 200 letters."), field="text")
    if courier_id not in workers({courier_id}):
        raise NotFound("no_courier", _("There is no such courier."))
    note = CourierNote.objects.create(courier_id=courier_id, text=words, sent_by=str(by), sent_at=at)
    record(CourierTold(note_id=note.pk, courier_id=courier_id, occurred_at=at), by=by)
    return note


@unit_of_work
def read_note(*, note_id: UUID, courier_id: UUID, by: Actor, at: datetime) -> CourierNote:
    """The courier has read it. Twice is once; raises NotFound for a note that is not theirs."""
    note = CourierNote.objects.select_for_update(of=("self",), no_key=True)
    found = note.filter(pk=note_id, courier=courier_id).first()
    if found is None:
        raise NotFound("no_note", _("There is no such message."))
    if found.read_at is None:
        found.read_at = at
        found.save(update_fields=["read_at"])
        record(NoteRead(note_id=found.pk, courier_id=courier_id, occurred_at=at), by=by)
    return found
