"""The PDF of an invoice: drawn when somebody first asks for it, kept as it was handed out."""

from datetime import datetime
from uuid import UUID

from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.adapters.einvoice import cii
from deliveries.models import Invoice, InvoiceDocument


def invoice_pdf(*, invoice_id: UUID, at: datetime) -> bytes:
    """The Factur-X PDF; two who ask first at once get the same. Raises NotFound."""
    if (kept := _kept(invoice_id)) is not None:
        return kept
    from deliveries.adapters.invoice_pdf import (
        rendered,  # typst and pypdf are heavy: only who draws loads them
    )

    invoice = _invoice(invoice_id)
    lines = list(invoice.lines.order_by("position"))
    _keep(invoice, rendered(invoice, lines, cii(invoice, lines)), at)
    found = _kept(invoice_id)
    assert found is not None
    return found


@unit_of_work
def _keep(invoice: Invoice, pdf: bytes, at: datetime) -> None:
    document = InvoiceDocument(invoice=invoice, pdf=pdf, made_at=at)
    InvoiceDocument.objects.bulk_create([document], ignore_conflicts=True)


def _kept(invoice_id: UUID) -> bytes | None:
    found = InvoiceDocument.objects.filter(invoice_id=invoice_id).values_list("pdf", flat=True).first()
    return bytes(found) if found is not None else None


def _invoice(invoice_id: UUID) -> Invoice:
    found = Invoice.objects.select_related("credits").filter(pk=invoice_id).first()
    if found is None:
        raise NotFound("no_invoice", _("There is no such invoice."))
    return found
