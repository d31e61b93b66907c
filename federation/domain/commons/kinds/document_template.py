"""Texts with places to fill in: `{cooperative}`, `{member}`, … and nothing that could run.

[body]
document = "invitation"               # employment, contract, shares, invitation or letter
title = "Invitation to the assembly"
text = "Dear {member}, …"
"""

import re
from collections.abc import Mapping
from typing import Any

from coopplatform.kernel.text import Sentence, _
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, only, wrong
from federation.domain.letters import LETTERS, PLACE, Letter

OTHER = "letter"
"""What a template is of where it does not say so."""
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
        only(body, {"document", "title", "text"}, "body")
        letter = letter_of(body)
        title, text = body.get("title"), body.get("text")
        if not isinstance(title, str) or not title.strip() or len(title) > 120:
            raise wrong(_("A template has a title of at most 120 characters."))
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
            raise wrong(_("A template has a text of at most %(most)s characters."), most=LONGEST)
        for part in (title, text):
            _check_places(part, letter)

    def slot(self, body: Mapping[str, Any]) -> str:
        """The letter it is a template of: a co-op uses one template for each."""
        return letter_of(body).code

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        """What it is of, then paragraph by paragraph."""
        of = LETTERS.get(str(body.get("document", OTHER)))
        head = (
            [Part("of", Sentence(_("Of each %(document)s"), {"document": Sentence(of.label)}))] if of else []
        )
        text = [str(body.get("title", "")), *re.split(r"\n\s*\n", str(body.get("text", "")))]
        return [
            *head,
            *(Part(str(at), Sentence("%(text)s", {"text": one.strip()})) for at, one in enumerate(text)),
        ]

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The text with `given` in its places, and the places left open."""
        self.check(body)
        only(given, {*letter_of(body).known}, "given")
        text = PLACE.sub(lambda found: str(given.get(found[1], found[0])), str(body["text"]))
        spoken = dict.fromkeys(PLACE.findall(str(body["title"]) + str(body["text"])))
        return {"text": text, "open": [name for name in spoken if name not in given]}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []


def letter_of(body: Mapping[str, Any]) -> Letter:
    """Raises Invalid for a letter nobody prints."""
    code = body.get("document", OTHER)
    if not isinstance(code, str) or code not in LETTERS:
        raise wrong(
            _("No letter is called “%(name)s”; there are %(known)s."),
            name=str(code)[:40],
            known=", ".join(LETTERS),
        )
    return LETTERS[code]


def _check_places(text: str, letter: Letter) -> None:
    if found := RUNS.search(text):
        raise wrong(
            _("“%(what)s” could run or draw something: a template is plain text with {places}."),
            what=text[found.start() : found.start() + 12],
        )
    for name in PLACE.findall(text):
        if name not in letter.known:
            raise wrong(
                _("Nothing can be filled in at {%(name)s}; this letter has %(known)s."),
                name=name,
                known=", ".join(letter.known),
            )
    if "{" in PLACE.sub("", text) or "}" in PLACE.sub("", text):
        raise wrong(_("A bracket { } stands alone: places are written {member}."))


KIND = DocumentTemplate()
