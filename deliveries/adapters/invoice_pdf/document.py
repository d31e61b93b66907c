"""Typst draws a PDF/A-3, factur-x puts the XML into it."""

from collections.abc import Sequence
from pathlib import Path

from facturx import generate_from_binary

from coopplatform.paper import laid_out
from deliveries.adapters.invoice_pdf.words import words_of
from deliveries.models import Invoice, InvoiceLine

LAYOUT = Path(__file__).with_name("invoice.typ")


def rendered(invoice: Invoice, lines: Sequence[InvoiceLine], xml: bytes) -> bytes:
    """The PDF/A-3 of an invoice with its CII inside (Factur-X, profile EN 16931)."""
    words = words_of(invoice, lines)
    pdf = laid_out(LAYOUT, words, standards=["a-3b"], on=invoice.issued_on)
    about = {
        "author": words["seller"][0],
        "title": f"{words['title']} {invoice.number}",
        "subject": f"{words['title']} {invoice.number}, {words['buyer'][0]}",
        "keywords": "Factur-X",
    }
    made: bytes = generate_from_binary(
        pdf,
        xml,
        flavor="factur-x",
        level="en16931",
        check_xsd=False,
        pdf_metadata=about,
        lang=invoice.locale[:2],
        afrelationship="alternative",
    )
    return made
