"""Invoices as machines read them: EN 16931 in CII (for Factur-X) and in UBL (for Peppol).

`cii(invoice, lines)` and `ubl(invoice, lines)` read nothing but what was frozen, so that the same invoice always gives
the same XML.
"""

from deliveries.adapters.einvoice.cii import cii
from deliveries.adapters.einvoice.ubl import PeppolAddressMissing, ubl

__all__ = ["PeppolAddressMissing", "cii", "ubl"]
