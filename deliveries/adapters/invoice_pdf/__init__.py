"""The invoice on paper, and for machines inside it: a PDF laid out by typst, made a Factur-X file by `factur-x`.

`rendered(invoice, lines, xml)` gives its bytes. It reads nothing but what was frozen.
"""

from deliveries.adapters.invoice_pdf.document import rendered

__all__ = ["rendered"]
