"""Typst makes the PDF; what it prints comes as data, never as markup."""

import json
import re
from functools import lru_cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from cooperatives.queries.here import cooperative_here
from coopplatform.web.words import sent_in
from federation.models import PrintedLetter

LAYOUT = Path(__file__).with_name("letter.typ")


def rendered(letter: PrintedLetter) -> bytes:
    """The PDF of a printed letter; its foot names the template it was printed with."""
    here = cooperative_here()
    with sent_in(letter.locale, here.words):
        template = letter.template or _("the house’s own")
        words = {
            "lang": letter.locale,
            "cooperative": here.name,
            "address": here.address,
            "title": letter.title,
            "paragraphs": [part.split("\n") for part in re.split(r"\n\s*\n", letter.text)],
            "foot": _("Template: %(template)s, SHA-256 %(sha256)s")
            % {"template": template, "sha256": letter.template_sha256},
        }
    pdf = typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        format="pdf",
        sys_inputs={"letter": json.dumps(words, ensure_ascii=False)},
        font_paths=_fonts(),
    )
    assert isinstance(pdf, bytes)
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The machine's, looked up once a process."""
    return typst.Fonts()
