"""Papers that go with an order."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.ordering import OrderDocumentAdded
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.models import Order, OrderDocument

MOST_BYTES = 5_000_000
MOST_DOCUMENTS = 5
KINDS = {b"%PDF-": "application/pdf", b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@unit_of_work
def add_document(*, order_id: UUID, name: str, content: bytes, by: Actor, at: datetime) -> OrderDocument:
    """A PDF, PNG or JPEG of up to 5 MB, told by what it holds, not by its name.

    Raises NotFound; Invalid for another kind or size; NotAllowedNow for a closed order or the sixth document.
    """
    order = Order.objects.select_for_update(of=("self",), no_key=True).filter(pk=order_id).first()
    if order is None:
        raise NotFound("no_order", _("There is no such order."))
    if order.closed_at:
        raise NotAllowedNow("order_closed", _("This order is closed: its documents stay as they are."))
    media_type = next((kind for start, kind in KINDS.items() if content.startswith(start)), None)
    if media_type is None or len(content) > MOST_BYTES:
        raise Invalid("bad_document", _("A document is a PDF, PNG or JPEG of up to 5 MB."), field="document")
    if order.documents.count() >= MOST_DOCUMENTS:
        raise NotAllowedNow(
            "too_many_documents", _("An order has up to %(most)s documents."), most=MOST_DOCUMENTS
        )
    document = OrderDocument.objects.create(
        order=order,
        name=name[-120:] or "document",
        media_type=media_type,
        content=content,
        added_at=at,
        added_by=str(by),
    )
    event = OrderDocumentAdded(
        order_id=order.pk, store_id=order.store_id, document_id=document.pk, occurred_at=at
    )
    record(event, by=by)
    return document


@unit_of_work
def remove_document(*, order_id: UUID, document_id: UUID, by: Actor, at: datetime) -> None:
    """Raises NotFound; NotAllowedNow for a closed order."""
    found = OrderDocument.objects.select_related("order").filter(order=order_id, pk=document_id).first()
    if found is None:
        raise NotFound("no_document", _("There is no such document."))
    if found.order.closed_at:
        raise NotAllowedNow("order_closed", _("This order is closed: its documents stay as they are."))
    found.delete()
