"""What became of a store's files."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from deliveries.models import ImportLine, OrderImport

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ImportSeen:
    """A file with how many of its lines wait, were ordered, and failed."""

    facts: OrderImport
    waiting: int
    ordered: int
    failed: int

    @property
    def done(self) -> int:
        return self.ordered + self.failed


def imports_of(store_id: UUID, *, limit: int = 20) -> list[ImportSeen]:
    """The store's latest files."""
    return [_seen(one) for one in _counted(store_id).order_by("-created_at")[:limit]]


def import_of(store_id: UUID, import_id: UUID) -> ImportSeen | None:
    found = _counted(store_id).filter(pk=import_id).first()
    return _seen(found) if found else None


def same_file(found: OrderImport) -> OrderImport | None:
    """The last file of the store with the very same content that was ordered before."""
    others = OrderImport.objects.filter(store=found.store_id, digest=found.digest).exclude(pk=found.pk)
    return others.exclude(state=OrderImport.State.CHECKED).order_by("-created_at").first()


def failed_lines(import_id: UUID) -> QuerySet[ImportLine]:
    """All of them: read a few at a time."""
    return ImportLine.objects.filter(order_import=import_id, state=ImportLine.State.FAILED)


def first_failed_lines(import_id: UUID) -> list[ImportLine]:
    return list(failed_lines(import_id).order_by("number")[:SHOWN])


def _counted(store_id: UUID) -> QuerySet[OrderImport, Any]:
    counts = {state.value: Count("lines", filter=Q(lines__state=state)) for state in ImportLine.State}
    return OrderImport.objects.filter(store=store_id).annotate(**counts)


def _seen(found: Any) -> ImportSeen:
    return ImportSeen(found, found.waiting, found.ordered, found.failed)
