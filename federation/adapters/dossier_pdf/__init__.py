"""A dossier on paper, for the assembly: laid out by typst, in the reader's language."""

from federation.adapters.dossier_pdf.document import rendered

__all__ = ["rendered"]
