"""Typst makes the PDF; what it prints comes as data, never as markup."""

import json
from functools import lru_cache
from pathlib import Path

import typst

from members.adapters.payslip_pdf.words import words_of
from members.models import Payslip

LAYOUT = Path(__file__).with_name("payslip.typ")


def rendered(slip: Payslip, *, locale: str, professional: str = "") -> bytes:
    """The PDF of a payslip; `professional` is who validated its run, empty while it is a projection."""
    data = json.dumps(words_of(slip, locale=locale, professional=professional), ensure_ascii=False)
    # Not a `Compiler` kept for all: it remembers every document, and grows and slows with each.
    pdf = typst.compile(
        LAYOUT, root=LAYOUT.parent, format="pdf", sys_inputs={"payslip": data}, font_paths=_fonts()
    )
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The machine's, looked up once a process."""
    return typst.Fonts()
