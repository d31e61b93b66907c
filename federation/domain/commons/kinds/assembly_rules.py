"""Rules of an assembly as data: notice, proxies, quorum and majority at each call.

[body]
notice_days = 15
proxies_each = 1
[[body.calls]]
quorum = "1/2"
majority = "1/2"
of = "members"                        # or present: whose votes the majority is counted over
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from coopplatform.kernel.text import Sentence, _
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, listed, only, said, whole, wrong
from members.domain.assemblies import COUNTED, Of, Rules, Votes, call_said, result

HEADS = ("members", "present", "represented", "in_favour", "against", "blank")
VOTES = (*HEADS, "call", "notice_days")


class AssemblyRules:
    code = "assembly_rules"
    label = _("assembly rules")
    what = _("Notice, proxies, quorum and majority of an assembly.")
    needs_golden = True
    has_formulas = False
    is_charter = True

    def check(self, body: Mapping[str, Any]) -> None:
        only(body, {"notice_days", "proxies_each", "calls"}, "body")
        whole(body, "notice_days", 0, 90)
        whole(body, "proxies_each", 0, 20)
        calls = listed(body, "calls", 3)
        if not calls:
            raise wrong(_("Rules of an assembly have at least one call."))
        for call in calls:
            only(call, {"quorum", "majority", "of"}, "calls")
            _share(call, "quorum")
            if _share(call, "majority") < Fraction(1, 2):
                raise wrong(_("A majority is at least one half."))
            if call.get("of") not in {*Of}:
                raise wrong(_("“of” is members or present."))

    def terms(self, body: Mapping[str, Any]) -> Rules:
        """The rules a filled body is. Raises Invalid."""
        self.check(body)
        return Rules.from_terms(body)

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        days = said(body.get("notice_days", 0), parameters, currency)
        proxies = said(body.get("proxies_each", 0), parameters, currency)
        found = [
            Part("notice_days", Sentence(_("Called %(days)s full days before"), {"days": days})),
            Part(
                "proxies_each", Sentence(_("Proxies that a member may carry: %(n)s at most"), {"n": proxies})
            ),
        ]
        for at, call in enumerate(listed(body, "calls", 3), 1):
            words = call_said(at, str(call.get("quorum")), str(call.get("majority")), _counted(call))
            found.append(Part(f"call {at}", words))
        return found

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The outcome of a vote: adopted, rejected, no_quorum, too_many_proxies or called_late."""
        rules = self.terms(body)
        only(given, {*VOTES}, "given")
        counted = {name: whole({name: 0, **given}, name, 0, 100_000) for name in VOTES}
        votes = Votes(**{name: counted[name] for name in HEADS})
        notice = counted["notice_days"] if "notice_days" in given else None
        return {"outcome": result(rules, votes, call=counted["call"], notice_days=notice).value}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []


def _counted(call: Mapping[str, Any]) -> Sentence:
    of = str(call.get("of"))
    return Sentence(COUNTED[Of(of)] if of in {*Of} else "–")


def _share(call: Mapping[str, Any], name: str) -> Fraction:
    try:
        share = Fraction(str(call.get(name)))
    except (ValueError, ZeroDivisionError):
        raise wrong(_("“%(name)s” is a share, as in 1/2."), name=name) from None
    if not 0 <= share <= 1:
        raise wrong(_("“%(name)s” is between 0 and 1."), name=name)
    return share


KIND = AssemblyRules()
