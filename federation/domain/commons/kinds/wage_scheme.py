"""Wage schemes: the premiums of the pay grid, and supplements as formulas on a day's work.

[body.premiums]
sunday_percent = "@sunday"             # night_percent, holiday_percent, night_from_hour, night_until_hour
[[body.supplements]]
name = "Split day"
when = "stretches > 1"
cents = "@split"
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from coopplatform.kernel.text import Param, Sentence, _
from federation.domain.commons.document import Parameter
from federation.domain.commons.kinds.kind import Part, listed, only, said, spans_in, wrong
from members.domain.pay import PayGrid
from members.domain.pay.gross import compute
from members.domain.pay.hours import Contract, Hours
from members.domain.pay.parameters import parameters_for
from members.domain.pay.supplements import (
    MOST_SUPPLEMENTS,
    NUMBERS,
    DayLine,
    Supplement,
    cents_of,
    day_lines,
    earned,
    supplements_from,
)

PREMIUMS = {
    "sunday_percent": _("Sunday premium: %(value)s %%"),
    "night_percent": _("Night premium: %(value)s %%"),
    "holiday_percent": _("Public holiday premium: %(value)s %%"),
    "night_from_hour": _("The night begins at %(value)s h"),
    "night_until_hour": _("The night ends at %(value)s h"),
}
HOURS = {"night_from_hour": (18, 24), "night_until_hour": (0, 12)}
TIMEZONE = "Europe/Paris"
DAY_FIELDS = {field.name for field in fields(DayLine)}


class WageScheme:
    code = "wage_scheme"
    label = _("wage scheme")
    what = _("Premiums of the pay grid, and supplements by what a day was like.")
    needs_golden = True
    has_formulas = True
    is_charter = True

    def check(self, body: Mapping[str, Any]) -> None:
        terms = self.terms(body)
        supplements = supplements_from(terms)
        for line in SAMPLES:
            for one in supplements:
                cents_of(line, one)

    def terms(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The charter's pay terms a filled body is. Raises Invalid."""
        only(body, {"premiums", "supplements"}, "body")
        premiums = body.get("premiums") or {}
        if not isinstance(premiums, Mapping):
            raise wrong(_("“premiums” is a table."))
        only(premiums, {*PREMIUMS}, "premiums")
        for name, value in premiums.items():
            least, most = HOURS.get(name, (0, 300))
            if type(value) is not int or not least <= value <= most:
                raise wrong(
                    _("“%(name)s” is a whole number from %(least)s to %(most)s."),
                    name=name,
                    least=least,
                    most=most,
                )
        supplements = listed(body, "supplements", MOST_SUPPLEMENTS)
        if not premiums and not supplements:
            raise wrong(_("A wage scheme has premiums or supplements."))
        read = [Supplement.from_json({**one, "cents": str(one.get("cents", ""))}) for one in supplements]
        if len({one.name for one in read}) < len(read):
            raise wrong(_("Two supplements have one name."))
        return {**premiums, "supplements": [one.as_json() for one in read]}

    def parts(
        self, body: Mapping[str, Any], parameters: Mapping[str, Parameter], currency: str
    ) -> list[Part]:
        found = []
        premiums = body.get("premiums") or {}
        for name, words in PREMIUMS.items():
            if name in premiums:
                value = said(premiums[name], parameters, currency)
                found.append(Part(name, Sentence(words, {"value": value})))
        for one in listed(body, "supplements", MOST_SUPPLEMENTS):
            params: dict[str, Param] = {
                "name": str(one.get("name", "")),
                "when": said(str(one.get("when", "")), parameters, currency),
                "cents": _cents(one.get("cents"), parameters, currency),
            }
            told = Sentence(_("%(name)s: %(cents)s for each day on which %(when)s"), params)
            found.append(Part(f"supplement {params['name']}", told))
        return found

    def run(self, body: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Of a `day` the supplements; of work (`worked`, `hourly_cents`, …) the gross of the real pay engine."""
        terms = self.terms(body)
        supplements = supplements_from(terms)
        if "day" in given:
            line = _day(given["day"])
            sums = {one.name: cents_of(line, one) for one in supplements}
            return {"cents": sum(cents or 0 for cents in sums.values()), "holds": _those(sums)}
        only(given, {"worked", "hourly_cents", "weekly_minutes", "country"}, "given")
        spans = spans_in(given.get("worked"), ZoneInfo(TIMEZONE))
        if not spans:
            raise wrong(_("Give a day, or the work of some days."))
        grid, hourly = PayGrid.from_terms(terms), int(given.get("hourly_cents", 0))
        month = max(span.before for span in spans).date().replace(day=1)
        pay = parameters_for(str(given.get("country", "FR")), month, grid)
        contract = Contract(int(given.get("weekly_minutes", 2100)), hourly, "EUR")
        draft = compute(contract, Hours(spans, TIMEZONE, month), pay)
        lines = day_lines(spans, TIMEZONE, grid, pay.holidays, hourly)
        supplemented = sum(one.cents for one in earned(lines.values(), supplements))
        return {"cents": draft.gross_cents + supplemented, "supplements_cents": supplemented}

    def amounts(self, body: Mapping[str, Any]) -> list[str]:
        """What people are paid is theirs to show."""
        return []

    def worst(self, body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return [{"day": asdict(line)} for line in SAMPLES]


def _cents(value: Any, parameters: Mapping[str, Parameter], currency: str) -> Param:
    if isinstance(value, str) and value.strip().isdigit():
        return said(int(value), parameters, currency, is_cents=True)
    return said(value, parameters, currency, is_cents=True)


def _those(sums: Mapping[str, int | None]) -> list[str]:
    return [name for name, cents in sums.items() if cents is not None]


def _day(given: Any) -> DayLine:
    if not isinstance(given, Mapping) or "minutes" not in given:
        raise wrong(_("A day has its minutes, and more of: %(known)s."), known=", ".join(NUMBERS))
    only(given, DAY_FIELDS, "day")
    if not all(type(value) is int and 0 <= value <= 100_000 for value in given.values()):
        raise wrong(_("What is said of a day is whole numbers."))
    return DayLine(**given)


SAMPLES = tuple(
    DayLine(minutes, night, stretches, 0 if night else 480, 1439, weekday, holiday, hourly)
    for minutes, night, stretches, (weekday, holiday), hourly in product(
        (0, 1, 240, 600, 1440), (0, 480), (1, 4), ((1, 0), (7, 1)), (0, 1231, 20_000)
    )
)
"""Short and long, by day and night, in one and in several pieces, on a Monday and on a Sunday holiday."""
KIND = WageScheme()
