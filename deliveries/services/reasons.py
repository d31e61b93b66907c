"""Which reasons couriers choose from."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.ordering import ReasonsSet
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.incidents import Reason, reasons_from
from deliveries.models import ReasonSet, Store


@unit_of_work
def set_reasons(*, store_id: UUID | None, reasons: Sequence[Reason], by: Actor, at: datetime) -> ReasonSet:
    """Of a store, or of the co-op. Raises NotFound; Invalid for a list that makes no sense."""
    _check_store(store_id)
    stored = [{"code": reason.code, "photo": reason.wants_photo} for reason in reasons]
    reasons_from(stored)
    made = ReasonSet.objects.filter(store=store_id).first() or ReasonSet(store_id=store_id)
    made.reasons = stored
    made.save()
    record(ReasonsSet(store_id=store_id, occurred_at=at), by=by)
    return made


@unit_of_work
def forget_reasons(*, store_id: UUID | None, by: Actor, at: datetime) -> None:
    """A store takes the co-op's list again, the co-op the usual one. Twice is once. Raises NotFound."""
    _check_store(store_id)
    deleted, _by_model = ReasonSet.objects.filter(store=store_id).delete()
    if deleted:
        record(ReasonsSet(store_id=store_id, occurred_at=at), by=by)


def _check_store(store_id: UUID | None) -> None:
    if store_id is not None and not Store.objects.filter(pk=store_id).exists():
        raise NotFound("no_store", _("There is no such store."))
