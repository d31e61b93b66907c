"""A call of dues on paper, laid out by typst, in the reader's language."""

from federation.adapters.dues_pdf.document import rendered

__all__ = ["rendered"]
