"""What may go wrong with a store's orders: its own list, else the co-op's, else the usual one."""

from collections.abc import Collection
from uuid import UUID

from deliveries.domain.incidents import USUAL, Reason, reasons_from
from deliveries.models import ReasonSet


def reasons_of(store_ids: Collection[UUID]) -> dict[UUID, tuple[Reason, ...]]:
    """By store. One query, whatever their number."""
    sets = ReasonSet.objects.filter(store__in=store_ids) | ReasonSet.objects.filter(store=None)
    known = {found.store_id: reasons_from(found.reasons) for found in sets}
    usual = known.get(None, USUAL)
    return {store_id: known.get(store_id, usual) for store_id in store_ids}


def reasons_set(store_id: UUID | None) -> tuple[Reason, ...] | None:
    """The list that was set for a store, or for the co-op; None where none was."""
    found = ReasonSet.objects.filter(store=store_id).first()
    return reasons_from(found.reasons) if found else None


def wants_photo(store_id: UUID, code: str) -> bool:
    return any(reason.code == code and reason.wants_photo for reason in reasons_of([store_id])[store_id])
