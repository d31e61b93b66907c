"""A letter on paper, laid out by typst, in the co-op's language."""

from federation.adapters.letter_pdf.document import rendered

__all__ = ["rendered"]
