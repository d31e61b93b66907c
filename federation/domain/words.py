"""Whether a co-op's own words may stand for a text of the platform: it exists, its places are kept, nothing is drawn.

A text is found by its msgid, after its context and a U+0004 where it has one, as gettext keeps it. `house` is what the
platform says: one form, or the singular and the plural.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coopplatform.kernel.text import Sentence, _

CONTEXT_SEPARATOR = "\x04"
PLACEABLE = re.compile(r"%\([A-Za-z_][A-Za-z0-9_]*\)[sd]|%[sd]|%%|\{[A-Za-z0-9_]*\}")
DRAWS = re.compile(r"[<>&\"'`\x00-\x08\x0b-\x1f\x7f]")
INSTEAD = {"'": "’", '"': "« »"}
Forms = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Words for one text; `plural` where it has two forms."""

    msgid: str
    msgstr: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        return f"{self.context}{CONTEXT_SEPARATOR}{self.msgid}" if self.context else self.msgid

    @property
    def forms(self) -> Forms:
        return (self.msgstr, self.plural) if self.plural else (self.msgstr,)


def entries(body: Mapping[str, Any]) -> list[Entry]:
    """Of an overlay that its kind has let in."""
    return [
        Entry(one["msgid"], one["msgstr"], one.get("plural", ""), one.get("context", ""))
        for one in body["entries"]
    ]


def drawn(text: str) -> Sentence | None:
    """Why a text may not stand on a page, or None: it could end an attribute, draw something, or break a sentence."""
    found = DRAWS.search(text)
    if found is not None:
        words = _("“%(text)s” has a %(sign)s: words are plain, without HTML and straight quotes.")
        if found[0] in INSTEAD:
            words = _("“%(text)s” has a %(sign)s: write %(instead)s.")
        params = {"text": text[:60], "sign": found[0], "instead": INSTEAD.get(found[0], "")}
        return Sentence(words, params)
    return None


def places(text: str) -> Counter[str]:
    """What is filled in, and each percent sign that stands alone."""
    return Counter(PLACEABLE.findall(text)) + Counter(re.findall("%", PLACEABLE.sub("", text)))


def trouble(entry: Entry, house: Forms | None) -> Sentence | None:
    """Why an entry does not fit the platform's text, or None where it does."""
    shown = {"text": entry.msgid[:60]}
    if house is None:
        return Sentence(_("The platform has no text “%(text)s”: copy it letter by letter."), shown)
    if re.search(r"<[a-zA-Z/]", entry.msgid):
        return Sentence(_("“%(text)s” has HTML in it: such a text keeps the platform’s words."), shown)
    if len(house) != len(entry.forms):
        words = _("“%(text)s” has a plural: give it too.")
        if len(house) < len(entry.forms):
            words = _("“%(text)s” has no plural: leave it out.")
        return Sentence(words, shown)
    for own, theirs in zip(entry.forms, house, strict=True):
        if places(own) != places(theirs):
            kept = ", ".join(sorted(places(theirs).elements())) or "–"
            return Sentence(
                _("“%(own)s” fills in other places than the platform’s text, which has %(kept)s."),
                {"own": own[:60], "kept": kept},
            )
    return None


def fitting(given: Iterable[Entry], house: Mapping[str, Forms]) -> dict[str, Forms]:
    """What may be spoken, by key: entries whose text the platform has still, with the same places."""
    return {one.key: one.forms for one in given if trouble(one, house.get(one.key)) is None}
