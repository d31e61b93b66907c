"""Saying in advance that it takes longer: what is promised for a while is expected later, with the reason."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.ordering import DelayAnnounced, DelayLifted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.delays import check_delay
from deliveries.models import Delay
from deliveries.services.quoting import store_called


@unit_of_work
def announce_delay(
    *, store_id: UUID | None, minutes: int, reason: str, ends_at: datetime, by: Actor, at: datetime
) -> Delay:
    """Orders of a store, or of all, are expected `minutes` later until `ends_at`; one that runs for them ends.

    Raises NotFound for an unknown store; Invalid for minutes, a reason or an end that make no sense.
    """
    check_delay(minutes, at, ends_at)
    if reason not in Delay.Reason.values:
        raise Invalid("delay_reason", _("Choose a reason of the list."), field="reason")
    if store_id is not None:
        store_called(store_id)
    Delay.objects.filter(store=store_id, ends_at__gt=at, lifted_at__isnull=True).update(ends_at=at)
    delay = Delay.objects.create(
        store_id=store_id, minutes=minutes, reason=reason, begins_at=at, ends_at=ends_at, announced_by=str(by)
    )
    record(DelayAnnounced(delay_id=delay.pk, store_id=store_id, minutes=minutes, occurred_at=at), by=by)
    return delay


@unit_of_work
def lift_delay(*, delay_id: UUID, by: Actor, at: datetime) -> Delay:
    """It is over, as if it had not been: what was promised holds. Twice is once; raises NotFound."""
    delay = Delay.objects.select_for_update(of=("self",), no_key=True).filter(pk=delay_id).first()
    if delay is None:
        raise NotFound("no_delay", _("There is no such delay."))
    if delay.lifted_at is None:
        delay.lifted_at = at
        delay.save(update_fields=["lifted_at"])
        record(DelayLifted(delay_id=delay.pk, store_id=delay.store_id, occurred_at=at), by=by)
    return delay
