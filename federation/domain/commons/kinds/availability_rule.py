"""Rules of working time and of the roster: limits and what happens when work breaks one.

[body.labour]
day_max = { limit = 9, mode = "warn" }      # warn, block or off
[body.roster]
give_back_hours = "@give_back"              # swap_needs_approval, breaks_are_paid: true or false
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from coopplatform.kernel.text import Param, Sentence, _
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, only, said, spans_in, whole, wrong
from members.domain.labour import MEANINGS, Code, Mode, Person, Stretch, check, rules_for

MODES = {
    "warn": _("said beside the shift"),
    "block": _("refused when planning"),
    "off": _("not looked at"),
}
YES_OR_NO = {
    "swap_needs_approval": (_("Swaps need a dispatcher’s yes"), _("Swaps need nobody’s yes")),
    "breaks_are_paid": (_("Breaks are paid"), _("Breaks are not paid")),
}
ZONE = ZoneInfo("Europe/Paris")
ROSTER = {*YES_OR_NO, "give_back_hours"}


class AvailabilityRule:
    code = "availability_rule"
    label = _("rules of working time")
    what = _("Limits of work and rest beside the law’s, notice, and how shifts are swapped.")
    needs_golden = True
    has_formulas = False
    is_charter = True

    def check(self, body: Mapping[str, Any]) -> None:
        self.terms(body)

    def terms(self, body: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """The charter's parts `labour` and `roster` that a filled body is. Raises Invalid."""
        only(body, {"labour", "roster"}, "body")
        labour, roster = body.get("labour") or {}, body.get("roster") or {}
        if not isinstance(labour, Mapping) or not isinstance(roster, Mapping) or not (labour or roster):
            raise wrong(_("Name at least one rule, of “labour” or of “roster”."))
        rules_for("", labour)
        only(roster, ROSTER, "roster")
        for name in YES_OR_NO.keys() & roster.keys():
            if type(roster[name]) is not bool:
                raise wrong(_("“%(name)s” is true or false."), name=name)
        if "give_back_hours" in roster:
            whole(roster, "give_back_hours", 0, 336)
        return {"labour": {name: dict(one) for name, one in labour.items()}, "roster": dict(roster)}

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        found = []
        for name, one in (body.get("labour") or {}).items():
            if name not in {code.value for code in Code} or not isinstance(one, Mapping):
                continue
            meaning = MEANINGS[Code(name)]
            params: dict[str, Param] = {
                "title": Sentence(meaning.title),
                "limit": said(one.get("limit", "–"), parameters, currency),
                "unit": Sentence(meaning.unit),
                "mode": Sentence(MODES.get(str(one.get("mode", "warn")), "–")),
            }
            found.append(Part(name, Sentence(_("%(title)s: %(limit)s %(unit)s, %(mode)s"), params)))
        roster = body.get("roster") or {}
        for name, words in YES_OR_NO.items():
            if name in roster:
                found.append(Part(name, Sentence(words[0] if roster[name] is True else words[1])))
        if "give_back_hours" in roster:
            hours = said(roster["give_back_hours"], parameters, currency)
            words_of_hours = Sentence(_("A shift is given back until %(hours)s h before"), {"hours": hours})
            found.append(Part("give_back_hours", words_of_hours))
        return found

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Of work (`worked` as pairs of moments, `weekly_minutes` of the contract) the rules it breaks."""
        only(given, {"worked", "weekly_minutes"}, "given")
        spans = spans_in(given.get("worked"), ZONE)
        if not spans:
            raise wrong(_("Give the work of some days."))
        rules = rules_for("", self.terms(body)["labour"])
        person = Person("1", "", int(given.get("weekly_minutes", 2100)))
        stretches = [Stretch(str(at), span, is_worked=True) for at, span in enumerate(spans)]
        first = min(span.after for span in spans).astimezone(ZONE).date()
        last = max(span.before for span in spans).astimezone(ZONE).date()
        first -= timedelta(days=first.weekday())
        found = check(person, stretches, rules, ZONE, first, last)
        blocking = {finding.code.value for finding in found if finding.mode is Mode.BLOCK}
        return {"broken": sorted({finding.code.value for finding in found}), "refused": sorted(blocking)}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []


KIND = AvailabilityRule()
