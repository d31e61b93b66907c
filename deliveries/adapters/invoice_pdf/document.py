"""Typst draws a PDF/A-3, factur-x puts the XML into it; what is printed comes as data, never as markup."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path

import typst
from facturx import generate_from_binary

from deliveries.adapters.invoice_pdf.words import words_of
from deliveries.models import Invoice, InvoiceLine

LAYOUT = Path(__file__).with_name("invoice.typ")


def rendered(invoice: Invoice, lines: Sequence[InvoiceLine], xml: bytes) -> bytes:
    """The PDF/A-3 of an invoice with its CII inside (Factur-X, profile EN 16931)."""
    words = words_of(invoice, lines)
    pdf = typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        format="pdf",
        sys_inputs={"invoice": json.dumps(words, ensure_ascii=False)},
        font_paths=_fonts(),
        pdf_standards=["a-3b"],
        timestamp=int(datetime.combine(invoice.issued_on, time(12), UTC).timestamp()),
    )
    assert isinstance(pdf, bytes)
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


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The machine's, looked up once a process."""
    return typst.Fonts()
