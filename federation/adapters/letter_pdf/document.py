"""The words of a letter on paper."""

import re
from pathlib import Path

from django.utils.translation import gettext as _

from cooperatives.queries.here import cooperative_here
from coopplatform.paper import laid_out
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
    return laid_out(LAYOUT, words)
