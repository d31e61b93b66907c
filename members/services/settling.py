"""What a record of work comes to. A building block of the services that end or correct one."""

from members.domain.records import paid_seconds
from members.models import WorkRecord
from members.queries.hours import pauses_of


def settle(record: WorkRecord) -> None:
    """Set the paid time of a record that is over, from its breaks as they are stored."""
    assert record.ended_at is not None
    pauses = pauses_of(WorkRecord.objects.filter(pk=record.pk)).get(record.pk, ())
    record.paid_seconds = paid_seconds(record.started_at, record.ended_at, pauses)
    record.minutes = -(-record.paid_seconds // 60)
