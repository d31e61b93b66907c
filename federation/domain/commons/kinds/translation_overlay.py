"""Words of one's own: other translations of the platform's texts, with the same places to fill in.

[body]
locale = "fr"
[[body.entries]]
msgid = "Courier"
msgstr = "Coursière"
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from coopplatform.kernel.text import Sentence, _
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, listed, only, wrong

MOST_ENTRIES = 500
LONGEST = 1000
PLACEABLE = re.compile(r"%\([A-Za-z_][A-Za-z0-9_]*\)[sd]|%[sd]|%%|\{[A-Za-z0-9_]*\}|<[^>]*>")
LOCALE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")


class TranslationOverlay:
    code = "translation_overlay"
    label = _("translation overlay")
    what = _("Other words for the platform’s texts in one language.")
    needs_golden = False
    has_formulas = False
    is_charter = False

    def check(self, body: Mapping[str, Any]) -> None:
        only(body, {"locale", "entries"}, "body")
        if not LOCALE.fullmatch(str(body.get("locale", ""))):
            raise wrong(_("“locale” is a language, as in fr or de_CH."))
        entries = listed(body, "entries", MOST_ENTRIES)
        if not entries:
            raise wrong(_("An overlay has at least one entry."))
        seen = set()
        for one in entries:
            _check_entry(one)
            if one["msgid"] in seen:
                raise wrong(_("“%(text)s” is translated twice."), text=str(one["msgid"])[:60])
            seen.add(one["msgid"])

    def slot(self, body: Mapping[str, Any]) -> str:
        """Its language: a co-op uses one overlay for each."""
        return str(body["locale"])

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        return [
            Part(
                str(one.get("msgid")),
                Sentence("%(msgid)s → %(msgstr)s", {name: str(one.get(name, "")) for name in PAIR}),
            )
            for one in listed(body, "entries", MOST_ENTRIES)
        ]

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The translation of a `msgid`."""
        self.check(body)
        only(given, {"msgid"}, "given")
        found = {one["msgid"]: one["msgstr"] for one in listed(body, "entries", MOST_ENTRIES)}
        return {"msgstr": found.get(given.get("msgid"), given.get("msgid"))}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []


PAIR = ("msgid", "msgstr")


def _check_entry(one: Mapping[str, Any]) -> None:
    only(one, {*PAIR}, "entries")
    texts = [one.get(name) for name in PAIR]
    if not all(isinstance(text, str) and 0 < len(text) <= LONGEST for text in texts):
        raise wrong(_("An entry has a msgid and a msgstr of at most %(most)s characters."), most=LONGEST)
    before, after = (Counter(PLACEABLE.findall(str(text))) for text in texts)
    if before != after:
        raise wrong(
            _("“%(text)s”: the translation fills in other places than the text."), text=str(texts[0])[:60]
        )


KIND = TranslationOverlay()
