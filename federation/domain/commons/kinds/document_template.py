"""Texts with places to fill in: `{cooperative}`, `{member}`, … and nothing that could run.

[body]
title = "Invitation to the assembly"
text = "Dear {member}, …"
"""

import re
from collections.abc import Mapping
from typing import Any

from coopplatform.kernel.text import Sentence, _
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, only, wrong

PLACES = {
    "cooperative": _("name of the co-op"),
    "town": _("its town"),
    "address": _("its address"),
    "member": _("name of the member"),
    "role": _("what the member does"),
    "date": _("day of the letter"),
    "meeting_date": _("day of the meeting"),
    "meeting_place": _("place of the meeting"),
    "agenda": _("agenda"),
    "amount": _("an amount"),
    "deadline": _("a last day"),
    "signatory": _("who signs"),
}
PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
LONGEST = 20_000
RUNS = re.compile(r"\{\{|\{%|\}\}|%\}|<\s*/?\s*[a-zA-Z!]|\$\{|<\?")


class DocumentTemplate:
    code = "document_template"
    label = _("document template")
    what = _("A letter or a notice with places to fill in.")
    needs_golden = True
    has_formulas = False
    is_charter = False

    def check(self, body: Mapping[str, Any]) -> None:
        only(body, {"title", "text"}, "body")
        title, text = body.get("title"), body.get("text")
        if not isinstance(title, str) or not title.strip() or len(title) > 120:
            raise wrong(_("A template has a title of at most 120 characters."))
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            raise wrong(_("A template has a text of at most %(most)s characters."), most=LONGEST)
        for part in (title, text):
            _check_places(part)

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        """Paragraph by paragraph."""
        text = [str(body.get("title", "")), *re.split(r"\n\s*\n", str(body.get("text", "")))]
        return [Part(str(at), Sentence("%(text)s", {"text": one.strip()})) for at, one in enumerate(text)]

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The text with `given` in its places, and the places left open."""
        self.check(body)
        only(given, {*PLACES}, "given")
        text = PLACE.sub(lambda found: str(given.get(found[1], found[0])), str(body["text"]))
        spoken = dict.fromkeys(PLACE.findall(str(body["title"]) + str(body["text"])))
        return {"text": text, "open": [name for name in spoken if name not in given]}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []


def _check_places(text: str) -> None:
    if found := RUNS.search(text):
        raise wrong(
            _("“%(what)s” could run or draw something: a template is plain text with {places}."),
            what=text[found.start() : found.start() + 12],
        )
    for name in PLACE.findall(text):
        if name not in PLACES:
            raise wrong(
                _("Nothing can be filled in at {%(name)s}; there are %(known)s."),
                name=name,
                known=", ".join(PLACES),
            )
    if "{" in PLACE.sub("", text) or "}" in PLACE.sub("", text):
        raise wrong(_("A bracket { } stands alone: places are written {member}."))


KIND = DocumentTemplate()
