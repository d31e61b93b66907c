"""The papers that go with orders."""

from collections.abc import Collection
from uuid import UUID

from deliveries.models import OrderDocument


def documents_of(order_id: UUID) -> list[OrderDocument]:
    """Without their content, in the order they came."""
    return list(OrderDocument.objects.filter(order=order_id).defer("content").order_by("added_at"))


def document_of(order_id: UUID, document_id: UUID, *, store_id: UUID) -> OrderDocument | None:
    return OrderDocument.objects.filter(order=order_id, order__store=store_id, pk=document_id).first()


def document_carried(courier_id: UUID, task_id: UUID, document_id: UUID) -> OrderDocument | None:
    """Of an order whose stop is this courier's."""
    found = OrderDocument.objects.filter(
        pk=document_id, order__delivery__tasks__pk=task_id, order__delivery__tasks__assignee=courier_id
    )
    return found.first()


def documents_by_order(order_ids: Collection[UUID]) -> dict[UUID, list[OrderDocument]]:
    """For many orders in one query."""
    found: dict[UUID, list[OrderDocument]] = {}
    for document in OrderDocument.objects.filter(order__in=order_ids).defer("content").order_by("added_at"):
        found.setdefault(document.order_id, []).append(document)
    return found
