"""Words of one's own: other translations of the platform's texts, with the same places to fill in.

[body]
locale = "fr"
[[body.entries]]
msgid = "Courier"                     # as the platform has it in English, letter by letter
msgstr = "Coursière"
plural = "Coursières"                 # where the text has a plural
context = "…"                         # where the text has a context
"""

import re
from collections.abc import Mapping
from typing import Any

from coopplatform.kernel.text import Sentence, _
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, listed, only, wrong
from federation.domain.words import drawn, places

MOST_ENTRIES = 500
LONGEST = 1000
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
            key = (one["msgid"], one.get("context", ""))
            if key in seen:
                raise wrong(_("“%(text)s” is translated twice."), text=str(one["msgid"])[:60])
            seen.add(key)

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
MORE = ("plural", "context")


def _check_entry(one: Mapping[str, Any]) -> None:
    only(one, {*PAIR, *MORE}, "entries")
    texts = [one.get(name) for name in PAIR]
    more = [one.get(name, "-") for name in MORE]
    if not all(isinstance(text, str) and 0 < len(text) <= LONGEST for text in (*texts, *more)):
        raise wrong(_("An entry has a msgid and a msgstr of at most %(most)s characters."), most=LONGEST)
    for text in (one["msgstr"], one.get("plural", "")):
        if (refused := drawn(text)) is not None:
            raise wrong(refused.message, **refused.params)
    if "plural" not in one and places(one["msgid"]) != places(one["msgstr"]):
        raise wrong(
            _("“%(text)s”: the translation fills in other places than the text."), text=one["msgid"][:60]
        )


KIND = TranslationOverlay()
