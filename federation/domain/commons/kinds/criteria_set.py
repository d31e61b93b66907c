"""Criteria of a review as data: what is measured, and from where on it is green or amber.

[[body.criteria]]
id = "M1"
title = "Workers are members"
unit = "percent"
better = "more"                       # or less
green = "@members_green"
amber = 40
source = "CG Scop, chiffres clés 2024"
"""

from collections.abc import Mapping
from typing import Any

from coopplatform.kernel.text import Param, Sentence, _
from federation.domain.commons.document import UNITS, Parameter
from federation.domain.commons.kinds.kind import Part, listed, only, said, wrong

MOST_CRITERIA = 60
FIELDS = {"id", "title", "unit", "better", "green", "amber", "source"}


class CriteriaSet:
    code = "criteria_set"
    label = _("set of criteria")
    what = _("What a review looks at, with its thresholds and their source.")
    needs_golden = True
    has_formulas = False
    is_charter = False

    def check(self, body: Mapping[str, Any]) -> None:
        only(body, {"criteria"}, "body")
        criteria = listed(body, "criteria", MOST_CRITERIA)
        if not criteria:
            raise wrong(_("A set has at least one criterion."))
        ids = [str(one.get("id")) for one in criteria]
        if len({*ids}) < len(ids):
            raise wrong(_("Two criteria have one id."))
        for one in criteria:
            _check(one)

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        found = []
        for one in listed(body, "criteria", MOST_CRITERIA):
            params: dict[str, Param] = {
                "id": str(one.get("id", "")),
                "title": str(one.get("title", "")),
                "green": said(one.get("green", "–"), parameters, currency),
                "amber": said(one.get("amber", "–"), parameters, currency),
                "unit": Sentence(UNITS.get(str(one.get("unit")), str(one.get("unit", "")))),
                "source": str(one.get("source", "")),
            }
            words = _("%(id)s, %(title)s: green from %(green)s %(unit)s, amber from %(amber)s (%(source)s)")
            if one.get("better") == "less":
                words = _(
                    "%(id)s, %(title)s: green up to %(green)s %(unit)s, amber up to %(amber)s (%(source)s)"
                )
            found.append(Part(str(params["id"]), Sentence(words, params)))
        return found

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """The colour of each measured value."""
        self.check(body)
        known = {str(one["id"]): one for one in listed(body, "criteria", MOST_CRITERIA)}
        only(given, {*known}, "given")
        return {name: _colour(known[name], value) for name, value in given.items()}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return []


def _check(one: Mapping[str, Any]) -> None:
    only(one, FIELDS, "criteria")
    for name in ("id", "title", "source"):
        if not isinstance(one.get(name), str) or not 0 < len(one[name].strip()) <= 300:
            raise wrong(_("A criterion has an id, a title and a source."))
    if str(one.get("unit")) not in UNITS or one.get("better") not in ("more", "less"):
        raise wrong(
            _("%(id)s: “unit” is one of %(known)s, “better” is more or less."),
            id=one["id"],
            known=", ".join(UNITS),
        )
    limits: list[Any] = [one.get("green"), one.get("amber")]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in limits):
        raise wrong(_("%(id)s: green and amber are numbers."), id=one["id"])
    green, amber = limits
    if (green < amber) == (one["better"] == "more") and green != amber:
        raise wrong(_("%(id)s: green is not better than amber."), id=one["id"])


def _colour(one: Mapping[str, Any], value: Any) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise wrong(_("%(id)s: what is measured is a number."), id=one["id"])
    sign = 1 if one["better"] == "more" else -1
    if sign * value >= sign * one["green"]:
        return "green"
    return "amber" if sign * value >= sign * one["amber"] else "red"


KIND = CriteriaSet()
