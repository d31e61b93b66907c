"""Dispatch weights: what a second of each term is worth at the door, in per mille, within bounds.

[body.weights]
fairness_weight = "@fairness"
"""

from collections.abc import Mapping
from typing import Any

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.policy import WEIGHTS
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, only, said, whole, wrong

NAMES = {
    "late_weight": _("a second late"),
    "courier_weight": _("a second of riding"),
    "overtime_weight": _("a second beyond the shift"),
    "priority_weight": _("a second of an urgent order"),
    "fairness_weight": _("a second of more work than colleagues in the shift"),
    "workload_weight": _("a second of more work than colleagues in the month"),
    "earnings_weight": _("a second’s worth of more pay than colleagues in the month"),
}
TERMS = tuple(name.removesuffix("_weight") for name in WEIGHTS)


class DispatchWeights:
    code = "dispatch_weights"
    label = _("dispatch weights")
    what = _("What counts when a delivery is given to a courier, and how much.")
    needs_golden = True
    has_formulas = False
    is_charter = True

    def check(self, body: Mapping[str, Any]) -> None:
        self.terms(body)

    def terms(self, body: Mapping[str, Any]) -> dict[str, int]:
        """The charter's dispatch terms a filled body is. Raises Invalid."""
        only(body, {"weights"}, "body")
        weights = body.get("weights")
        if not isinstance(weights, Mapping) or not weights:
            raise wrong(_("Name at least one weight: %(known)s."), known=", ".join(WEIGHTS))
        only(weights, {*WEIGHTS}, "weights")
        return {name: whole(weights, name, *WEIGHTS[name]) for name in weights}

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        weights = body.get("weights") or {}
        return [
            Part(
                name,
                Sentence(
                    _("%(what)s counts %(value)s thousandths of a second at the door"),
                    {"what": Sentence(words), "value": said(weights[name], parameters, currency)},
                ),
            )
            for name, words in NAMES.items()
            if name in weights
        ]

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Of `candidates = {A = {door = 600, late = 0, …}, B = {…}}` who comes first, and each one's cost."""
        weights = {"door": 1000} | {
            name.removesuffix("_weight"): value for name, value in self.terms(body).items()
        }
        only(given, {"candidates"}, "given")
        candidates = given.get("candidates")
        if not isinstance(candidates, Mapping) or not candidates:
            raise wrong(_("Give at least one candidate with its seconds."))
        costs = {}
        for name, seconds in candidates.items():
            only(seconds, {"door", *TERMS}, str(name))
            if not all(type(value) is int for value in seconds.values()):
                raise wrong(_("Seconds are whole numbers."))
            costs[str(name)] = sum(weights.get(term, 0) * value for term, value in seconds.items())
        return {"first": min(costs, key=lambda name: (costs[name], name)), "costs": costs}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []


KIND = DispatchWeights()
