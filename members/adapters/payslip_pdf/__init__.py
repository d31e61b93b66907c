"""The payslip on paper: words and amounts written in the co-op's language, laid out by typst.

`rendered(payslip)` gives the PDF's bytes. It reads nothing but the payslip, so that what was issued can be printed
again as it was.
"""

from members.adapters.payslip_pdf.document import rendered

__all__ = ["rendered"]
